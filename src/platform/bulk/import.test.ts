import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Client } from 'pg'
import { consoleActor } from '#platform/access/access.ts'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { resumeImport } from './apply.ts'
import { bulkCommands } from './commands.ts'
import { csvOf, jsonOf } from './export.ts'
import { importFile, type ImportCall, type ImportResult } from './import.ts'

const HEADER = '编号,名称,简介\n'
const bytes = (text: string) => new TextEncoder().encode(text)
/** 「荔枝保鲜」 in GBK, as a Chinese spreadsheet saves csv. */
const GBK_LITCHI = [0xc0, 0xf3, 0xd6, 0xa6, 0xb1, 0xa3, 0xcf, 0xca]

describe('import of files (issue 2, items 11 and “Bad input”)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())
  beforeEach(() => market.query('delete from platform.outbox'))

  const load = (file: string | Uint8Array, more: Partial<ImportCall> = {}): Promise<ImportResult> =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: achievementBulk,
      file: typeof file === 'string' ? bytes(file) : file,
      dryRun: false,
      goodRows: false,
      publish: false,
      actor: people.office,
      ...more,
    })
  const count = async (where = 'visible') =>
    (
      await market.query<{ n: number }>(
        `select count(*)::int as n from achievements.achievement where ${where}`,
      )
    )[0]?.n
  const record = async (code: string) =>
    (
      await market.query<{
        id: string
        state: string
        public_version: number | null
        version: number
        data: Record<string, unknown>
      }>(
        `select r.id, r.state, r.public_version, r.version, v.data from achievements.achievement r
         join achievements.achievement_version v on v.record_id = r.id and v.version = r.version where r.code = $1`,
        [code],
      )
    )[0]

  describe('a file that is no table is refused as a whole, in words', () => {
    const longProfile = Buffer.concat([
      Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
      Buffer.from('00002710695458740000', 'hex'),
      Buffer.alloc(10_010),
      Buffer.from('0000000049444154', 'hex'),
    ])
    const big = new Uint8Array(50_000_000).fill(97)
    const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
      ['an empty file', bytes(''), /文件是空的/],
      ['only a header', bytes(HEADER), /只有表头，没有数据行/],
      [
        'a picture named .csv',
        Uint8Array.from([
          0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1,
          8, 6, 0, 0, 0,
        ]),
        /这是一张图片（png）/,
      ],
      ['a picture whose first chunk is a long profile', longProfile, /这是一张图片（png）/],
      ['a broken photograph', Uint8Array.from([0xff, 0xd8, 0xff, 0, 10, 10, 0, 1]), /这是一张图片（jpg）/],
      ['a PDF', bytes('%PDF-1.7\n\n\n\u0000'), /这是 pdf 文件/],
      ['a broken workbook', bytes('PK\u0003\u0004\n\n\n\u0000'), /已损坏/],
      ['50 MB', big, /应小于 50 MB/],
      ['NUL bytes', bytes(`${HEADER}A,名称名称,简\u0000介\n`), /第 2 行附近含有看不见的空字符/],
      [
        'an unclosed quote, naming the row it began in',
        bytes(`${HEADER}A,名称一二,好\nB,"名称三四,坏\nC,名称五六,好\n`),
        /第 3 行有一个双引号没有闭合/,
      ],
      ['a quote inside a cell', bytes(`${HEADER}A,"名称"一二,好\n`), /第 2 行的双引号没有成对/],
      ['a spreadsheet’s UTF-16', Uint8Array.from([0xff, 0xfe, 0x41, 0]), /UTF-16/],
      [
        'neither UTF-8 nor GB18030',
        Uint8Array.from([...bytes(HEADER), 0x41, 0x2c, 0xff, 0xff, 0x0a]),
        /编码认不出来/,
      ],
      ['a header nobody knows', bytes('甲,乙,丙\n1,2,3\n'), /没有认出表头/],
      ['a header without the name', bytes('编号,简介\nA,内容\n'), /没有“名称”（name）/],
      ['one column twice', bytes('编号,名称,name\nA,名称一二,x\n'), /“名称”出现了两次/],
    ]
    for (const [name, file, sentence] of refused)
      it(name, async () => {
        const before = await count('true')
        await assert.rejects(
          load(file),
          (error: Error) => error.name === 'Refusal' && sentence.test(error.message),
        )
        assert.equal(await count('true'), before)
      })
  })

  it('reads UTF-8 with and without BOM and GB18030, Chinese and English headers, units and dates as people write them', async () => {
    await load(`\ufeffcode,name,summary\nU-1,保鲜一号技术,简介\n`)
    const gbk = Uint8Array.from([
      0x63,
      0x6f,
      0x64,
      0x65,
      0x2c,
      0x6e,
      0x61,
      0x6d,
      0x65,
      0x0a,
      0x47,
      0x2d,
      0x31,
      0x2c,
      ...GBK_LITCHI,
      0x0a,
    ])
    await load(gbk)
    assert.equal((await record('G-1'))?.data['name'], '荔枝保鲜')
    await load(
      '编号;名称;价格（万元）;信息有效期至;技术就绪度;转化方式;共有人\nＤ－１;名称二二;５０;2027.5.1;TRL7;独占许可、排他许可;甲:60%|\n'
        .replace('甲:60%|', '甲：６０％；乙：40%')
        .replace('；', '；'),
    )
    const data = (await record('D-1'))?.data ?? {}
    assert.deepEqual([data['priceFen'], data['validUntil'], data['trl']], [50_000_000, '2027-05-01', 7])
    assert.deepEqual(data['modes'], ['独占许可', '排他许可'], 'the two kinds are never merged')
    assert.deepEqual(
      (data['coOwners'] as { shareBp: number }[]).map((o) => o.shareBp),
      [6000, 4000],
    )
    await load(
      'code,name,priceFen,ip\nJ-1,名称四四,50000000,"[{""type"":""实用新型"",""number"":""ZL1"",""status"":""已授权"",""filedOn"":""2022-01-01""}]"\n',
    )
    assert.equal((await record('J-1'))?.data['priceFen'], 50_000_000)
  })

  it('keeps short, long and repeated names of real files, marked 待补充', async () => {
    const result = await load(`${HEADER}K-1,韭菜,a\nK-2,韭菜,${'长'.repeat(3000)}\n`)
    assert.equal(result.created, 2)
    const gaps = await market.query<{ gaps: { field: string }[] }>(
      `select v.gaps from achievements.achievement_version v join achievements.achievement r on r.id = v.record_id where r.code = 'K-2'`,
    )
    const fields = gaps[0]?.gaps.map((gap) => gap.field) ?? []
    for (const field of ['name', 'summary', 'kind', 'secrecy']) assert.ok(fields.includes(field), field)
  })

  it('counts without writing in a dry run', async () => {
    const before = await count('true')
    const result = await load(`${HEADER}U-1,保鲜一号技术,简介\nN-1,新成果一号,简介\n`, { dryRun: true })
    assert.deepEqual([result.created, result.updated, result.unchanged], [1, 0, 1])
    assert.equal(await count('true'), before)
  })

  it('takes the good rows by choice, and none of a faulty file without it', async () => {
    const text = `${HEADER}R-1,成果甲甲,x\nR-2,,x\nR-3,成果乙乙,x\n`
    assert.equal((await load(text)).created, 0)
    const result = await load(text, { goodRows: true })
    assert.deepEqual([result.read, result.created, result.rejected, result.errors[0]?.row], [3, 2, 1, 3])
  })

  it('updates by owner and code on re-import, leaving fields the file has no column for', async () => {
    await load('编号,名称,简介,关键词\nE-1,成果丙丙,旧,甲；乙\nE-2,成果丁丁,同,\n')
    const result = await load(`${HEADER}E-1,成果丙丙,新\nE-2,成果丁丁,同\nE-3,成果戊戊,x\n`)
    assert.deepEqual([result.created, result.updated, result.unchanged], [1, 1, 1])
    const changed = await record('E-1')
    assert.deepEqual(
      [changed?.version, changed?.data['summary'], changed?.data['keywords']],
      [2, '新', ['甲', '乙']],
    )
  })

  it('lets only officer and operator publish, and lists at once what they attest', async () => {
    const text = `${HEADER}P-1,成果己己,x\nE-1,成果丙丙,最新\n`
    await assert.rejects(load(text, { publish: true }), { kind: 'forbidden' })
    const result = await load(text, { publish: true, actor: consoleActor, owner: '示例大学' })
    assert.deepEqual([result.created, result.updated], [1, 1])
    for (const code of ['P-1', 'E-1']) {
      const row = await record(code)
      assert.deepEqual([row?.state, row?.public_version], ['published', row?.version])
    }
    const dossier = await market.query<{ state: string; actions: string[]; due: number }>(
      `select d.state, array(select action from platform.dossier_entry e where e.dossier_id = d.id order by visit) as actions,
         (select count(*)::int from platform.deadline t where t.dossier_id = d.id and t.state = 'open') as due
       from platform.dossier d join achievements.achievement r on r.dossier_id = d.id where r.code = 'P-1'`,
    )
    assert.deepEqual(dossier[0], { state: 'published', actions: ['open', 'attest'], due: 3 }, 'two reminders')
    const shelf = await market.query<{ code: string; spells: number }>(
      `select r.code, (select count(*)::int from platform.listing_spell s where s.record_id = l.record_id) as spells
       from platform.listing l join achievements.achievement r on r.id = l.record_id and r.valid_until = l.valid_until
       where r.code in ('P-1', 'E-1') and l.ended_on is null and l.listed_on = l.confirmed_on order by r.code`,
    )
    assert.deepEqual(shelf, [
      { code: 'E-1', spells: 1 },
      { code: 'P-1', spells: 1 },
    ])
    const open = await market.query(`select 1 from platform.outbox where topic = 'record.changed'`)
    assert.equal(open.length, 2)
    const again = await load(text, { publish: true, actor: consoleActor, owner: '示例大学' })
    assert.equal(again.unchanged, 2)
  })

  it('opens a revision for a public record changed by its owner’s file; the public version stays', async () => {
    await load(`${HEADER}P-1,成果己己,改过的\n`)
    const row = await record('P-1')
    assert.equal(row?.version, (row?.public_version ?? 0) + 1)
    const open = await market.query(
      `select 1 from platform.dossier where subject_id = $1 and procedure = 'achievement-revision' and closed_at is null`,
      [row?.id],
    )
    assert.equal(open.length, 1)
  })

  it('keeps a batch invisible until its flip; one cut off can be resumed or is discarded by the next import', async () => {
    const { apply, flip } = bulkCommands(achievementBulk)
    const cutAt = (journal: string) => async (call: Parameters<typeof market.bus>[0]) => {
      if (call.route.journal === journal) throw new Error('power cut')
      return market.bus(call)
    }
    const text = `${HEADER}X-1,断电甲甲,x\nX-2,断电乙乙,x\n`
    const visible = await count()
    await assert.rejects(load(text, { bus: cutAt(flip.journal) as typeof market.bus }), /power cut/)
    assert.equal(await count(), visible, 'applied, but nobody sees it')
    assert.equal(
      (
        await market.query(
          `select 1 from platform.dossier d join achievements.achievement r on r.id = d.subject_id where r.code like 'X-%' and d.closed_at is null`,
        )
      ).length,
      0,
    )
    const open = await market.query<{ id: string; applied_to: number }>(
      'select id, applied_to from platform.bulk_batch where closed_at is null',
    )
    const resumed = {
      bus: market.bus,
      kind: achievementBulk,
      actor: people.office,
      goodRows: false,
    }
    await resumeImport(resumed, { id: open[0]?.id ?? '', appliedTo: open[0]?.applied_to ?? 0 })
    assert.equal(await count(), (visible ?? 0) + 2)
    await assert.rejects(
      load(text.replaceAll('X-', 'Y-'), { bus: cutAt(flip.journal) as typeof market.bus }),
      /power cut/,
    )
    await assert.rejects(
      load(text.replaceAll('X-', 'Z-'), { bus: cutAt(apply.journal) as typeof market.bus }),
      /power cut/,
    )
    const result = await load(text.replaceAll('X-', 'Y-'))
    assert.deepEqual([result.created, await count()], [2, (visible ?? 0) + 4])
    assert.equal((await market.query('select 1 from platform.bulk_row')).length, 0)
    assert.equal((await market.query('select 1 from platform.bulk_batch where closed_at is null')).length, 0)
  })

  it('exports what it imports again unchanged, safe against formulas', async () => {
    await load(`${HEADER}F-1,-40℃低温材料,@联系我们\n`)
    const call = { db: market.test.db, kind: achievementBulk, actor: people.office }
    let csv = ''
    for await (const piece of csvOf(call)) csv += piece
    assert.ok(csv.startsWith('\ufeff编号,名称,简介'))
    assert.ok(csv.includes(`'-40℃低温材料,'@联系我们`))
    assert.doesNotMatch(csv, /(^|,)"?[=+\-@＝＋－＠]/m)
    const back = await load(csv.slice(1))
    assert.deepEqual([back.created, back.updated, back.rejected], [0, 0, 0], JSON.stringify(back.errors))
    assert.match(csv.split('\n')[0] ?? '', /,完成单位,示例$/)
    assert.match(csv, /F-1,.*,示例大学,否$/m)
    assert.deepEqual(back.ignored, ['完成单位', '示例'], 'whose it is comes from who imports')
    let json = ''
    for await (const piece of jsonOf(call)) json += piece
    assert.equal(
      (JSON.parse(json) as unknown[]).length,
      await count(`visible and owner_org_id = '${UNIVERSITY}'`),
    )
  })

  it('stores nothing of a classified row: not in tables, staging, journal, write-ahead log, logs or the answer (P17)', async (t) => {
    const canary = 'CANARYKQ7731'
    // Other tests write to the same server: its log of this test may be recycled before it is read, unless a slot of this
    // connection keeps it.
    const keeper = new Client({ connectionString: market.test.url })
    await keeper.connect()
    t.after(() => keeper.end())
    await keeper.query(`select pg_create_physical_replication_slot('canary_${process.pid}', true, true)`)
    const logged = [t.mock.method(console, 'error'), t.mock.method(console, 'log')]
    const rows = [
      `S-1,${canary}名称,${canary}简介,机密`,
      `S-2,正常名称,机密★10年 ${canary},公开`,
      `S-3,${canary}三,${canary},内部`,
      `S-4,可以公开的成果,可以公开,公开`,
    ]
    const text = `编号,名称,简介,密级\n${rows.join('\n')}\n`
    const result = await load(text, { goodRows: true })
    assert.deepEqual([result.created, result.rejected], [1, 3])
    assert.doesNotMatch(JSON.stringify(result), new RegExp(canary))
    const draft = { name: `${canary}四四`, secrecy: '秘密', summary: canary, code: canary }
    await assert.rejects(
      market.write(people.office, 'achievement.draft', draft),
      (error: Error) => !JSON.stringify(error).includes(canary) && !error.message.includes(canary),
    )
    // Tests commit without waiting for the disk; a checkpoint writes what is still in memory.
    await market.query('checkpoint')
    const tables = await market.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    assert.ok(tables.length > 30)
    let seen = ''
    for (const { name } of tables) {
      const found = await market.query<{ t: string }>(
        `select t::text as t from ${name} t where t::text like '%${canary}%' or t::text like '%可以公开的成果%'`,
      )
      seen += found.map((row) => row.t).join('\n')
    }
    assert.match(seen, /可以公开的成果/, 'the search finds what is stored')
    assert.ok(!seen.includes(canary))
    const [dir] = await market.query<{ wal: string }>(`select current_setting('data_directory') as wal`)
    const wal = join(dir?.wal ?? '', 'pg_wal')
    const files = readdirSync(wal).filter((file) => /^[0-9A-F]{24}$/.test(file))
    assert.ok(files.length > 0)
    for (const file of files) assert.ok(!readFileSync(join(wal, file)).includes(canary), file)
    const isKept = files.some((file) => readFileSync(join(wal, file)).includes('可以公开的成果'))
    assert.ok(isKept, 'the write-ahead log shows what is stored')
    const said = logged.flatMap(({ mock }) => mock.calls.map((call) => JSON.stringify(call.arguments)))
    assert.doesNotMatch(said.join('\n'), new RegExp(canary))
    const serverLog = join(dir?.wal ?? '', '..', 'postgres.log')
    if (existsSync(serverLog)) assert.ok(!readFileSync(serverLog).includes(canary))
  })
})
