import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { member } from '#test/commands.ts'
import { panelDesk, UNIT } from '#test/panel-desk.ts'
import { cityRules, soundRegistration } from './fixture.ts'
import { registrationsModule } from './module.ts'

const acceptor = member('受理人', UNIT, ['officer'])
const LARGE = { totalFen: 600_000_000, techFen: 590_000_000 }
const vote = (technology: string) => ({ technology, opinion: '类别正确，金额合理。' })

describe('expert review of a large contract, by a panel that is drawn (domain/contracts.md, domain/experts.md)', () => {
  let desk: Awaited<ReturnType<typeof panelDesk>>
  let files = 0
  before(async () => {
    desk = await panelDesk([], undefined, { modules: [registrationsModule], rules: cityRules })
    await desk.owner(
      `insert into platform.person (id, name, phone, sample, created_at) values ($1, $2, null, true, '2026-01-01')`,
      [acceptor.personId, acceptor.name],
    )
  })
  after(() => desk.close())

  const file = async (actor: typeof acceptor) => {
    const sha256 = String((files += 1)).padStart(64, '0')
    const kept = { sha256, name: '示例.pdf', type: 'application/pdf', size: 10 }
    return (await desk.call<{ id: string }>('file.keep', actor, kept)).id
  }
  /** Accepted by one, sent to experts by another; the panel sits and votes. */
  const reviewed = async (votes: readonly string[]) => {
    const { firm, manager } = desk.people
    await desk.at('2026-12-25T01:00:00Z')
    const [seller, buyer] = soundRegistration().parties
    assert.ok(seller && buyer)
    const name = '示例申报企业'
    const form = soundRegistration({
      ...LARGE,
      rights: [{ kind: '发明专利', number: 'ZL202110123456.3', owner: name, endsOn: '2041-02-03' }],
      parties: [{ ...seller, name, sealName: name, kind: '企业' }, buyer],
      subject: `第 ${(files += 1)} 件：许可使用低温保鲜工艺。`,
      fileIds: [await file(firm)],
    })
    const { dossierId } = await desk.call<{ dossierId: string }>('registration.draft', firm, form)
    await desk.act('submit', firm, dossierId, { honest: true })
    await desk.act('accept', acceptor, dossierId)
    const why = { because: '金额达到大额标准', note: '技术交易额 590 万元。' }
    await assert.rejects(desk.act('toExperts', acceptor, dossierId, why), { message: /应当是不同的人/ })
    await desk.act('toExperts', manager, dossierId, why)
    const [term] = await desk.owner(
      `select t.term -> 'term' as term, t.starts_on::text from platform.deadline t
       where t.dossier_id = $1 and t.kind = 'term' and t.state = 'open'`,
      [dossierId],
    )
    assert.deepEqual(term, { term: { workingDays: 30 }, starts_on: '2026-12-25' }, 'the term of the rule')
    const [panel] = await desk.owner<{ id: string }>('select id from platform.panel where dossier_id = $1', [
      dossierId,
    ])
    assert.ok(panel)
    await desk.drawn(panel.id)
    await desk.concluded(panel.id, votes.map(vote))
    return dossierId
  }
  const stateOf = async (dossierId: string) => {
    const rows = await desk.owner<{ state: string; standing: string | null }>(
      'select state, standing from registrations.registration where dossier_id = $1',
      [dossierId],
    )
    return rows[0]
  }
  const registering = async () => ({
    number: 'DJ-2026-90001',
    fileId: await file(desk.people.manager),
    opinion: '专家评审通过，金额计算无误。',
  })

  it('a majority of all seats lets it be registered, by somebody else than who accepted', async () => {
    const dossierId = await reviewed(['同意', '同意', '同意', '弃权', '弃权'])
    const input = await registering()
    await assert.rejects(desk.act('registerReviewed', acceptor, dossierId, input), {
      message: /应当是不同的人/,
    })
    await desk.act('registerReviewed', desk.people.manager, dossierId, input)
    assert.deepEqual(await stateOf(dossierId), { state: 'registered', standing: 'valid' })
  })

  it('without a majority it is refused in writing, never registered', async () => {
    const dossierId = await reviewed(['同意', '同意', '弃权', '弃权', '弃权'])
    await assert.rejects(desk.act('registerReviewed', desk.people.manager, dossierId, await registering()), {
      message: /专家评审没有通过/,
    })
    const refusal = { ground: 'notTechnology', reason: '专家组认为没有技术内容。' }
    await desk.act('refuse', desk.people.manager, dossierId, refusal)
    assert.deepEqual(await stateOf(dossierId), { state: 'refused', standing: null })
    const letters = await desk.owner(
      `select 1 from platform.letter where dossier_id = $1 and kind = 'refusal'`,
      [dossierId],
    )
    assert.equal(letters.length, 1)
  })
})
