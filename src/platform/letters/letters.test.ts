import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { KeptBytes } from '#platform/files/kept.ts'
import { docxText } from '#platform/files/office.ts'
import { pdfTexts } from '#platform/files/raster.ts'
import { letterDesk, type LetterDesk, type OneLetter } from '#test/letter-desk.ts'

interface Shown {
  readonly next: readonly { readonly name: string; readonly allowed: boolean; readonly reason?: string }[]
  readonly steps: readonly { readonly title: string; readonly by: string }[]
  readonly deadlines: readonly { readonly startsOn: string; readonly nominalOn: string }[]
  readonly services: readonly { readonly way: string; readonly servedOn: string }[]
  readonly sealUses: readonly { readonly copies: number; readonly sha256: string }[]
  readonly pdfSha256: string | null
}

describe('letters from draft to file (practice.md P9)', () => {
  let desk: LetterDesk
  const refused = (promise: Promise<unknown>, why: RegExp) => assert.rejects(promise, why)
  const at = (letter: OneLetter) => ({ id: letter.id, version: letter.version })

  before(async () => {
    desk = await letterDesk()
  })
  after(() => desk.close())

  const serveBy = async (letter: OneLetter, way: 'electronic' | 'post', more: object = {}) => {
    const [row] = await desk.owner<{ org: string }>(
      'select addressee_org_ids[1] as org from platform.letter where id = $1',
      [letter.id],
    )
    return desk.call('letter.serve', desk.people.officer, {
      ...at(letter),
      addressee: `org:${row?.org}`,
      way,
      ...more,
    })
  }

  it('goes through every step, each by its person, and shows who and when', async () => {
    const { officer, decider, checker, firm } = desk.people
    const { dossierId, letter } = await desk.drafted()
    assert.equal(letter.state, 'draft')
    const show = (who = officer) => desk.ask<Shown>('letter.show', who, { id: letter.id })
    const button = async (name: string, who: typeof officer) =>
      (await show(who)).next.find((one) => one.name === name)
    assert.match((await button('check', officer))?.reason ?? '', /拟稿.*其他同事/)
    await refused(desk.call('letter.check', officer, at(letter)), /其他同事办理/)
    await refused(desk.call('letter.issue', decider, at(letter)), /下一步是核稿/)
    await desk.call('letter.check', checker, at(letter))
    await refused(desk.call('letter.issue', checker, at(letter)), /身份不能办理/)
    await desk.call('letter.issue', decider, at(letter))
    await desk.call('letter.number', officer, { ...at(letter), number: '示科字(2026)901号' })
    await refused(desk.call('letter.seal', officer, at(letter)), /印章名称/)
    await refused(desk.ask('letter.show', firm, { id: letter.id }), /无权查看/)
    const sealed = await desk.call('letter.seal', officer, {
      ...at(letter),
      sealName: '示例局（公章）',
      copies: 3,
    })
    await serveBy(sealed, 'post', {
      servedOn: await today(),
      receiptFileId: await desk.receipt(officer),
    })
    assert.deepEqual((await show(firm)).next, [], 'the addressee reads it once it was served')
    const filed = await desk.call('letter.file', officer, at(letter))
    assert.equal(filed.state, 'file')
    const shown = await show()
    assert.deepEqual(
      shown.steps.map((step) => step.title),
      ['拟稿', '核稿', '签发', '编号', '用印', '送达', '归档'],
    )
    assert.deepEqual(shown.next, [])
    assert.deepEqual([shown.sealUses[0]?.copies, shown.sealUses[0]?.sha256], [3, shown.pdfSha256])
    const due = await desk.owner<{ payload: { dossierId: string } }>(
      `select payload from platform.outbox where topic = 'archive.due' order by created_at desc limit 1`,
    )
    assert.equal(due[0]?.payload.dossierId, dossierId)
  })

  it('waits for somebody to draft it when a decider acted, so that three persons remain', async () => {
    const { decider, officer, checker, secondDecider } = desk.people
    const { letter } = await desk.drafted('refuse', decider)
    assert.equal(letter.state, 'open')
    const text = { title: '关于不予许可的决定书', text: '第一段。\n第二段。', attachments: [], copies: [] }
    const drafted = await desk.call('letter.draft', officer, { ...at(letter), ...text })
    assert.equal(drafted.version, 2)
    await refused(desk.call('letter.check', checker, at(letter)), /新的文稿/)
    await desk.call('letter.check', checker, at(drafted))
    const back = await desk.call('letter.return', secondDecider, { ...at(drafted), reason: '理由不充分' })
    assert.equal(back.state, 'open')
    const again = await desk.call('letter.draft', checker, { ...at(back), ...text })
    await refused(desk.call('letter.check', checker, at(again)), /其他同事/)
    await desk.call('letter.check', officer, at(again)).then(
      () => assert.fail('who drafted an earlier version checks'),
      (error: unknown) => assert.match(String(error), /其他同事/),
    )
  })

  it('a deputy of the drafter does not check, nor does the drafter for somebody else (P6)', async () => {
    const { officer, checker } = desk.people
    const { letter } = await desk.drafted()
    const deputy = { ...checker, agentFor: officer.personId }
    await refused(desk.call('letter.check', deputy, at(letter)), /视为同一人/)
    await refused(
      desk.call('letter.check', { ...officer, agentFor: checker.personId }, at(letter)),
      /您已办理/,
    )
    await desk.call('letter.check', checker, at(letter))
    const { decider } = desk.people
    await refused(
      desk.call('letter.issue', { ...decider, agentFor: checker.personId }, at(letter)),
      /视为同一人/,
    )
    await desk.call('letter.issue', { ...decider, agentFor: desk.people.secondDecider.personId }, at(letter))
  })

  it('who entered the case for the applicant at the counter does not look its letter through (P10)', async () => {
    const { officer, checker, firm } = desk.people
    const { dossierId, letter } = await desk.drafted()
    await desk.owner(
      `insert into platform.dossier_entry select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'visit', 0,
         'person_id', $2::uuid, 'agent_for', $3::uuid, 'org_id', $4::uuid))).*
       from platform.dossier_entry e where dossier_id = $1 order by id limit 1`,
      [dossierId, checker.personId, firm.personId, firm.orgId],
    )
    await refused(
      desk.call('letter.check', checker, at(letter)),
      /您曾代申请单位办理这件事，核稿应由其他同事办理/,
    )
    const shown = await desk.ask<Shown>('letter.show', checker, { id: letter.id })
    assert.match(shown.next.find(({ name }) => name === 'check')?.reason ?? '', /您曾代申请单位/)
    await desk.call('letter.check', { ...officer, personId: desk.people.secondDecider.personId }, at(letter))
  })

  it('drafts a cancelled letter anew, once: a decision against somebody is never left without its letter (P9)', async () => {
    const { officer, decider, checker } = desk.people
    const { letter } = await desk.drafted()
    const text = { title: '关于不予许可的决定书', text: '改正后的一段。', attachments: [], copies: [] }
    await refused(desk.call('letter.anew', officer, { ...at(letter), ...text }), /只有已撤销/)
    await desk.call('letter.cancel', decider, { ...at(letter), reason: '写错了理由' })
    const shown = (id: string) =>
      desk.ask<Shown & { replacedBy: string | null; content: { remedy: string } }>('letter.show', officer, {
        id,
      })
    assert.deepEqual(
      (await shown(letter.id)).next.map((one) => one.name),
      ['anew'],
    )
    const anew = await desk.call('letter.anew', officer, { ...at(letter), ...text })
    assert.notEqual(anew.id, letter.id)
    assert.match((await shown(anew.id)).content.remedy, /60日内/)
    assert.deepEqual((await shown(letter.id)).next, [])
    assert.equal((await shown(letter.id)).replacedBy, anew.id)
    await refused(desk.call('letter.anew', officer, { ...at(letter), ...text }), /已经重新拟稿/)
    await refused(desk.call('letter.check', officer, at(anew)), /其他同事/)
    assert.equal((await desk.call('letter.check', checker, at(anew))).state, 'check')
  })

  it('waits on the work list of whoever may do the next step, and of nobody who may not (P9)', async () => {
    const { officer, checker, decider, secondDecider, other, firm } = desk.people
    const { dossierId, letter } = await desk.drafted()
    const waits = async (who: typeof officer) => {
      const [item] = await desk.workOn(dossierId, who)
      return item?.actions.map(({ title, link }) => `${title} ${link ?? ''}`) ?? []
    }
    const link = `/letters/${letter.id}`
    const [by] = await desk.servedBy(letter.id)
    assert.ok(by, 'ten working days to reach its addressee')
    assert.equal((await desk.workOn(dossierId, checker))[0]?.dueOn, by, 'of a dossier that has ended too')
    assert.deepEqual(await waits(checker), [`文书核稿 ${link}`], 'of a dossier that has ended too')
    for (const who of [officer, other, firm]) assert.deepEqual(await waits(who), [], who.name)
    assert.deepEqual(await waits({ ...checker, agentFor: officer.personId }), [], 'a deputy of the drafter')
    await desk.call('letter.check', decider, at(letter))
    assert.deepEqual(await waits(decider), [], 'who checked does not sign')
    assert.deepEqual(await waits(secondDecider), [`文书签发 ${link}`])
    assert.deepEqual(await waits(checker), [], 'an officer does not sign')
    await desk.call('letter.issue', secondDecider, at(letter))
    assert.deepEqual(await waits(officer), [`文书编号 ${link}`])
    await desk.call('letter.cancel', decider, { ...at(letter), reason: '不发' })
    assert.deepEqual(await waits(officer), [])
    assert.deepEqual(await desk.servedBy(letter.id), [], 'nobody waits for a cancelled one')
    const asked = await desk.drafted('ask')
    const termOf = async () => (await desk.workOn(asked.dossierId, checker))[0]?.nominalOn
    assert.ok(await termOf(), 'the term of the state the letter belongs to')
    await desk.act('answer', firm, asked.dossierId)
    await desk.act('ask', officer, asked.dossierId, { reason: '仍不齐' })
    const second = await desk.letterOf(asked.dossierId)
    await desk.call('letter.cancel', decider, { ...at(second), reason: '不发' })
    assert.deepEqual([await termOf()], await desk.servedBy(asked.letter.id), 'not the term of a later state')
  })

  it('is nobody else’s: other units see nothing and do nothing', async () => {
    const { letter } = await desk.drafted()
    await refused(desk.ask('letter.show', desk.people.other, { id: letter.id }), /无权/)
    await refused(desk.call('letter.check', desk.people.other, at(letter)), /无权/)
    assert.ok(await desk.ask('letter.show', desk.people.auditor, { id: letter.id }))
  })

  it('takes a typed number once; a void number stays visible and is never used again', async () => {
    const { officer, decider } = desk.people
    const first = await desk.upTo((await desk.drafted()).letter, 'number', '示科字〔2026〕501号')
    const other = await desk.upTo((await desk.drafted()).letter, 'issue')
    const number = '示科字〔2026〕501号'
    await refused(desk.call('letter.number', officer, { ...at(other), number }), /已用于另一份文书/)
    await refused(desk.call('letter.number', officer, { ...at(other), number: '501' }), /机关代字/)
    await refused(desk.call('letter.number', officer, at(other)), /填一项/)
    const voided = await desk.call('letter.void', officer, { ...at(first), reason: '写错年份' })
    assert.deepEqual([voided.state, voided.number], ['issue', null])
    await refused(desk.call('letter.number', officer, { ...at(other), number }), /作废的文号不再使用/)
    await desk.call('letter.number', officer, { ...at(first), number: '示科字〔2026〕502号' })
    const { items } = await desk.ask<{ items: { number: string; void: { reason: string } | null }[] }>(
      'letter.numbers',
      officer,
    )
    assert.equal(items.find((row) => row.number === number)?.void?.reason, '写错年份')
    assert.equal(items.find((row) => row.number === '示科字〔2026〕502号')?.void, null)
    await desk.call('letter.cancel', decider, { ...at(first), reason: '不再发出' })
    await refused(
      desk.call('letter.seal', officer, { ...at(first), sealName: '章', copies: 1 }),
      /已办理完毕/,
    )
  })

  it('takes the next of a lent run, passes over typed ones, and says when the run is used up', async () => {
    const { officer, admin, other } = desk.people
    const run = { prefix: '示许字', year: 2026, first: 7, last: 9 }
    const series = await desk.call<{ id: string; series: string }>('letter-series.lend', admin, run)
    await refused(desk.call('letter-series.lend', admin, { ...run, first: 9, last: 12 }), /重叠/)
    await desk.upTo((await desk.drafted()).letter, 'number', '示许字〔2026〕8号')
    const take = async () => {
      const { id, version } = await desk.upTo((await desk.drafted()).letter, 'issue')
      return desk.call('letter.number', officer, { id, version, seriesId: series.id })
    }
    assert.deepEqual(
      [(await take()).number, (await take()).number],
      ['示许字〔2026〕7号', '示许字〔2026〕9号'],
    )
    await refused(take(), /已用完/)
    const lent = await desk.call<{ id: string }>('letter-series.lend', other, { ...run, prefix: '别字' })
    const { id, version } = await desk.upTo((await desk.drafted()).letter, 'issue')
    await refused(desk.call('letter.number', officer, { id, version, seriesId: lent.id }), /不是本单位/)
  })

  it('serves electronically only after consent; else with a return receipt and its day', async () => {
    const { officer, firm } = desk.people
    const letter = await desk.upTo((await desk.drafted()).letter, 'seal')
    await refused(serveBy(letter, 'electronic'), /没有同意电子送达/)
    await refused(serveBy(letter, 'post', { servedOn: await today() }), /回执/)
    const receiptFileId = await desk.receipt(officer)
    await refused(serveBy(letter, 'post', { servedOn: '2020-01-01', receiptFileId }), /签收日期/)
    await desk.call('service-consent.give', firm, { for: 'org' })
    await refused(desk.call('service-consent.give', firm, { for: 'org' }), /已经同意/)
    await desk.call('service-consent.withdraw', firm, { for: 'org' })
    await refused(serveBy(letter, 'electronic'), /没有同意电子送达/)
    await desk.call('service-consent.give', firm, { for: 'org' })
    assert.equal((await serveBy(letter, 'electronic')).state, 'serve')
    const [told] = await desk.owner<{ link: string }>(
      `select payload ->> 'link' as link from platform.outbox where topic = 'message.org' order by created_at desc limit 1`,
    )
    assert.equal(told?.link, `/app/letters/${letter.id}`, 'the message leads to the page where it is read')
    await desk.call('service-consent.withdraw', firm, { for: 'org' })
    const shown = await desk.ask<Shown>('letter.show', firm, { id: letter.id })
    assert.deepEqual(
      shown.services.map((one) => [one.way, one.servedOn]),
      [['电子送达', await today()]],
    )
    assert.deepEqual(shown.steps, [], 'an addressee does not read how the unit came to it')
    await refused(serveBy(letter, 'electronic'), /下一步是归档/)
    await refused(
      desk.call('letter.cancel', desk.people.decider, { ...at(letter), reason: '晚了' }),
      /已送达/,
    )
  })

  it('starts remedies and the term of correction on the day of service, not of the decision', async () => {
    const { officer } = desk.people
    const served = async (action: 'ask' | 'refuse') => {
      const { dossierId, letter } = await desk.drafted(action)
      const sealed = await desk.upTo(letter, 'seal')
      await desk.at('2031-03-10T02:00:00.000Z')
      await serveBy(sealed, 'post', {
        servedOn: '2031-03-05',
        receiptFileId: await desk.receipt(officer),
      })
      return { dossierId, id: letter.id }
    }
    await desk.at('2031-03-01T02:00:00.000Z')
    const refusal = await served('refuse')
    const { deadlines } = await desk.ask<Shown>('letter.show', officer, { id: refusal.id })
    assert.deepEqual(
      deadlines.map((row) => [row.startsOn, row.nominalOn]),
      [
        ['2031-03-05', '2031-05-04'],
        ['2031-03-05', '2031-09-05'],
      ],
    )
    await desk.at('2031-03-01T03:00:00.000Z')
    const correction = await served('ask')
    const rows = await desk.owner<{ starts_on: string; nominal_on: string; performs: string }>(
      `select starts_on, nominal_on, performs from platform.deadline where dossier_id = $1 and state = 'open' and kind = 'term'`,
      [correction.dossierId],
    )
    assert.deepEqual(rows, [{ starts_on: '2031-03-05', nominal_on: '2031-03-15', performs: 'lapse' }])
  })

  it('service begins the term of the state anew and leaves every other term of the dossier alone', async () => {
    const { officer } = desk.people
    await desk.at('2032-03-01T02:00:00.000Z')
    const { dossierId, letter } = await desk.drafted('ask')
    const sealed = await desk.upTo(letter, 'seal')
    // What else may run at the same visit: the answer to an objection, an appointment, a reminder of it.
    await desk.owner(
      `insert into platform.deadline (id, kind, subject_kind, subject_id, dossier_id, visit, performs, term, starts_on,
         nominal_on, due_on, provisional, state)
       select gen_random_uuid(), x.kind, d.subject_kind, d.subject_id, d.id, d.visit, x.performs, x.term::jsonb,
         '2032-03-01', '2032-03-20', '2032-03-20', false, 'open'
       from platform.dossier d, (values ('term', null, '{"term":{"days":5},"suspensions":[]}'),
         ('term', 'finish', '{"term":{"days":0},"suspensions":[]}'),
         ('reminder', null, '{"term":{"days":0},"suspensions":[],"daysBefore":0}')) as x(kind, performs, term)
       where d.id = $1`,
      [dossierId],
    )
    await serveBy(sealed, 'post', { servedOn: '2032-03-01', receiptFileId: await desk.receipt(officer) })
    await desk.at('2032-03-02T02:00:00.000Z')
    const rows = await desk.owner<{ kind: string; performs: string | null; state: string; n: number }>(
      `select kind, performs, state, count(*)::int as n from platform.deadline where dossier_id = $1
       group by kind, performs, state order by kind desc, performs, state`,
      [dossierId],
    )
    assert.deepEqual(
      rows.map(({ kind, performs, state, n }) => [kind, performs, state, n]),
      [
        ['term', 'finish', 'open', 1],
        ['term', 'lapse', 'done', 1],
        ['term', 'lapse', 'open', 1],
        ['term', null, 'open', 1],
        ['reminder', null, 'open', 1],
      ],
    )
  })

  it('prints pdf and docx in the official layout with every part of it, the same bytes that were sealed', async () => {
    const { officer } = desk.people
    const { letter } = await desk.drafted()
    const sealed = await desk.upTo(letter, 'seal', '示科字〔2026〕77号')
    const bytesOf = async (type: 'pdf' | 'docx') => {
      const kept = await desk.ask<KeptBytes>(`letter.${type}`, officer, { id: sealed.id })
      const bytes = desk.city.files.read(kept.sha256)
      assert.ok(bytes)
      assert.equal(createHash('sha256').update(bytes).digest('hex'), kept.sha256)
      return bytes
    }
    const pdf = (await pdfTexts(await bytesOf('pdf'), 5)).join('').replace(/\s+/gu, '')
    const docx = (await docxText(await bytesOf('docx'))).replace(/\s+/gu, '')
    const parts = [
      '示例局',
      '示科字〔2026〕77号',
      '关于《一件申请》的不予许可决定书',
      '示例公司：',
      '决定不予许可',
      '材料不齐',
      '自收到本决定之日起60日内',
      '（印章）',
      '印发',
    ]
    for (const part of parts) {
      assert.ok(pdf.includes(part), `pdf lacks ${part}: ${pdf}`)
      assert.ok(docx.includes(part), `docx lacks ${part}: ${docx}`)
    }
    assert.match(pdf, /—1—/)
  })

  it('tells the public number, day and digest of a sealed letter, and nothing of another', async () => {
    const draft = (await desk.drafted()).letter
    const sealed = await desk.upTo((await desk.drafted()).letter, 'seal', '示科字〔2026〕88号')
    const publicId = async (letter: OneLetter) =>
      (
        await desk.owner<{ public_id: string }>('select public_id from platform.letter where id = $1', [
          letter.id,
        ])
      )[0]?.public_id
    const found = await desk.ask<Record<string, unknown>>('letter.public', desk.people.visitor, {
      id: await publicId(sealed),
    })
    assert.deepEqual(Object.keys(found).sort(), ['issuedOn', 'issuer', 'number', 'publicId', 'sha256'])
    assert.equal(found['number'], '示科字〔2026〕88号')
    for (const id of [await publicId(draft), '000000000000', 'x'])
      await refused(desk.ask('letter.public', desk.people.visitor, { id }), /没有这份文书/)
  })

  async function today(): Promise<string> {
    const [row] = await desk.owner<{ day: string }>(
      `select to_char((clock_timestamp() + (clock_offset_ms * interval '1 millisecond')) at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from platform.state`,
    )
    return row?.day ?? ''
  }
})
