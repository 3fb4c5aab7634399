import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { migrate, readMigrations } from '#platform/db/migrate.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../db/migrations')
const dir = mkdtempSync(join(tmpdir(), 'keqiao-before-signing-'))
let test0: TestDatabase
const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  test0.db.owner(async (client) => (await client.query<T>(sql, values)).rows)

before(async () => {
  for (const { name } of readMigrations(MIGRATIONS))
    // Before the deal room too: its columns would have to be filled here.
    if (name < '0026') cpSync(join(MIGRATIONS, name), join(dir, name))
  test0 = await testDatabase({ dir })
})
after(async () => {
  await test0.drop()
  rmSync(dir, { recursive: true })
})

test('what was agreed and confirmed before the ground of signing existed stands there afterwards, word for word', async () => {
  const [seller, buyer, file, deal, contract, person, dossier] = Array.from({ length: 7 }, () => randomUUID())
  const sha = 'ab'.repeat(32)
  await test0.db.owner(async (client) => {
    // Foreign keys to what this test does not look at are not followed.
    await client.query(`set session_replication_role = replica`)
    for (const [id, name] of [
      [seller, '示例大学'],
      [buyer, '示例公司'],
    ])
      await client.query(
        `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
         values ($1::uuid, $1::uuid::text, '民企', $2, $2, '', '', false, true, now())`,
        [id, name],
      )
    await client.query(`insert into platform.person values ($1, '钟某', null, null, true, now(), null)`, [
      person,
    ])
    await client.query(
      `insert into platform.file values ($1, $2, '合同.pdf', 'application/pdf', 1, null, null, now())`,
      [file, sha],
    )
    await client.query(
      `insert into deals.deal values ($1, 'd', gen_random_uuid(), $2, '成果', null, $3, $4, false, $5, now(), 'signed', 1, 1)`,
      [deal, contract, seller, buyer, person],
    )
    await client.query(
      `insert into platform.dossier values ($1, 'contract-signing', 1, '合同', 'contract', $2, $3, '{}', null, null, now(), 'confirmed', 1, now(), now(), null)`,
      [dossier, contract, seller],
    )
    await client.query(
      `insert into contracts.contract values ($1, 'c', $2, $6, '转让', '技术转让合同', $3, $4, true, 'confirmed', 2, $5, now())`,
      [contract, deal, seller, buyer, person, dossier],
    )
    for (const version of [1, 2])
      await client.query(
        `insert into contracts.document (contract_id, version, terms_version, file_id, sha256, made_by, at)
         values ($1, $2, 1, $3, $4, $5, now())`,
        [contract, version, file, sha, person],
      )
    for (const org of [seller, buyer])
      await client.query(
        `insert into contracts.consent values ($1, 2, $2, $3, '条款', '2026-11-20T01:00:00Z', gen_random_uuid())`,
        [contract, org, person],
      )
    for (const [org, at] of [
      [seller, '2026-11-20T02:00:00Z'],
      [buyer, '2026-11-20T17:00:00Z'],
    ])
      await client.query(
        `insert into contracts.confirmation values (gen_random_uuid(), $1, 2, $2, '示例', $3, '钟某', '主任', 'b', 'sms',
           '2026-11-20T01:59:00Z', $4, $5, gen_random_uuid())`,
        [contract, org, person, sha, at],
      )
    await client.query(`set session_replication_role = origin`)
  })
  await migrate(test0.db, { dir: MIGRATIONS, modules: [] })
  assert.deepEqual(
    await rows(
      `select d.version, s.key, s.role, s.name, c.clause, r.way, r.person_name, r.capacity, r.signed_on::text, r.evidence ->> 'factor' as factor
       from platform.signing_document d join platform.signing_signatory s on s.document_id = d.id
       left join platform.signing_consent c on c.signatory_id = s.id
       left join platform.signing_record r on r.signatory_id = s.id order by d.version, s.place`,
    ).then((found) => found.map((row) => Object.values(row))),
    [
      [1, 'seller', '甲方', '示例大学', null, null, null, null, null, null],
      [1, 'buyer', '乙方', '示例公司', null, null, null, null, null, null],
      [2, 'seller', '甲方', '示例大学', '条款', 'b', '钟某', '主任', '2026-11-20', 'sms'],
      [2, 'buyer', '乙方', '示例公司', '条款', 'b', '钟某', '主任', '2026-11-21', 'sms'],
    ],
  )
  const [moved] = await rows<{ purpose: string; concluded_at: Date; achievement_id: string }>(
    `select purpose, concluded_at, achievement_id from contracts.contract`,
  )
  assert.deepEqual(
    [moved?.purpose, new Date(moved?.concluded_at ?? 0).toISOString(), moved?.achievement_id],
    ['contract', '2026-11-20T17:00:00.000Z', contract],
  )
  assert.deepEqual(await rows(`select stage from contracts.pub_stage`), [{ stage: 'signed' }])
  assert.equal((await rows(`select 1 from contracts.document where signing_id is null`)).length, 0)
})
