import { v7 } from 'uuid'
import { addDays, dayOf, type Calendar, type Day, type Term } from '../calendar/calendar.ts'
import { datesOf, type KeptTerm } from '../calendar/deadlines.ts'
import { loadCalendar } from '../calendar/store.ts'
import type { CommandTx } from '../command/command.ts'
import { databaseNow } from '../instance/instance.ts'
import { opinionUnits } from '../procedure/competence.ts'
import type { ConsentDef, Facet } from '../procedure/facet.ts'
import { insertDeadline, type DeadlineRow } from '../procedure/store.ts'
import { consentStanding, type Asked } from './rules.ts'
import { askedOf, insertAsked, opinionsOn, type OpinionAskedRow, type OpinionRow } from './store.ts'

/** What a unit that is asked is told. */
const ASKED = '《{title}》请贵单位提出意见，请于 {on} 前办理。'
const STILL_ASKED = '《{title}》等待贵单位的意见，期限是 {on}，请及时提出。'
const OVERDUE = '《{title}》等待贵单位的意见，期限 {on} 已经届满，请尽快提出。'

/**
 * Opinions of other units 会签: asked in the plan's order when a dossier enters a state that declares them, each within a
 * term of its own.
 */
export const consentFacet: Facet = {
  name: 'consent',
  standing: async (tx, { procedure }, dossier) => {
    const def = procedure.states[dossier.state]?.consent
    if (!def) return {}
    const rows = (await askedOf(tx, procedure.module, dossier.id)).filter(
      ({ visit }) => visit === dossier.visit,
    )
    const opinions = await opinionsOn(
      tx,
      procedure.module,
      rows.map(({ id }) => id),
    )
    const [calendar, now] = [await loadCalendar(tx), await databaseNow(tx)]
    const asked = rows.map((row) => countedOf(row, opinions, calendar))
    return { consent: consentStanding(def, asked, dayOf(now)) }
  },
  entered: async (tx, { procedure }, dossier, _actor, now) => {
    const def = procedure.states[dossier.state]?.consent
    if (!def) return
    const units = await opinionUnits(tx, procedure, tx.today, def.step)
    // Without units the state would wait for ever: a fault of the pack, found at once and not by an applicant.
    if (units.length === 0)
      throw new Error(`${procedure.id}: the pack names nobody for step ${def.step} on ${tx.today}`)
    const n = tx.rules.number(def.answer.rule, tx.today)
    const term = { term: { [def.answer.unit]: n } as unknown as Term, suspensions: [] }
    const rows = units.map(({ orgId, place, basis }) => ({
      id: v7(),
      dossier_id: dossier.id,
      visit: dossier.visit,
      unit_org_id: orgId,
      place,
      basis,
      asked_at: now,
      starts_on: tx.today,
      term,
      silence: def.silence ?? null,
    }))
    await insertAsked(tx, procedure.module, dossier.id, rows)
    const { nominalOn, dueOn, provisional } = datesOf(term, tx.today, tx.calendar)
    for (const { id, unit_org_id } of rows) {
      const limit: DeadlineRow = {
        id: v7(),
        kind: 'opinion',
        subject_kind: 'opinion_asked',
        subject_id: id,
        dossier_id: dossier.id,
        visit: dossier.visit,
        performs: null,
        term,
        starts_on: tx.today,
        nominal_on: nominalOn,
        due_on: dueOn,
        provisional,
        state: 'open',
        closed_at: null,
      }
      for (const row of [limit, ...remindersTo(tx, def, unit_org_id, limit)])
        await insertDeadline(tx, procedure.module, row)
    }
    for (const { orgId } of units)
      await tx.emit('message.org', {
        orgId,
        template: ASKED,
        params: { title: dossier.title, on: nominalOn },
        link: `/app/dossiers/${dossier.id}`,
      })
  },
}

/** A unit is reminded before its term ends, and the day after: an opinion nobody gives holds up the whole matter. */
function remindersTo(tx: CommandTx, def: ConsentDef, orgId: string, limit: DeadlineRow): DeadlineRow[] {
  const ahead = def.remindRule === undefined ? [] : [tx.rules.number(def.remindRule, tx.today)]
  return [...ahead, -1].flatMap((daysBefore) => {
    const on = addDays(limit.nominal_on, -daysBefore)
    if (on <= tx.today) return []
    // Written by `entered` in this shape.
    const kept = limit.term as KeptTerm
    const term: KeptTerm = { ...kept, daysBefore, toOrg: orgId, says: daysBefore < 0 ? OVERDUE : STILL_ASKED }
    const dates = { nominal_on: on, due_on: on, provisional: false }
    return [{ ...limit, id: v7(), kind: 'reminder', term, ...dates }]
  })
}

/** What counts of a unit's words, with the last day of its term under the calendar as it is loaded. */
export function countedOf(row: OpinionAskedRow, opinions: readonly OpinionRow[], calendar: Calendar): Asked {
  const { dueOn } = datesOf(row.term, row.starts_on, calendar)
  const counted = opinions.filter((one) => one.asked_id === row.id && !one.late)
  return { dueOn, verdicts: counted.map(({ verdict }) => verdict) }
}

/** The day until which a unit could speak in the round that began with a visit: when that was left, or today. */
export function roundEnd(
  entries: readonly { readonly visit: number; readonly at: string }[],
  visit: number,
  today: Day,
): Day {
  const next = entries.find((entry) => entry.visit > visit)
  return next ? dayOf(next.at) : today
}

/** The declaration of the round that began with this visit, while the dossier is still in it. */
export function currentDef(
  states: Readonly<Record<string, { readonly consent?: ConsentDef }>>,
  dossier: { readonly state: string; readonly visit: number },
  visit: number,
): ConsentDef | undefined {
  return visit === dossier.visit ? states[dossier.state]?.consent : undefined
}
