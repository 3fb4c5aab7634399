import { v7 } from 'uuid'
import { mustReach, type Actor } from '../access/access.ts'
import { datesOf, type KeptTerm } from '../calendar/deadlines.ts'
import type { Term as CalendarTerm } from '../calendar/calendar.ts'
import type { CommandTx, Day, Instant } from '../command/command.ts'
import { mustOwnFiles, shareFile } from '../files/files.ts'
import { bindingOf, type Binding } from '../procedure/perform.ts'
import type { Term } from '../procedure/procedure.ts'
import { closeTermOfState, findDossier, insertDeadline } from '../procedure/store.ts'
import { termRows } from '../procedure/terms.ts'
import { Refusal } from '../refusal.ts'
import { dueSteps, heldLetter, saved, tellWhenFiled, type Acted } from './commands.ts'
import { noteStep } from './facet.ts'
import type { ServeInput } from './forms.ts'
import {
  consentOf,
  letters,
  servicesOf,
  textOf,
  type ConsentRow,
  type LetterRow,
  type ServiceRow,
} from './store.ts'

/** Serves the letter on one addressee; the day of service starts its terms. After the last addressee the step is done. */
export async function serveLetter(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  input: ServeInput,
  now: Instant,
): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input)
  const group = dueSteps(tx, letter, 'serve')
  const row = await serviceRow(tx, letter, actor, input, now)
  await letters(tx).insertInto('platform.letter_service').values(row).execute()
  if (row.receipt_file_id !== null && row.org_id !== null)
    await shareFile(tx, row.receipt_file_id, [row.org_id], now)
  await openTermsOf(tx, bindings, letter, row.served_on, now)
  const { title } = await textOf(tx, letter)
  await tellAddressee(tx, letter, row, title)
  const left = unserved(letter, await servicesOf(tx, letter.id))
  if (left.length > 0) return saved(tx, { ...letter, moved_at: now }, title)
  for (const step of group) await noteStep(tx, letter, step, input.note, actor, now)
  const state = group.at(-1) ?? 'serve'
  const acted = await saved(tx, { ...letter, state, moved_at: now }, title)
  if (state === 'file') await tellWhenFiled(tx, letter.dossier_id)
  return acted
}

/** Addressees not served yet, as `org:<id>` or `person:<id>`. */
export function unserved(letter: LetterRow, services: readonly ServiceRow[]): string[] {
  const all = [
    ...letter.addressee_org_ids.map((id) => `org:${id}`),
    ...letter.addressee_person_ids.map((id) => `person:${id}`),
  ]
  const done = new Set(services.map((row) => (row.org_id ? `org:${row.org_id}` : `person:${row.person_id}`)))
  return all.filter((one) => !done.has(one))
}

async function serviceRow(
  tx: CommandTx,
  letter: LetterRow,
  actor: Actor,
  input: ServeInput,
  now: Instant,
): Promise<ServiceRow> {
  const left = unserved(letter, await servicesOf(tx, letter.id))
  if (!left.includes(input.addressee)) throw new Refusal('conflict', '这个收件人不在名单上，或已经送达。')
  const [kind, id = ''] = input.addressee.split(':')
  const whom = kind === 'org' ? { orgId: id, personId: null } : { orgId: null, personId: id }
  const row = {
    id: v7(),
    letter_id: letter.id,
    org_id: whom.orgId,
    person_id: whom.personId,
    way: input.way,
    note: input.note,
    by_person: actor.personId,
    at: now,
    journal_id: tx.journalId,
  }
  if (input.way === 'electronic') {
    const consent = await consentOf(tx, whom)
    if (!consent)
      throw new Refusal(
        'conflict',
        '收件人没有同意电子送达，请邮寄或直接送达，并上传签收的回执；也可以请收件人先在“电子送达”页确认。',
      )
    return { ...row, served_on: tx.today, consent_id: consent.id, receipt_file_id: null }
  }
  const servedOn = receiptDay(tx, letter, input)
  if (input.receiptFileId === null)
    throw new Refusal('invalid', '邮寄、直接送达的，请上传收件人签收的回执或照片。', {}, [
      { field: 'receiptFileId', message: '请上传回执。' },
    ])
  await mustOwnFiles(tx, actor, [input.receiptFileId])
  return { ...row, served_on: servedOn, consent_id: null, receipt_file_id: input.receiptFileId }
}

/** The day on the return receipt: not before the letter was issued, not after today. */
function receiptDay(tx: CommandTx, letter: LetterRow, input: ServeInput): Day {
  const { servedOn } = input
  const earliest = letter.issued_on ?? tx.today
  if (servedOn !== null && servedOn >= earliest && servedOn <= tx.today) return servedOn
  throw new Refusal('invalid', '请填写回执上的签收日期，应在 {from} 至今天之间。', { from: earliest }, [
    { field: 'servedOn', message: `应在 ${earliest} 至 ${tx.today} 之间。` },
  ])
}

