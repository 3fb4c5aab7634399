import type { Actor, Doer } from '../access/access.ts'
import { dayOf, type Calendar, type Day } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import type { Tx } from '../db/database.ts'
import { orgNames } from '../identity/names.ts'
import type { NoticeField } from '../procedure/facet.ts'
import type { Binding } from '../procedure/perform.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { hasActedForApplicant } from '../procedure/separation.ts'
import { hasPerformed, type DossierRow } from '../procedure/store.ts'
import { apartOf, daysLeft, noticeText, showsNames, TAKEN_DOWN, termWords, type KeptField } from './rules.ts'
import * as words from './store-words.ts'
import * as store from './store.ts'

export const AUDIENCES = { unit: '本单位', public: '社会', both: '本单位和社会' } as const

/** What everybody may know of a notice, whatever its audience: title, period, proof. */
export interface NoticeItem {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly procedure: string
  /** The unit that gives it. */
  readonly unit: string | null
  readonly audience: store.NoticeRow['audience']
  readonly audienceTitle: string
  readonly state: store.NoticeRow['state']
  readonly stateTitle: string
  readonly openedAt: string
  readonly startsOn: Day
  /** The last day, or while its year is not loaded the day it would be. */
  readonly lastDay: Day
  readonly provisional: boolean
  /** The length of the term and its kind: 自然日 and 工作日 are never mixed up. */
  readonly term: { readonly kind: '自然日' | '工作日'; readonly days: number }
  /** Days of the term's kind that are left; null when it is over or not known. */
  readonly daysLeft: number | null
  readonly closedAt: string | null
  /** Objections that wait for a written answer; until then nothing is closed. */
  readonly openObjections: number
  readonly sample: boolean
}

export interface Seen {
  readonly bindings: readonly Binding[]
  readonly calendar: Calendar
  readonly today: Day
  readonly orgs: ReadonlyMap<string, string>
  readonly openObjections: ReadonlyMap<string, number>
  /** Whether the reader may know what the notice says. */
  readonly mayRead: (notice: store.NoticeWithTerm) => boolean
}

/** Everybody reads what is for everybody; of what is for a unit, its members, the competent unit and supervisors. */
export function mayReadAs(actor: Actor | null): (notice: store.NoticeWithTerm) => boolean {
  return (notice) => {
    if (notice.audience !== 'unit') return true
    if (actor === null) return false
    if (actor.roles.includes('auditor') || actor.roles.includes('admin')) return true
    if (actor.orgId === null) return false
    return notice.org_id === actor.orgId || handles(actor, notice)
  }
}

/** Who objected, and for whom: neither answers it, nor do their deputies (domain/README convention 5). */
export function objectorOf(row: Pick<words.ObjectionRow, 'person_id' | 'agent_for'>): Doer {
  return { personId: row.person_id, agentFor: row.agent_for }
}

/** Said to whoever may not answer an objection. */
export const NOT_APART =
  '经办过此事或提出异议的人不能答复异议，代理人与被代理人视为同一人，请由其他同事答复。'

/** Whether somebody prepared what is on notice, or acted for the applicant in it: they do not answer for it. */
export async function hasPrepared(
  tx: Tx,
  procedure: Procedure,
  dossier: Pick<DossierRow, 'id' | 'org_id'>,
  actor: Actor,
): Promise<boolean> {
  const did = await hasPerformed(tx, 'platform', dossier.id, apartOf(procedure), actor)
  return did !== undefined || hasActedForApplicant(tx, 'platform', dossier, actor)
}

/** Who handles notices for the competent unit. */
export function isOfUnit(actor: Actor): boolean {
  return actor.roles.includes('officer') || actor.roles.includes('decider')
}

/** Who handles the notices an organisation gives itself. */
export function isOfGiver(actor: Actor): boolean {
  return ['tto', 'researchOffice', 'leader'].some((role) => actor.roles.some((held) => held === role))
}

