import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { openKeys } from '#platform/keys/keys.ts'
import { memoryLog } from '../proofs/memory-log.ts'
import { runVerify, runWitness } from './cli.ts'
import type { Report } from './report.ts'
import { tilePath } from './source.ts'
import { verify } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'keqiao-verify-'))
const keys = openKeys(join(folder, 'keys'))
const instant = (n: number) => new Date(Date.parse('2026-03-02T01:00:00Z') + n * 1_000).toISOString()
const entries = Array.from({ length: 300 }, (_, n) => `{"at":"${instant(n)}","n":${n},"v":2}`)
let copies = 0

/** A copy of a log in a folder of its own, as the site serves it. */
async function copyOf(all: readonly string[], at: string): Promise<string> {
  const read = memoryLog(keys, all, at)
  const to = join(folder, `copy-${(copies += 1)}`)
  const tiles = Array.from({ length: Math.ceil(all.length / 256) }, (_, tile) =>
    tilePath('entries', tile, Math.min(256, all.length - tile * 256)),
  )
  for (const path of ['checkpoint', 'keys', ...tiles]) {
    mkdirSync(dirname(join(to, path)), { recursive: true })
    writeFileSync(join(to, path), await read(path))
  }
  return to
}

function fileOf(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('keqiao verify', () => {
  it('checks a copy of a log in a folder, and remembers it for the next time', async () => {
    const state = join(folder, 'seen.json')
    assert.deepEqual((await verify(await copyOf(entries.slice(0, 200), instant(200)), { state })).faults, [])
    assert.deepEqual((await verify(await copyOf(entries, instant(300)), { state })).faults, [])
    const cases: readonly [Promise<string>, RegExp][] = [
      [copyOf(entries.slice(0, 250), instant(301)), /被截断/],
      [copyOf([...entries.slice(0, 299), entries[0] ?? ''], instant(301)), /被分叉/],
      [copyOf(entries.toSpliced(10, 1, entries[9] ?? ''), instant(301)), /被分叉/],
      [copyOf(entries, instant(299)), /倒签/],
      [copyOf([...entries, `{"at":"${instant(200)}","v":2}`], instant(310)), /倒签/],
      [copyOf([...entries, `{"at":"${instant(900)}","v":2}`], instant(310)), /倒签或迟记/],
    ]
    for (const [copy, why] of cases) {
      const report = await verify(await copy, { state })
      assert.equal(report.ok, false)
      assert.match(report.faults[0]?.why ?? '', why)
    }
    assert.deepEqual((await verify(await copyOf(entries, instant(300)), { state })).faults, [])
  })

  it('notices another key, a changed entry, a bundle of entries that is cut', async () => {
    const copy = await copyOf(entries, instant(300))
    const other = openKeys(join(folder, 'other-keys'))
    const foreign = JSON.parse(String(await memoryLog(other, [], instant(0))('keys'))) as { log: string }
    assert.match((await verify(copy, { key: foreign.log })).faults[0]?.why ?? '', /不是由这本账的密钥/)
    const tile = join(copy, 'tile/entries/000')
    const bytes = Buffer.from(await memoryLog(keys, entries, instant(300))('tile/entries/000'))
    writeFileSync(tile, String(bytes).replace('"n":7,', '"n":8,'))
    assert.match((await verify(copy, {})).faults[0]?.why ?? '', /分叉或改写/)
    writeFileSync(tile, bytes.subarray(0, bytes.length - 1))
    assert.match((await verify(copy, {})).faults[0]?.why ?? '', /不完整/)
  })

  it('says in a sentence what it cannot check', async () => {
    const cases: readonly [target: string, words: RegExp][] = [
      [join(folder, 'nowhere.json'), /不存在/],
      [fileOf('half.json', '{"receipt":'), /不是完整的 JSON/],
      [fileOf('other.json', '{"a":1}'), /不是回执、证明、检查点或审计包/],
      [fileOf('receipt.json', '{"leaf":"a","at":"b","keyId":"c","signature":"d"}'), /请加 --url/],
      [fileOf('text.txt', 'no evidence at all'), /不是存证公示账的检查点/],
      [mkdtempSync(join(folder, 'empty-')), /没有可以核验的文件/],
    ]
    for (const [target, words] of cases) await assert.rejects(verify(target, {}), words)
  })

  it('a bundle without its end, or whose log is another than the one remembered, does not hold', async () => {
    const { log } = JSON.parse(String(await memoryLog(keys, [], instant(0))('keys'))) as { log: string }
    const header = JSON.stringify({
      format: 'keqiao-bundle/v1',
      origin: 'proof.example/log',
      keys: { log, receipt: {}, witnesses: [] },
    })
    const cut = await verify(fileOf('cut.jsonl', `${header}\n`), {})
    assert.match(cut.faults[0]?.why ?? '', /缺少结尾/)
    const whole = fileOf('whole.jsonl', `${header}\n{"end":{"leaves":0,"size":0}}\n`)
    assert.deepEqual((await verify(whole, {})).faults, [])
    const remembered = await verify(whole, { state: join(folder, 'seen.json') })
    assert.match(remembered.faults[0]?.why ?? '', /被截断/)
  })

  it('exits 0 only when all holds; a witness without its settings is wrong usage', async () => {
    const printed: unknown[] = []
    const print = (line: unknown) => printed.push(line)
    assert.equal(await runVerify(await copyOf(entries, instant(300)), {}, print), 0)
    const state = join(folder, 'seen.json')
    assert.equal(await runVerify(await copyOf(entries.slice(1), instant(300)), { state }, print), 1)
    assert.deepEqual(
      printed.map((line) => (line as Report).ok),
      [true, false],
    )
    await assert.rejects(runWitness({ url: 'http://127.0.0.1:1' }, print), /需要 --url/)
    const gone = { url: 'http://127.0.0.1:1', state: join(folder, 'gone.json') }
    assert.equal(await runWitness(gone, print), 1)
  })
})
