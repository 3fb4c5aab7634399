import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { complete } from '#modules/achievements/fixture.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { demandBulk } from '#modules/exchange/bulk.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { registrationsModule } from '#modules/registrations/module.ts'
import { settlementModule } from '#modules/settlement/module.ts'
import { bankStatementBulk } from '#modules/settlement/statement.ts'
import { importFile } from '#platform/bulk/import.ts'
import type { BulkKind } from '#platform/bulk/kind.ts'
import { bulkCommands } from '#platform/bulk/commands.ts'
import type { Forgotten } from '#platform/identity/forget.ts'
import { FIRM, openMarket, people, UNIVERSITY, type Market } from './market.ts'

const { office, officer, firm } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }

interface Saved {
  readonly id: string
  readonly version: number
  readonly dossierId: string
}
interface Shown {
  readonly version: number
  readonly form: Record<string, unknown>
}

/** A demand that may be listed as it stands. */
function firmDemand(more: object): Record<string, unknown> {
  return {
    type: '技术攻关',
    techField: '资源与环境',
    problem: '尾水亚硝酸盐经常超标，需要低成本处理办法。',
    cooperationModes: ['合作开发'],
    negotiable: true,
    secrecy: '公开',
    ...more,
  }
}

/** One kind of record as its owner works with it. */
const kinds = [
  {
    title: 'achievement',
    bulk: achievementBulk,
    owner: office,
    form: complete,
    submit: review,
    procedure: 'achievement-listing',
    table: 'achievements.achievement',
    text: '简介',
  },
  {
    title: 'demand',
    bulk: demandBulk,
    owner: firm,
    form: firmDemand,
    submit: { declaresOpen: true },
    procedure: 'demand-listing',
    table: 'exchange.demand',
    text: '要解决的问题',
  },
] as const