/** Whether the actor handles this notice: for the competent unit, or for the organisation that gives it itself. */
export function handles(actor: Actor, notice: Pick<store.NoticeWithTerm, 'by_org' | 'unit_id'>): boolean {
  const isHandler = notice.by_org ? isOfGiver(actor) : isOfUnit(actor)
  return isHandler && notice.unit_id !== null && notice.unit_id === actor.orgId
}

export function itemOf(row: store.NoticeWithTerm, seen: Seen): NoticeItem {
  const { bindings, calendar, today, orgs, mayRead } = seen
  const isOpen = row.state === 'open'
  return {
    id: row.public_id,
    code: row.public_id,
    name: mayRead(row) && row.subject !== '' ? `${row.title}：${row.subject}` : row.title,
    procedure: bindings.find(({ procedure }) => procedure.id === row.procedure)?.procedure.title ?? '',
    unit: orgs.get(row.unit_id ?? '') ?? null,
    audience: row.audience,
    audienceTitle: AUDIENCES[row.audience],
    state: row.state,
    stateTitle: stateTitle(row, today),
    openedAt: row.opened_at,
    startsOn: row.starts_on,
    lastDay: row.nominal_on,
    provisional: row.provisional,
    term: termWords(row.term),
    daysLeft: isOpen ? daysLeft(calendar, today, row.term, row.due_on) : null,
    closedAt: row.closed_at,
    openObjections: mayRead(row) ? (seen.openObjections.get(row.id) ?? 0) : 0,
    sample: row.sample,
  }
}

function stateTitle({ state, due_on: dueOn }: store.NoticeWithTerm, today: Day): string {
  if (state === 'open') return dueOn !== null && today > dueOn ? '期满待办结' : '公示中'
  return { closed: '已结束', replaced: '已重新公示', withdrawn: '已撤回' }[state]
}

/** A line as it reads today. */
export interface ShownField {
  readonly label: string
  readonly value: string
  readonly personal: boolean
  readonly material: boolean
}

/** One version with its place in the evidence; `changes` from the version before it. */
export interface ShownVersion {
  readonly version: number
  readonly at: string
  readonly reason: string | null
  readonly digest: string
  /** What the digest is over, for whoever verifies it. */
  readonly text: string
  readonly leaf: string
  /** What was hashed to the leaf; it names the digest. */
  readonly leafBody: string
  readonly changes: readonly { readonly label: string; readonly before: string; readonly after: string }[]
}

export interface NoticeView extends NoticeItem {
  /** Whose matter it is; null for whoever may not know what it says. */
  readonly org: string | null
  readonly reason: string | null
  readonly identity: store.NoticeRow['identity']
  /** Null when the reader may know only title, period and proof. */
  readonly fields: readonly ShownField[] | null
  readonly versions: readonly ShownVersion[]
  /** The leaf that closed it. */
  readonly end: { readonly at: string; readonly leaf: string; readonly leafBody: string } | null
  readonly takesObjections: boolean
  /** Earlier and later notices of the same matter. */
  readonly others: readonly { readonly id: string; readonly openedAt: string; readonly stateTitle: string }[]
}

