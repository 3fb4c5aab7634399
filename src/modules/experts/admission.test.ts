import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import { addMonths } from '#platform/calendar/calendar.ts'
import { member } from '#test/commands.ts'
import { BUREAU, openMarket, people, rules, type Market } from '#test/market.ts'
import { expertsModule } from './module.ts'
import type { PoolEntry } from './view.ts'

const { firm, officer } = people
const decider = member('丙三', BUREAU, ['decider'])
const form = {
  unit: '示例公司',
  title: '高级工程师',
  level: '副高级',
  degree: '硕士',
  type: '技术',
  fields: ['新材料'],
  place: '本市',
  region: '示例县',
}
const accepted = { opinion: '符合入库条件。' }

describe('the way into the pool of experts and through it', () => {
  let market: Market
  let dossierId = ''
  before(async () => {
    market = await openMarket([expertsModule])
    for (const { personId, name } of [firm, officer, decider])
      await market.query(
        `insert into platform.person (id, name, sample, created_at) values ($1, $2, true, '2026-01-01')`,
        [personId, name],
      )
  })
  after(() => market.drop())

  const act = (actor: Actor, action: string, input: object = {}) =>
    market.act(actor, dossierId, `expert-admission.${action}`, input)
  const entry = async () => {
    const [row] = await market.query<{
      state: string
      title: string
      unit: string
      valid_until: string | null
      day: string
    }>(
      `select e.state, e.title, e.unit, e.valid_until::text,
         ((clock_timestamp() + s.clock_offset_ms * interval '1 millisecond') at time zone 'Asia/Shanghai')::date::text as day
       from experts.expert e, platform.state s where e.dossier_id = $1`,
      [dossierId],
    )
    assert.ok(row)
    return row
  }
  const expiries = async () =>
    (
      await market.query<{ due_on: string }>(
        `select due_on::text from platform.deadline where dossier_id = $1 and performs = 'expire' and state = 'open'`,
        [dossierId],
      )
    ).map(({ due_on }) => due_on)
  const months = rules.number('experts.valid.months', '2026-12-01')

  it('an application is checked, returned once, put on notice, and ends in the pool by the clock', async () => {
    dossierId = String((await market.write(firm, 'pool-expert.apply', {}))['dossierId'])
    await act(firm, 'submit', form)
    await act(officer, 'askCorrection', { reason: '请补充职称证书。' })
    await act(firm, 'submit', { ...form, title: '教授级高级工程师', level: '正高级' })
    assert.equal((await entry()).title, '教授级高级工程师')
    await act(officer, 'accept', accepted)
    assert.deepEqual(await expiries(), [])
    await market.pass(20)
    await market.sweep()
    const { state, valid_until: until, day } = await entry()
    assert.deepEqual([state, until], ['active', addMonths(day, months)])
    assert.deepEqual(await expiries(), [until])
  })

  it('a correction on the notice is one of the entry', async () => {
    const own = dossierId
    const other = { ...people.secondOffice, roles: ['tto'] as const }
    dossierId = String((await market.write(other, 'pool-expert.apply', {}))['dossierId'])
    await act(other, 'submit', form)
    await act(officer, 'accept', accepted)
    const [notice] = await market.query<{ id: string }>(
      `select id from platform.notice where dossier_id = $1 and state = 'open'`,
      [dossierId],
    )
    const changes = [{ label: '职称', value: '研究员' }]
    await market.write(officer, 'notice.amend', {
      noticeId: notice?.id,
      version: 1,
      changes,
      reason: '职称有误',
    })
    const [row] = await market.query<{ title: string }>(
      'select title from experts.expert where dossier_id = $1',
      [dossierId],
    )
    assert.equal(row?.title, '研究员')
    await act(officer, 'refuse', { reason: '工作经历不符合入库条件。' })
    // A decision against somebody is a letter to that person, with reason and remedy (practice.md P9).
    const [letter] = await market.query<{ kind: string; to: string[]; who: string; text: string }>(
      `select l.kind, l.addressee_person_ids as to, e.person_id as who, to_jsonb(l)::text || coalesce((
         select string_agg(to_jsonb(v)::text, '') from platform.letter_text v where v.letter_id = l.id), '') as text
       from platform.letter l join experts.expert e on e.dossier_id = l.dossier_id where l.dossier_id = $1`,
      [dossierId],
    )
    assert.deepEqual([letter?.kind, letter?.to], ['refusal', [letter?.who]])
    assert.match(letter?.text ?? '', /工作经历不符合入库条件/)
    assert.match(letter?.text ?? '', /申请行政复议/)
    dossierId = own
  })

  it('an expert whose unit is not on the platform applies too, and hands the application in (domain/experts.md)', async () => {
    const own = dossierId
    const outside = { ...member('示例外市专家', null, ['expert']), orgVerified: false }
    await market.query(
      `insert into platform.person (id, name, sample, created_at) values ($1, $2, true, '2026-01-01')`,
      [outside.personId, outside.name],
    )
    dossierId = String((await market.write(outside, 'pool-expert.apply', {}))['dossierId'])
    await act(outside, 'submit', { ...form, place: '本市以外' })
    await act(officer, 'refuse', { reason: '本人撤回。' })
    dossierId = own
  })

  it('suspended and resumed, the membership ends on its day all the same', async () => {
    const { valid_until: until } = await entry()
    await act(officer, 'suspend', { reason: '调查期间。' })
    assert.deepEqual(await expiries(), [])
    await act(officer, 'resume', { reason: '调查结束。' })
    assert.deepEqual(await expiries(), [until])
  })

  it('renewed, it is valid for as long again from that day; expired by the clock otherwise', async () => {
    await market.pass(40)
    await act(firm, 'renew', form)
    await act(officer, 'renewed', accepted)
    const { valid_until: until, day } = await entry()
    assert.equal(until, addMonths(day, months))
    await market.pass((Date.parse(until ?? '') - Date.parse(day)) / 86_400_000 + 1)
    await market.sweep()
    assert.equal((await entry()).state, 'expired')
  })

  it('a change that is not agreed to leaves the member as before, but not past the term', async () => {
    await act(firm, 'renew', { ...form, unit: '示例新公司' })
    await assert.rejects(act(officer, 'keep', { reason: '没有调动证明。' }), {
      message: /已经到期，不能维持在库/,
    })
    await act(officer, 'renewed', accepted)
    const { unit, valid_until: until, day } = await entry()
    assert.equal(unit, '示例新公司')
    const employers = [{ unit: '示例公司', kind: '任职', until: day }]
    await assert.rejects(act(firm, 'renew', form), { message: /“示例公司”（任职）不能删除/ })
    await act(firm, 'renew', { ...form, employers })
    await act(officer, 'keep', { reason: '没有调动证明。' })
    const now = await entry()
    assert.deepEqual([now.state, now.unit, now.valid_until], ['active', unit, until])
    assert.deepEqual(await expiries(), [until])
    await market.query(
      `update experts.expert set unit = '示例公司', declared = jsonb_set(declared, '{employers}', '[]') where dossier_id = $1`,
      [dossierId],
    )
  })

  it('a member declares at once what makes conflicts; what one is drawn by, and who is taken off, is refused (domain/experts.md)', async () => {
    const declare = (more: object) => market.write(firm, 'pool-expert.declare', { ...form, ...more })
    const employers = [{ unit: '示例前单位', kind: '任职' }]
    await declare({ employers })
    for (const [more, says] of [
      [{ unit: '示例新公司' }, /^工作单位的变更须经审核/],
      [{ place: '本市以外', region: '示例省' }, /^所在地、地区的变更须经审核/],
      [{ fields: ['新材料', '航空航天'] }, /^专业领域的变更须经审核/],
      [{ title: '教授级高级工程师', level: '正高级' }, /^职称级别、职称的变更须经审核/],
      [{ employers: [] }, /申报过的单位“示例前单位”（任职）不能删除/],
    ] as const)
      await assert.rejects(declare({ employers, ...more }), { message: says })
    await declare({ employers: [...employers, { unit: '示例新公司', kind: '兼职' }], dept: '研发部' })
    await assert.rejects(act(firm, 'renew', form), { message: /示例前单位.*不能删除/ })
  })

  it('removal is the decider’s, for a ground the records bear', async () => {
    const removal = { ground: '三次无故缺席', reason: '多次缺席。' }
    await assert.rejects(act(decider, 'remove', removal), /记录的无故缺席是 0 次/)
    await act(decider, 'remove', { ...removal, ground: '泄密' })
    assert.equal((await entry()).state, 'removed')
  })

  it('who was removed applies again only after the term, and whoever checks it sees the removal', async () => {
    const { day } = await entry()
    const bar = rules.number('experts.removed.barMonths', day)
    const again = () => market.write(firm, 'pool-expert.apply', {})
    const says = `于 ${day} 被移出专家库，${addMonths(day, bar)} 起才能再次申请入库。`
    await assert.rejects(again(), { message: new RegExp(says) })
    await market.pass((Date.parse(addMonths(day, bar)) - Date.parse(day)) / 86_400_000)
    const { id } = await again()
    const { earlier } = await market.read<PoolEntry>(officer, 'pool-expert.show', { id })
    assert.deepEqual(
      earlier.map(({ stateTitle, removedOn, removedFor }) => [stateTitle, removedOn, removedFor]),
      [['已移出', day, '泄密']],
    )
  })
})
