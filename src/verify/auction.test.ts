import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openKeys } from '#platform/keys/keys.ts'
import { MEMORY_ORIGIN, memoryLog } from '../proofs/memory-log.ts'
import { recordReport, type PublishedLot } from './auction.ts'
import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'

const folder = mkdtempSync(join(tmpdir(), 'keqiao-record-'))
const keys = openKeys(join(folder, 'keys'))
const said = canonicalJson({ lot: 'abc', alias: 'A1', offerFen: 500 })
const commitment = createHash('sha256').update(`keqiao-commitment/v1\nsalt\n${said}`).digest('hex')
const leafBody = JSON.stringify({ at: '2026-03-01T00:00:00.000Z', secrets: [commitment], v: 2 })
const leaf = leafHash(leafBody).toString('hex')

/** One was admitted and takes it at its offer. */
const record: PublishedLot = {
  id: 'abc',
  rules: {
    startsAt: '2026-03-02T00:00:00.000Z',
    endsAt: '2026-03-03T00:00:00.000Z',
    floorFen: 400,
    stepFen: 1,
    windowSeconds: 300,
    extendSeconds: 300,
    outageSeconds: 60,
    outageLookbackSeconds: 600,
  },
  bidders: [{ alias: 'A1', priority: false }],
  bids: [],
  limits: [],
  outages: [],
  closedAt: '2026-03-02T00:00:02.000Z',
  award: { alias: 'A1', amountFen: 500 },
  offer: { leaf, leafBody, salt: 'salt' },
}

describe('the outsider’s check of a record asks the log, and says where it did not (P24; trust.md A5)', () => {
  let held = [leafBody]
  const read = async (path: string) => memoryLog(keys, held, '2026-03-04T00:00:00.000Z')(path)
  const site = createServer((request, response) => {
    void (async () => {
      if (request.url?.startsWith('/api/') === true) return JSON.stringify(record)
      const { log } = JSON.parse(String(await read('keys'))) as { log: string }
      return JSON.stringify({
        format: 'keqiao-proof/v1',
        leaf,
        at: record.closedAt,
        index: 0,
        size: held.length,
        path: [],
        entry: leafBody,
        checkpoint: String(await read('checkpoint')),
        keys: { log, receipt: { keyId: '', pem: '' }, witnesses: [] },
      })
    })().then((text) => response.end(text))
  })
  let url = ''
  before(async () => {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/api/v1/lots/abc/record`
  })
  after(() => site.close())

  it('a file’s leaf was asked of no log, which is said', async () => {
    const file = join(folder, 'record.json')
    writeFileSync(file, JSON.stringify(record))
    const { ok, award, ...asked } = await recordReport(file, undefined)
    assert.deepEqual([ok, award?.amountFen, asked], [true, 500, { leaf, log: 'not asked', faults: [] }])
  })

  it('a site’s leaf is asked of its log, under the key the asker trusts', async () => {
    const { log } = JSON.parse(String(await read('keys'))) as { log: string }
    assert.match(log, new RegExp(`^${MEMORY_ORIGIN}`))
    for (const key of [undefined, log]) assert.deepEqual((await recordReport(url, key)).faults, [])
    const other = openKeys(join(folder, 'other'))
    const foreign = JSON.parse(String(await memoryLog(other, [], record.closedAt)('keys'))) as { log: string }
    assert.match((await recordReport(url, foreign.log)).faults.join(), /签名不对/)
    held = ['{"another":1}']
    assert.match((await recordReport(url, log)).faults.join(), /不在这本账里/)
  })
})