describe('personal fields of records can be corrected and forgotten (P18, PIPL 46, 47)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule, exchangeModule, settlementModule, registrationsModule])
  })
  after(() => market.drop())

  /** Tables of the whole database with the text in any row. */
  const tablesWith = async (text: string) => {
    const tables = await market.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    assert.ok(tables.length > 30)
    const each = tables.map(
      ({ name }) => `select '${name}' as name from ${name} t where strpos(to_jsonb(t)::text, $1) > 0`,
    )
    const found = await market.query<{ name: string }>(each.join(' union '), [text])
    return found.map(({ name }) => name).sort()
  }
  const act = async (
    actor: typeof office,
    { dossierId }: { readonly dossierId: string },
    command: string,
    input: object = {},
  ) => {
    const [dossier] = await market.query<{ visit: number }>(
      'select visit from platform.dossier where id = $1',
      [dossierId],
    )
    return market.write(actor, command, { dossierId, visit: dossier?.visit, ...input })
  }
  const forget = async (named: Omit<Forgotten, 'personId'>) =>
    market.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
      const person = { ...named, personId: '01920000-0000-7000-8000-00000000dead' }
      let rows = 0
      for (const module of market.modules)
        for (const each of module.forgets ?? [])
          rows += await each(tx as Parameters<typeof each>[0], person, office, '2026-01-05T01:00:00.000Z')
      return rows
    })
  const saltsOf = (id: string) =>
    market.query<{ field: string }>(
      `select s.field from platform.evidence_salt s join platform.journal j on j.leaf_id = s.leaf_id
       where j.subject_id = $1 and s.field like 'secret:%' order by s.field`,
      [id],
    )
  const load = (kind: BulkKind, text: string, actor = office, bus = market.bus) =>
    importFile({
      db: market.test.db,
      bus,
      kind,
      file: new TextEncoder().encode(text),
      dryRun: false,
      goodRows: false,
      publish: false,
      actor,
    })

  for (const { title, owner, form, submit, procedure, table, text, bulk } of kinds) {
    const show = (id: string) => market.read<Shown>(owner, `${title}.show`, { id })

    it(`${title}: after a correction the old contact is in no table, and it is published again`, async () => {
      const old = `某人 1380013${title.length}001`
      const secret = `配方${title}乙二醇占三成`
      const saved = await market.write<Saved>(owner, `${title}.draft`, {
        ...form({ name: `示例可改正${title}` }),
        contact: old,
        confidentialParts: secret,
      })
      assert.deepEqual((await show(saved.id)).form['contact'], old)
      await act(owner, saved, `${procedure}.submit`, submit)
      await act(officer, saved, `${procedure}.approve`)
      assert.deepEqual(await tablesWith(old), [`${table}_private`])
      assert.deepEqual(await tablesWith(secret), [`${table}_private`])
      assert.equal((await saltsOf(saved.id)).length, 2)

      const { version, form: stood } = await show(saved.id)
      const edited = await market.write<Saved>(owner, `${title}.edit`, {
        ...stood,
        contact: null,
        confidentialParts: null,
        id: saved.id,
        version,
      })
      assert.deepEqual([await tablesWith(old), await tablesWith(secret)], [[], []])
      assert.deepEqual(await saltsOf(saved.id), [], 'nobody can try guesses on the commitments')
      assert.ok(!('contact' in (await show(saved.id)).form))
      const revision = procedure.replace('listing', 'revision')
      await act(owner, edited, `${revision}.submit`, submit)
      await act(officer, edited, `${revision}.approve`)
      const [head] = await market.query<{ version: number; public_version: number }>(
        `select version, public_version from ${table} where id = $1`,
        [saved.id],
      )
      assert.deepEqual(head, { version: 2, public_version: 2 })
    })

    it(`${title}: dropping a change keeps the contact as corrected`, async () => {
      const saved = await market.write<Saved>(owner, `${title}.draft`, {
        ...form({ name: `示例放弃修改${title}` }),
        contact: `旧 ${title}-1111`,
      })
      await act(owner, saved, `${procedure}.submit`, submit)
      await act(officer, saved, `${procedure}.approve`)
      const { form: stood } = await show(saved.id)
      const contact = `新 ${title}-2222`
      const input = { ...stood, contact, name: `示例改名${title}`, id: saved.id, version: 1 }
      const edited = await market.write<Saved>(owner, `${title}.edit`, input)
      await act(owner, edited, `${procedure.replace('listing', 'revision')}.drop`)
      const { form: back } = await show(saved.id)
      assert.deepEqual([back['name'], back['contact']], [`示例放弃修改${title}`, contact])
    })

    it(`${title}: an import brings, changes and discards contacts without leaving one behind`, async () => {
      const csv = (contact: string) =>
        `编号,名称,${text},联系人及电话\nCANARY-${title},示例导入${title},一段说明文字,${contact}\n`
      const [first, second, third] = ['甲 13311110001', '乙 13311110002', '丙 13311110003'].map(
        (who) => `${who}${title}`,
      )
      await load(bulk, csv(first ?? ''), owner)
      assert.deepEqual(await tablesWith(first ?? ''), [`${table}_private`])
      assert.deepEqual((await load(bulk, csv(second ?? ''), owner)).updated, 1)
      assert.deepEqual(await tablesWith(first ?? ''), [])
      assert.deepEqual((await load(bulk, csv(second ?? ''), owner)).unchanged, 1)
      const { flip } = bulkCommands(bulk)
      const cutOff: Market['bus'] = async (call) => {
        if (call.route.journal === flip.journal) throw new Error('cut off')
        return market.bus(call)
      }
      await assert.rejects(load(bulk, csv(third ?? ''), owner, cutOff), /cut off/)
      // The next import takes back what was cut off.
      await load(bulk, csv(second ?? ''), owner)
      assert.deepEqual(await tablesWith(third ?? ''), [])
      assert.deepEqual(await tablesWith(second ?? ''), [`${table}_private`])
    })

    it(`${title}: an erased person is in no record, however the number was written`, async () => {
      const orgId = owner.orgId ?? ''
      const person = { name: '卡那无痕', phone: '13577778888', email: 'no-trace@example.cn', orgIds: [orgId] }
      const forms = [
        { contact: '卡那无痕 135-7777 8888' },
        { contact: '卡那无痕（办公室 800）' },
        { confidentialParts: '配方在张三手里，去信 no-trace@example.cn 可取。' },
      ]
      const saved: Saved[] = []
      for (const [i, more] of forms.entries())
        saved.push(
          await market.write<Saved>(owner, `${title}.draft`, {
            ...form({ name: `示例${title}被遗忘第${i}号` }),
            contact: null,
            ...more,
          }),
        )
      assert.equal(await forget(person), 3)
      for (const trace of ['卡那无痕', '7777 8888', 'no-trace'])
        assert.deepEqual(await tablesWith(trace), [], trace)
      const last = await show(saved[2]?.id ?? '')
      assert.equal(last.form['confidentialParts'], '配方在张三手里，去信 〔已删除〕 可取。')
      assert.deepEqual(await saltsOf(saved[0]?.id ?? ''), [])
      assert.equal(await forget(person), 0)
    })
  }

  it('who paid by a line of a bank statement that pays no contract, and a contact of an application (P18)', async () => {
    const named = { name: '卡那付款', phone: '13566660000', email: null }
    const line = (n: number, payer: string, use: string) =>
      `2026-01-05,B-${n},5.00,,${payer},622200009${n},${use}\n`
    const head = '交易日期,流水号,收入金额,支出金额,对方户名,对方账号,用途\n'
    await load(
      bankStatementBulk,
      `${head}${line(1, '卡那付款', '货款')}${line(2, '别人', '卡那付款代付')}${line(3, '别人', '货款')}`,
    )
    const { id } = await market.write<{ id: string }>(office, 'registration.draft', {
      contractName: '示例被遗忘的联系人',
      contact: '卡那付款 135-6666 0000',
    })
    const held = ['registrations.registration', 'settlement.line_payer']
    assert.deepEqual(await tablesWith('卡那付款'), held)
    assert.equal((await saltsOf(id)).length, 1)
    assert.equal(await forget({ ...named, phone: null, orgIds: [FIRM] }), 0, 'a namesake elsewhere stays')
    assert.equal(await forget({ ...named, orgIds: [UNIVERSITY] }), 3)
    for (const trace of ['卡那付款', '135-6666', '6222000091'])
      assert.deepEqual(await tablesWith(trace), [], trace)
    assert.deepEqual(await tablesWith('6222000093'), ['settlement.line_payer'])
    assert.deepEqual(await saltsOf(id), [])
  })

  it('a namesake in another organisation’s records is not forgotten', async () => {
    const saved = await market.write<Saved>(office, 'achievement.draft', {
      ...complete({ name: '示例同名同姓' }),
      contact: '卡那同名 800',
    })
    const person = { name: '卡那同名', phone: null, email: null }
    assert.equal(await forget({ ...person, orgIds: [FIRM] }), 0)
    assert.equal(await forget({ ...person, orgIds: [UNIVERSITY] }), 1)
    const { form } = await market.read<Shown>(office, 'achievement.show', { id: saved.id })
    assert.equal(form['contact'], '〔已删除〕 800')
  })
})