/** A notice as this reader may see it today. */
export async function viewOf(tx: Tx, row: store.NoticeWithTerm, seen: Seen): Promise<NoticeView> {
  const all = await store.noticesOfDossier(tx, row.dossier_id)
  const former = all.findLast((one) => one.visit < row.visit && one.state === 'replaced')
  const ids = [row.id, ...(former ? [former.id] : [])]
  const versions = await store.versionsOf(tx, ids)
  const names = await store.namesOf(tx, ids)
  const own = versions.filter((one) => one.notice_id === row.id)
  const leaves = await store.leavesWithBodies(tx, [
    ...own.map((one) => one.journal_id),
    ...(row.closed_journal === null ? [] : [row.closed_journal]),
  ])
  const shown = (one: store.VersionRow | undefined) => {
    const notice = one?.notice_id === row.id ? row : former
    return one && notice ? shownFields(one, names, notice.names_until, seen.today) : []
  }
  const mayRead = seen.mayRead(row)
  const last = own.at(-1)
  if (!last) throw new Error(`notice ${row.id} has no version`)
  const lastOfFormer = versions.findLast((one) => one.notice_id === former?.id)
  const isRunning = row.state === 'open' && (row.due_on === null || seen.today <= row.due_on)
  const end = row.closed_journal === null ? undefined : leaves.get(row.closed_journal)
  return {
    ...itemOf(row, seen),
    org: mayRead ? (seen.orgs.get(row.org_id) ?? null) : null,
    reason: mayRead ? row.reason : null,
    identity: row.identity,
    fields: mayRead ? shown(last) : null,
    versions: own.map((one, at) => {
      const before = at === 0 ? lastOfFormer : own[at - 1]
      const leaf = leaves.get(one.journal_id)
      return {
        version: one.version,
        at: one.at,
        reason: mayRead ? one.reason : null,
        digest: one.digest,
        text: textOf(row, one),
        leaf: leaf?.hash ?? '',
        leafBody: leaf?.body ?? '',
        changes: mayRead && before ? changesOf(before, one, shown) : [],
      }
    }),
    end: end && row.closed_at !== null ? { at: row.closed_at, leaf: end.hash, leafBody: end.body } : null,
    takesObjections: isRunning && mayRead,
    others: all
      .filter((one) => one.id !== row.id)
      .map((one) => ({
        id: one.public_id,
        openedAt: one.opened_at,
        stateTitle: stateTitle(one, seen.today),
      })),
  }
}

function textOf(row: store.NoticeRow, { version, fields }: store.VersionRow): string {
  const { public_id: id, title, audience, opened_at: opened } = row
  return noticeText({ id, version, title, audience, opened, fields })
}

/** The lines of a version as they read today: names only while they are shown. */
export function shownFields(
  version: store.VersionRow,
  names: readonly store.NameRow[],
  namesUntil: Day | null,
  today: Day,
): ShownField[] {
  const isShown = showsNames(namesUntil, today)
  return version.fields.map((field, place) => ({
    label: field.label,
    value: field.value ?? (isShown ? nameAt(version, names, place) : undefined) ?? TAKEN_DOWN,
    personal: field.personal,
    material: field.material,
  }))
}

function nameAt(
  version: store.VersionRow,
  names: readonly store.NameRow[],
  place: number,
): string | undefined {
  return names.find(
    (name) =>
      name.notice_id === version.notice_id && name.version === version.version && name.place === place,
  )?.value
}

/** The lines of a running version with their values, for those who correct it. */
export function wholeFields(version: store.VersionRow, names: readonly store.NameRow[]): NoticeField[] {
  return version.fields.map(({ label, personal, material, ...field }: KeptField, place) => ({
    label,
    value: field.value ?? nameAt(version, names, place) ?? '',
    personal,
    material,
  }))
}

function changesOf(
  before: store.VersionRow,
  after: store.VersionRow,
  shown: (one: store.VersionRow) => readonly ShownField[],
): ShownVersion['changes'] {
  const old = shown(before)
  return shown(after).flatMap(({ label, value }) => {
    const was = old.find((field) => field.label === label)
    return was === undefined || was.value === value ? [] : [{ label, before: was.value, after: value }]
  })
}

/** What rows are read with: calendar, day, names of their organisations, and who reads. */
export async function seenBy(
  tx: Tx,
  rows: readonly store.NoticeWithTerm[],
  by: { readonly bindings: readonly Binding[]; readonly now: string; readonly actor: Actor | null },
): Promise<Seen> {
  const orgs = await orgNames(
    tx,
    rows.flatMap((row) => [row.unit_id, row.org_id]),
  )
  const { bindings, now, actor } = by
  return {
    bindings,
    calendar: await loadCalendar(tx),
    today: dayOf(now),
    orgs,
    openObjections: await words.countOpenObjections(
      tx,
      rows.map(({ id }) => id),
    ),
    mayRead: mayReadAs(actor),
  }
}
