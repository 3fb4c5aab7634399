import { addMonths } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { insertDeadlines } from '../procedure/many.ts'
import type { Entering } from '../procedure/perform.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { insertDeadline, type DeadlineRow, type DossierRow } from '../procedure/store.ts'
import { dayTerm, remindersOf } from '../procedure/terms.ts'
import { headName, ownLastDay, statisticsOf, type ListedForm, type RecordKind } from './kind.ts'
import { explain, shelve, shelvedRow, unshelve } from './life.ts'
import { GIVEN_OUTCOMES, saidOutcome } from './forms.ts'
import { CHECKING } from './procedure.ts'
import type { RecordWith } from './store.ts'
import { showIfOpen } from './veil.ts'

/** Ids a statement carries. */
const PART = 5_000

/** A published record rests where it can expire; every such state is public, and the one in which a right is checked. */
function isPublicState<Form extends ListedForm>(
  procedure: Procedure,
  state: string,
  kind: RecordKind<Form>,
): boolean {
  return state === kind.publishedState || state === CHECKING || procedure.states[state]?.rests === true
}

/** After every move of a listing: what is public of the record, until when, or what came of it. */
export async function settleShelf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  procedure: Procedure,
  dossier: DossierRow,
  by: Entering,
  now: Instant,
): Promise<void> {
  const isLive = isPublicState(procedure, dossier.state, kind)
  await kind.store.update(tx, dossier.subject_id, {
    state: dossier.state,
    updated_at: now,
    ...(isLive ? {} : { public_version: null }),
  })
  if (!isLive) await kind.store.hideParts(tx, dossier.subject_id)
  if (!isLive) await leaveShelf(tx, kind, dossier, by)
  else if (dossier.state === CHECKING) await staysMeanwhile(tx, kind, procedure, dossier)
  else await keepOnShelf(tx, kind, procedure, dossier, now, by.action === 'approve')
}

/** Writes down what came of the listing, as the owner says, or as the way off the shelf says by itself. */
async function leaveShelf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
  by: Entering,
): Promise<void> {
  const given = GIVEN_OUTCOMES[by.action]
  const end = saidOutcome(by.input) ?? (given === undefined ? null : { outcome: given, amountFen: null })
  if (by.action === 'explain' || by.action === 'silence') {
    if (end === null) throw new Error(`${by.action} says no outcome`)
    await explain(tx, kind.module, dossier.subject_id, end)
  } else await unshelve(tx, kind.module, [dossier.subject_id], end)
}

/** A right the record names has ended: the owner is told what is wrong by now, and until when to act. */
export async function tellRightEnded<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  procedure: Procedure,
  dossier: DossierRow,
): Promise<void> {
  const { data } = await recordOf(tx, kind, dossier)
  const days = tx.rules.number(procedure.states[CHECKING]?.due?.term.rule ?? '', tx.today)
  const [fault] = kind.faults(data, tx.rules, tx.today)
  await tx.emit('message.org', {
    orgId: dossier.org_id,
    template: '《{name}》须在 {days} 天内修改并提交，或下架；逾期由系统下架。原因：{fault}',
    params: { name: dossier.title, days, fault: fault?.message ?? '所列的一项权利已经到期。' },
    link: kind.link(dossier.subject_id),
  })
}

/** While a right is checked the listing goes on, never beyond the day on which it would have ended anyway. */
async function staysMeanwhile<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  procedure: Procedure,
  dossier: DossierRow,
): Promise<void> {
  const { valid_until: until } = await recordOf(tx, kind, dossier)
  if (until === null) return
  for (const row of dayRows(tx, procedure, dossier, { day: until, performs: 'expire' }))
    await insertDeadline(tx, kind.module, row)
}

