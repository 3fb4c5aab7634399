import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { openKeys } from './keys.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'keqiao-keys-'))

it('makes four key files once, readable only by the owner, and no left-overs', () => {
  const dir = folder()
  const first = openKeys(dir)
  const again = openKeys(dir)
  assert.deepEqual(first.publicPem('log'), again.publicPem('log'))
  assert.deepEqual(readdirSync(dir).sort(), ['log.pem', 'receipt.pem', 'secret.key', 'session.pem'])
  for (const name of readdirSync(dir)) assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600)
})

it('a signature names its key and holds only for its message and key', () => {
  const keys = openKeys(folder())
  const { keyId, signature } = keys.sign('receipt', '一件事')
  assert.equal(keys.verify('receipt', '一件事', keyId, signature), true)
  assert.equal(keys.verify('receipt', '另一件事', keyId, signature), false)
  assert.equal(keys.verify('log', '一件事', keyId, signature), false)
  assert.equal(openKeys(folder()).verify('receipt', '一件事', keyId, signature), false)
})

it('a sealed value opens only with its key and under its label', () => {
  const keys = openKeys(folder())
  const { keyId, sealed } = keys.seal('甲', '底价 120000000')
  assert.ok(!Buffer.from(sealed, 'base64url').toString('latin1').includes('120000000'))
  assert.equal(keys.open('甲', keyId, sealed), '底价 120000000')
  assert.throws(() => keys.open('乙', keyId, sealed))
  assert.throws(() => openKeys(folder()).open('甲', keyId, sealed), /not here/)
  assert.notEqual(keys.seal('甲', '底价 120000000').sealed, sealed, 'a fresh nonce each time')
})

it('an empty or shortened secret key is an error, never a weak key', () => {
  const dir = folder()
  openKeys(dir)
  for (const text of ['', 'c2hvcnQ']) {
    writeFileSync(join(dir, 'secret.key'), text)
    assert.throws(() => openKeys(dir), /secret\.key is damaged/)
  }
})