/** Remedies count from service; so does the term of the dossier's state, if the letter starts it. */
async function openTermsOf(
  tx: CommandTx,
  bindings: readonly Binding[],
  letter: LetterRow,
  servedOn: Day,
  now: Instant,
): Promise<void> {
  const dossier = await findDossier(tx, 'platform', letter.dossier_id)
  const newest = bindings.find(({ procedure }) => procedure.id === letter.procedure)
  if (!dossier || !newest) throw new Error(`letter ${letter.id} belongs to no procedure`)
  const binding = bindingOf(newest, dossier)
  for (const { term } of binding.letters?.[letter.kind]?.adverse?.remedies ?? [])
    await openRemedy(tx, letter, term, servedOn)
  const due = binding.procedure.states[dossier.state]?.due
  // The dossier moved on before the letter reached anybody: there is no term left to start.
  if (!letter.starts_term || !due || dossier.visit !== letter.visit) return
  await closeTermOfState(tx, binding.procedure.module, dossier, due.performs ?? null, now)
  for (const row of termRows(tx, due, dossier, servedOn, []))
    await insertDeadline(tx, binding.procedure.module, row)
}

async function openRemedy(tx: CommandTx, letter: LetterRow, term: Term, servedOn: Day): Promise<void> {
  const kept: KeptTerm = {
    term: { [term.unit]: tx.rules.number(term.rule, tx.today) } as unknown as CalendarTerm,
    suspensions: [],
  }
  const { nominalOn, dueOn, provisional } = datesOf(kept, servedOn, tx.calendar)
  await insertDeadline(tx, 'platform', {
    id: v7(),
    kind: 'remedy',
    subject_kind: 'letter',
    subject_id: letter.id,
    // The term is the addressee's own; no move of the dossier closes it.
    dossier_id: null,
    visit: null,
    performs: null,
    term: kept,
    starts_on: servedOn,
    nominal_on: nominalOn,
    due_on: dueOn,
    provisional,
    state: 'open',
    closed_at: null,
  })
}

/** Says that a letter came, never what it says (practice.md P35). */
async function tellAddressee(
  tx: CommandTx,
  letter: LetterRow,
  row: ServiceRow,
  title: string,
): Promise<void> {
  const said = {
    template: '有一份文书送达：《{title}》，送达日期 {on}。',
    params: { title, on: row.served_on },
    link: `/app/letters/${letter.id}`,
  }
  if (row.org_id !== null) await tx.emit('message.org', { orgId: row.org_id, ...said })
  else if (row.person_id !== null) await tx.emit('message.person', { personId: row.person_id, ...said })
}

/** Consents to electronic service, for the organisation or for oneself. */
export async function giveConsent(
  tx: CommandTx,
  actor: Actor,
  input: { readonly for: 'org' | 'self' },
  now: Instant,
): Promise<{ readonly id: string }> {
  const whom = whose(actor, input.for)
  // Speaking for the organisation needs a role of it; for oneself nothing.
  mustReach(actor, whom)
  const { personId } = actor
  if (personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  if (actor.agentFor !== null)
    throw new Refusal('forbidden', '代办人不能代为同意电子送达，请由本人登录后办理。')
  if (await consentOf(tx, whom)) throw new Refusal('conflict', '已经同意电子送达，不用再次确认。')
  const row: ConsentRow = {
    id: v7(),
    org_id: whom.orgId,
    person_id: whom.personId,
    given_by: personId,
    given_at: now,
    withdrawn_by: null,
    withdrawn_at: null,
  }
  await letters(tx).insertInto('platform.electronic_consent').values(row).execute()
  tx.about('service-consent', row.id, { whose: input.for === 'org' ? '本单位' : '本人' })
  return { id: row.id }
}

/** Withdraws it; what was served stays served. */
export async function withdrawConsent(
  tx: CommandTx,
  actor: Actor,
  input: { readonly for: 'org' | 'self' },
  now: Instant,
): Promise<{ readonly id: string }> {
  const whom = whose(actor, input.for)
  // Speaking for the organisation needs a role of it; for oneself nothing.
  mustReach(actor, whom)
  const row = await consentOf(tx, whom)
  if (!row) throw new Refusal('conflict', '没有生效的电子送达同意，不用撤回。')
  await letters(tx)
    .updateTable('platform.electronic_consent')
    .set({ withdrawn_by: actor.personId, withdrawn_at: now })
    .where('id', '=', row.id)
    .execute()
  tx.about('service-consent', row.id, { whose: input.for === 'org' ? '本单位' : '本人' })
  return { id: row.id }
}

function whose(actor: Actor, wanted: 'org' | 'self') {
  if (wanted === 'self') return { orgId: null, personId: actor.personId }
  if (actor.orgId === null) throw new Refusal('forbidden', '请以单位成员的身份办理。')
  return { orgId: actor.orgId, personId: null }
}