/** Makes the latest version public (`anew`), or the public one count for another term. */
export async function keepOnShelf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  procedure: Procedure,
  dossier: DossierRow,
  now: Instant,
  anew: boolean,
): Promise<void> {
  const record = await recordOf(tx, kind, dossier)
  const until = lastDayOf(tx, kind, record)
  await kind.store.update(tx, record.id, {
    valid_until: until,
    ...(anew ? { public_version: record.version, name: headName(kind, record.data) } : {}),
    published_at: record.published_at ?? now,
  })
  if (anew) await kind.store.showParts(tx, record.id)
  await showIfOpen(tx, kind, record, now)
  const { id, owner_org_id: orgId, sample } = record
  await shelve(
    tx,
    kind.module,
    shelvedRow({
      record_id: id,
      kind: kind.kind,
      org_id: orgId,
      dossier_id: dossier.id,
      ...statisticsOf(kind, record.data),
      sample,
      valid_until: until,
      on: tx.today,
    }),
  )
  for (const row of namedDays(tx, kind, procedure, dossier, record.data))
    await insertDeadline(tx, kind.module, row)
}

/** Deadlines on the days the record itself names: the owner's own last day, and the end of the first right to end. */
export function namedDays<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  procedure: Procedure,
  dossier: Pick<DossierRow, 'id' | 'subject_kind' | 'subject_id' | 'visit' | 'state'>,
  form: Form,
): DeadlineRow[] {
  const own = ownLastDay(kind, form)
  const rightEnd = kind.rightEnding?.(form, tx.rules, tx.today)
  return [
    ...(own !== undefined && own === lastDayOf(tx, kind, { data: form })
      ? dayRows(tx, procedure, dossier, { day: own, performs: 'expire' })
      : []),
    ...(rightEnd === undefined
      ? []
      : dayRows(tx, procedure, dossier, { day: rightEnd, performs: 'rightEnds' })),
  ]
}

/** Last day of the listing: the term of the ruleset, or the owner's own day when that comes first. */
export function lastDayOf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  record: Pick<RecordWith<Form>, 'data'>,
): string {
  const term = addMonths(tx.today, tx.rules.number(kind.validityRule, tx.today))
  const own = ownLastDay(kind, record.data)
  return own !== undefined && own < term ? own : term
}

/** A term beside the ruleset's, to a day the record names, with the reminders of its state: whichever ends first counts. */
function dayRows(
  tx: CommandTx,
  procedure: Procedure,
  dossier: Pick<DossierRow, 'id' | 'subject_kind' | 'subject_id' | 'visit' | 'state'>,
  { day, performs }: { readonly day: string; readonly performs: string },
): DeadlineRow[] {
  const row = dayTerm(tx, dossier, performs, day)
  const due = performs === 'expire' ? procedure.states[dossier.state]?.due : undefined
  return due ? [row, ...remindersOf(tx, due, row)] : [row]
}

/** The records of a published batch are on the shelf; those it found there wait for the days their new version names. */
export async function shelveBatch<Form extends ListedForm>(
  kind: RecordKind<Form>,
  listing: Procedure,
  tx: CommandTx,
  ids: readonly string[],
  attested: readonly DossierRow[],
): Promise<void> {
  for (const part of partsOf(ids))
    await shelve(tx, kind.module, kind.store.shelved(kind.kind, kind.statistics ?? {}, part, tx.today))
  for (const part of partsOf(attested)) {
    const records = await kind.store.publicOf(
      tx,
      part.map((dossier) => dossier.subject_id),
    )
    const forms = new Map(records.map(({ id, data }) => [id, data]))
    const rows = part.flatMap((dossier) => {
      const form = forms.get(dossier.subject_id)
      return form ? namedDays(tx, kind, listing, dossier, form) : []
    })
    await insertDeadlines(tx, listing, rows)
  }
}

/** The record a dossier of its kind is about. */
export async function recordOf<Form extends ListedForm>(tx: Tx, kind: RecordKind<Form>, dossier: DossierRow) {
  const record = await kind.store.find(tx, dossier.subject_id)
  if (!record) throw new Error(`dossier ${dossier.id} is about no ${kind.kind}`)
  return record
}

/** A long list in parts that one statement carries each. */
export function partsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / PART) }, (_, i) => all.slice(i * PART, (i + 1) * PART))
}
