import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { routesOf, type WriteRoute } from '#platform/command/command.ts'
import { openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { complete } from './fixture.ts'
import { achievementMarks } from './index.ts'
import { achievementsModule } from './module.ts'

const { office, secondOffice, officer, officerAndOffice, foreignOfficer, firm, newcomer } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }

interface Saved {
  id: string
  publicId: string
  code: string
  version: number
  dossierId: string
  faults: { field: string }[]
  gaps: { field: string }[]
  warnings: { field: string; message: string }[]
}

describe('listing an achievement (domain/achievements.md, state machine)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  let n = 0
  const draft = (more: object = {}, actor = office) => {
    n += 1
    return market.write<Saved>(actor, 'achievement.draft', complete({ name: `示例成果第 ${n} 号`, ...more }))
  }
  const visit = async (dossierId: string) =>
    (
      await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [dossierId])
    )[0]?.visit
  const act = async (
    actor: typeof office,
    dossierId: string,
    action: string,
    input: object = {},
    procedure = 'achievement-listing',
  ) =>
    market.write<{ state: string }>(actor, `${procedure}.${action}`, {
      dossierId,
      visit: await visit(dossierId),
      ...input,
    })
  const stateOf = async (id: string) =>
    (
      await market.query<{
        state: string
        version: number
        public_version: number | null
        valid_until: string | null
      }>('select state, version, public_version, valid_until from achievements.achievement where id = $1', [
        id,
      ])
    )[0]
  const published = async (more: object = {}) => {
    const saved = await draft(more)
    await act(office, saved.dossierId, 'submit', review)
    await act(officer, saved.dossierId, 'approve')
    return saved
  }

  it('numbers drafts CG-YYYY-NNNNNN one after another, even when twelve come at once', async () => {
    const saved = await Promise.all(Array.from({ length: 12 }, () => draft()))
    const codes = saved.map((s) => s.code).sort()
    assert.equal(new Set(codes).size, 12)
    for (const code of codes) assert.match(code, /^CG-\d{4}-\d{6}$/)
    const numbers = codes.map((code) => Number(code.slice(-6)))
    assert.equal((numbers.at(-1) ?? 0) - (numbers[0] ?? 0), 11)
  })

  it('goes draft → reviewing → published, and is public only then', async () => {
    const saved = await draft()
    const gone = { kind: 'absent' }
    await assert.rejects(market.read(firm, 'achievement.read', { id: saved.id }), gone)
    assert.equal((await act(office, saved.dossierId, 'submit', review)).state, 'reviewing')
    await assert.rejects(market.read(firm, 'achievement.read', { id: saved.id }), gone)
    assert.equal((await act(officer, saved.dossierId, 'approve')).state, 'published')
    const byId = await market.read<{ name: string; fields: object }>(firm, 'achievement.read', {
      id: saved.id,
    })
    const byPublicId = await market.read(firm, 'achievement.read', { id: saved.publicId })
    assert.deepEqual(byId, byPublicId)
    assert.ok(
      !('contact' in byId.fields) && !('trlEvidence' in byId.fields) && !('confidentialParts' in byId.fields),
    )
  })

  it('does not let the submitter review, nor an officer of another unit, nor the owner approve', async () => {
    const saved = await draft({}, officerAndOffice)
    await act(officerAndOffice, saved.dossierId, 'submit', review)
    await assert.rejects(act(officerAndOffice, saved.dossierId, 'approve'), { name: 'Refusal' })
    await assert.rejects(act(foreignOfficer, saved.dossierId, 'approve'), { kind: 'absent' })
    await assert.rejects(act(secondOffice, saved.dossierId, 'approve'), { kind: 'forbidden' })
    assert.equal((await act(officer, saved.dossierId, 'approve')).state, 'published')
  })

  it('refuses submit without the unit’s 保密审查, with another conclusion, and from an unverified unit', async () => {
    const saved = await draft()
    await assert.rejects(act(office, saved.dossierId, 'submit'), { kind: 'invalid' })
    await assert.rejects(
      act(office, saved.dossierId, 'submit', { ...review, conclusion: '不同意公开' }),
      /保密审查结论/,
    )
    const theirs = await draft({}, newcomer)
    await assert.rejects(act(newcomer, theirs.dossierId, 'submit', review), /尚未通过核验/)
  })

  it('refuses submit while something is missing or contradicts itself, naming each field', async () => {
    const saved = await draft({ trl: 7, trlEvidence: [], summary: undefined })
    assert.deepEqual(saved.gaps.map((gap) => gap.field).sort(), ['summary', 'trlEvidence'])
    await assert.rejects(act(office, saved.dossierId, 'submit', review), /还有 2 处/)
  })

  it('returns with a reason that reaches the owner, and takes the corrected version', async () => {
    const saved = await draft()
    await act(office, saved.dossierId, 'submit', review)
    await assert.rejects(act(officer, saved.dossierId, 'return'), { kind: 'invalid' })
    assert.equal((await act(officer, saved.dossierId, 'return', { reason: '请补充检测报告' })).state, 'draft')
    const told = await market.query<{ payload: { params: { reason: string }; orgId: string } }>(
      `select payload from platform.outbox where topic = 'message.org' order by created_at desc limit 1`,
    )
    assert.equal(told[0]?.payload.params.reason, '请补充检测报告')
    assert.equal(told[0]?.payload.orgId, UNIVERSITY)
    const second = await market.write<Saved>(office, 'achievement.edit', {
      ...complete({ name: `示例成果改第 ${n} 号` }),
      id: saved.id,
      version: 1,
    })
    assert.equal(second.version, 2)
    await act(office, saved.dossierId, 'submit', review)
    await act(officer, saved.dossierId, 'approve')
    assert.equal((await stateOf(saved.id))?.public_version, 2)
  })

  it('rejects with a reason, and lets the owner draft anew', async () => {
    const saved = await draft()
    await act(office, saved.dossierId, 'submit', review)
    assert.equal(
      (await act(officer, saved.dossierId, 'reject', { reason: '不是科技成果' })).state,
      'rejected',
    )
    assert.equal((await act(office, saved.dossierId, 'relist')).state, 'draft')
  })

  it('recalls a submit; while it is reviewed nobody edits', async () => {
    const saved = await draft()
    await act(office, saved.dossierId, 'submit', review)
    const edit = { ...complete({ name: saved.code }), id: saved.id, version: 1 }
    await assert.rejects(market.write(office, 'achievement.edit', edit), /请先撤回提交/)
    assert.equal((await act(office, saved.dossierId, 'recall')).state, 'draft')
    await market.write(office, 'achievement.edit', edit)
  })

  it('reviews a change of a published record while the old version stays public', async () => {
    const saved = await published({ summary: '第一版的简介。' })
    const edit = { ...complete({ name: saved.code, summary: '第二版的简介。' }), id: saved.id }
    const second = await market.write<Saved>(office, 'achievement.edit', { ...edit, version: 1 })
    assert.notEqual(second.dossierId, saved.dossierId)
    const shown = async () =>
      (await market.read<{ fields: { summary: string } }>(firm, 'achievement.read', { id: saved.id })).fields
        .summary
    assert.equal(await shown(), '第一版的简介。')
    await assert.rejects(
      act(office, saved.dossierId, 'withdraw', { outcome: '其他', reason: '试' }),
      /没有办完/,
    )
    await act(office, second.dossierId, 'submit', review, 'achievement-revision')
    await assert.rejects(market.write(office, 'achievement.edit', { ...edit, version: 2 }), /正在审核/)
    await act(officer, second.dossierId, 'approve', {}, 'achievement-revision')
    assert.equal(await shown(), '第二版的简介。')
    const diff = await market.read<{ changes: { field: string; title: string; before: string }[] }>(
      office,
      'achievement.compare',
      { id: saved.id, from: 1, to: 2 },
    )
    assert.deepEqual(diff.changes.map((c) => c.field).sort(), ['name', 'summary'])
    assert.equal(diff.changes.find((c) => c.field === 'summary')?.title, '简介')
  })

  it('drops a change: the public version becomes the latest again, as a version of its own', async () => {
    const saved = await published({ summary: '公开的简介。' })
    const second = await market.write<Saved>(office, 'achievement.edit', {
      ...complete({ name: saved.code, summary: '不要的简介。' }),
      id: saved.id,
      version: 1,
    })
    await act(office, second.dossierId, 'drop', {}, 'achievement-revision')
    const row = await stateOf(saved.id)
    assert.deepEqual([row?.version, row?.public_version], [3, 3])
    const mine = await market.read<{ form: { summary: string } }>(office, 'achievement.show', {
      id: saved.id,
    })
    assert.equal(mine.form.summary, '公开的简介。')
  })

  it('refuses an edit over somebody else’s newer version', async () => {
    const saved = await draft()
    const edit = { ...complete({ name: saved.code }), id: saved.id, version: 1 }
    await market.write(office, 'achievement.edit', edit)
    await assert.rejects(market.write(secondOffice, 'achievement.edit', edit), /有了新版本/)
  })

  it('refuses a code or a live name used twice by one unit, and allows both to another unit', async () => {
    const saved = await draft({ code: 'A-1' })
    await assert.rejects(draft({ code: 'A-1' }), /已用于本单位/)
    const name = (await market.read<{ form: { name: string } }>(office, 'achievement.show', { id: saved.id }))
      .form.name
    await assert.rejects(draft({ name }), /已有同名成果/)
    await draft({ name, code: 'A-1' }, newcomer)
  })

  it('takes a listing off the shelf only with an outcome', async () => {
    const saved = await published()
    await assert.rejects(act(office, saved.dossierId, 'withdraw'), { kind: 'invalid' })
    const off = await act(office, saved.dossierId, 'withdraw', {
      outcome: '自行实施',
      reason: '自建产线',
    })
    assert.equal(off.state, 'offShelf')
    await assert.rejects(market.read(firm, 'achievement.read', { id: saved.id }), { kind: 'absent' })
  })

  it('leaves the shelf as converted after an exclusive contract, and stays published after another', async () => {
    const sole = await published()
    const shared = await published()
    const held = await published()
    const lapsed = await published()
    const dealId = '01920000-0000-7000-8000-00000000dea1'
    const route = (id: string, exclusive: boolean): WriteRoute =>
      routesOf('achievements').write({
        method: 'POST',
        path: '/test/convert',
        permission: 'achievement.read',
        journal: 'test.convert',
        says: '{actor}确认合同',
        input: z.object({}),
        gate: { none: '测试' },
        verb: async (tx, actor, _input, now) => {
          await achievementMarks.converted(tx, actor, id, { dealId, exclusive }, now)
          return {}
        },
      })
    await market.query(
      `insert into achievements.reservation values ($1, '挂牌竞价', false, '2026-01-05T00:00:00Z')`,
      [held.id],
    )
    await assert.rejects(
      market.bus({ route: route(held.id, true), actor: firm, input: {}, key: 'held' }),
      /正在挂牌竞价，结束以前不能签订/,
    )
    await market.bus({ route: route(sole.id, true), actor: firm, input: {}, key: 'sole' })
    await market.bus({ route: route(shared.id, false), actor: firm, input: {}, key: 'shared' })
    // It lapsed while the contract was made: nobody else may take it all the same.
    await market.query(
      `with lapsed as (update achievements.achievement set state = 'expired' where id = $1 returning dossier_id)
       update platform.dossier d set state = 'expired' from lapsed where d.id = lapsed.dossier_id`,
      [lapsed.id],
    )
    await market.bus({ route: route(lapsed.id, true), actor: firm, input: {}, key: 'lapsed' })
    const states = [sole, shared, lapsed].map(async ({ id }) => (await stateOf(id))?.state)
    assert.deepEqual(await Promise.all(states), ['converted', 'published', 'converted'])
    const open = await market.read<{ signed: boolean }>(firm, 'achievement.read', { id: shared.id })
    assert.equal(open.signed, true)
    await assert.rejects(market.read(firm, 'achievement.read', { id: sole.id }), { kind: 'absent' })
  })

  it('warns and shows both when one right stands on two live achievements', async () => {
    const ip = [
      {
        type: '发明专利',
        number: 'ZL202110123456.7',
        status: '已授权',
        filedOn: '2021-05-06',
        grantedOn: '2023-05-06',
        publishedOn: '2021-11-06',
      },
    ]
    const first = await draft({ ip })
    const second = await draft({ ip: [{ ...ip[0], number: '２０２１１０１２３４５６．７' }] })
    assert.match(second.warnings.map((w) => w.message).join(), new RegExp(first.code))
  })

  it('warns when the unit itself is none of the co-owners it names (practice.md P28)', async () => {
    const named = async (name: string, orgId?: string) => {
      const coOwners = [
        { name, orgId, shareBp: 6000, consent: true },
        { name: '乙公司', shareBp: 4000, consent: true },
      ]
      return (await draft({ coOwners })).warnings.map((w) => w.message).join()
    }
    assert.match(await named('示例大'), /共有人里没有“示例大学”，按此登记单位没有份额/)
    assert.doesNotMatch(await named('示例大学'), /没有份额/)
    assert.doesNotMatch(await named('示例大', UNIVERSITY), /没有份额/)
  })

  it('shows others nothing of a record, and lets the reviewing unit read it once submitted', async () => {
    const saved = await draft()
    await assert.rejects(market.read(firm, 'achievement.show', { id: saved.id }), { kind: 'absent' })
    await assert.rejects(market.read(officer, 'achievement.show', { id: saved.id }), { kind: 'absent' })
    await act(office, saved.dossierId, 'submit', review)
    await market.read(officer, 'achievement.show', { id: saved.id })
    await assert.rejects(market.read(foreignOfficer, 'achievement.show', { id: saved.id }), {
      kind: 'absent',
    })
  })

  it('expires after listing.validity.months by the clock, unless a heartbeat gave a new term', async () => {
    const kept = await published()
    const lost = await published()
    const early = await published({ validUntil: '2027-03-01' })
    await market.pass(300)
    await act(office, kept.dossierId, 'heartbeat')
    await market.sweep()
    assert.equal((await stateOf(early.id))?.state, 'expired', 'the owner’s own last day comes first')
    assert.equal((await stateOf(lost.id))?.state, 'published')
    await market.pass(75)
    await market.sweep()
    assert.equal((await stateOf(kept.id))?.state, 'published')
    assert.equal((await stateOf(lost.id))?.public_version ?? null, null)
  })
})
