import { v7 } from 'uuid'
import { addDays } from '../calendar/calendar.ts'
import type { CommandTx, Day, Instant } from '../command/command.ts'
import { canonical, commit, sha256 } from '../evidence/leaf.ts'
import { publicId } from '../identifiers/identifiers.ts'
import type { NoticeAudience, NoticeDef, NoticeField } from '../procedure/facet.ts'
import type { Binding } from '../procedure/perform.ts'
import { closeDeadline, deadlinesOf, insertDeadline, type DossierRow } from '../procedure/store.ts'
import { noticeDigest, subjectOf, type KeptField } from './rules.ts'
import * as words from './store-words.ts'
import * as store from './store.ts'

/** How long names stay after the end of a notice, and who objected. */
const NAMES_RULE = 'notice.names.days'
const OBJECTORS_RULE = 'notice.objectors.days'

/** The notice a state of the procedure declares; undefined for one that declares none. */
export function noticeDefOf({ procedure }: Binding, state: string): NoticeDef | undefined {
  return procedure.states[state]?.notice
}

/** Begins the notice of a dossier's visit; its term was written when the state was entered. */
export async function beginNotice(
  tx: CommandTx,
  binding: Binding,
  dossier: DossierRow,
  def: NoticeDef,
  fields: readonly NoticeField[],
  now: Instant,
): Promise<store.NoticeRow> {
  const { procedure } = binding
  const performs = procedure.states[dossier.state]?.due?.performs
  const term = (await deadlinesOf(tx, procedure.module, [dossier.id])).find(
    (row) => row.kind === 'term' && row.visit === dossier.visit && row.performs === performs,
  )
  if (!term) throw new Error(`the notice of ${dossier.id} has no term`)
  const audience = audienceOf(tx, def)
  const row: store.NoticeRow = {
    id: v7(),
    public_id: publicId(),
    dossier_id: dossier.id,
    visit: dossier.visit,
    procedure: procedure.id,
    deadline_id: term.id,
    org_id: dossier.org_id,
    title: def.title,
    subject: subjectOf(dossier.title, fields),
    audience,
    identity: def.objections.identity,
    by_org: def.objections.answeredBy === 'org',
    opened_at: now,
    state: 'open',
    closed_at: null,
    closed_journal: null,
    reason: null,
    names_until: null,
    sample: await store.isSampleOrg(tx, dossier.org_id),
  }
  await store.insertNotice(tx, row)
  await writeVersion(tx, row, 1, fields, null, now)
  return row
}

function audienceOf(tx: CommandTx, def: NoticeDef): NoticeAudience {
  if (def.audienceRule === undefined) return def.audience
  const set = tx.rules.text(def.audienceRule, tx.today)
  if (set !== 'unit' && set !== 'public' && set !== 'both')
    throw new Error(`rule ${def.audienceRule} names no audience`)
  return set
}

/** Adds a version, and has the leaf of this command say its digest. */
export async function writeVersion(
  tx: CommandTx,
  notice: store.NoticeRow,
  version: number,
  fields: readonly NoticeField[],
  reason: string | null,
  now: Instant,
): Promise<void> {
  const labels = fields.map(({ label }) => label)
  if (labels.length === 0 || new Set(labels).size < labels.length)
    throw new Error(`the lines of the notice ${notice.title} are none, or two have one label`)
  const kept = fields.map((field) => keptField(field, notice.audience))
  const { public_id: id, title, audience, opened_at: opened } = notice
  const said = kept.map(({ field }) => field)
  const digest = noticeDigest({ id, version, title, audience, opened, fields: said })
  const row: store.VersionRow = {
    notice_id: notice.id,
    version,
    at: now,
    journal_id: tx.journalId,
    reason,
    fields: said,
    salts: kept.map(({ salt }) => salt),
    digest,
  }
  const names = fields.flatMap(({ personal, value }, place) =>
    personal === true ? [{ notice_id: notice.id, version, place, value }] : [],
  )
  await store.insertVersion(tx, row, names)
  tx.attest(`notice:${id}/${version}`, digest)
}

/** A personal value is kept apart; what is for a unit only cannot be guessed from the digest either. */
function keptField(given: NoticeField, audience: NoticeAudience): { field: KeptField; salt: string | null } {
  const { label, value } = given
  const personal = given.personal === true
  const hidden = personal || audience === 'unit' ? commit({ label, value }) : null
  const field = {
    label,
    value: personal ? null : value,
    commitment: hidden?.hash ?? null,
    personal,
    material: given.material === true,
  }
  return { field, salt: hidden?.salt ?? null }
}

/** Ends a notice: it stays listed with its proof, its names come down by the clock. */
export async function endNotice(
  tx: CommandTx,
  notice: store.NoticeWithTerm,
  state: 'closed' | 'replaced' | 'withdrawn',
  reason: string | null,
  now: Instant,
): Promise<void> {
  const namesUntil = addDays(tx.today, tx.rules.number(NAMES_RULE, tx.today))
  const versions = await store.versionsOf(tx, [notice.id])
  await store.changeNotice(tx, notice.id, {
    state,
    closed_at: now,
    closed_journal: tx.journalId,
    reason,
    names_until: namesUntil,
  })
  for (const id of await words.overtakeObjections(tx, notice.id)) await closeDeadline(tx, 'platform', id, now)
  await tellOpenLeads(tx, notice)
  const end = { v: 1, notice: notice.public_id, state, closed: now, versions: versions.map((v) => v.digest) }
  tx.attest(`notice:${notice.public_id}/end`, sha256(canonical(end)))
  await onDay(tx, notice.id, namesUntil, 'notice.end-names')
  const forgetOn = addDays(tx.today, tx.rules.number(OBJECTORS_RULE, tx.today))
  await onDay(tx, notice.id, forgetOn, 'notice.forget-objectors')
}

/** Nothing waits for leads; that some were never looked into must not go unseen. */
async function tellOpenLeads(tx: CommandTx, notice: store.NoticeWithTerm): Promise<void> {
  const { openLeads } = await words.countWords(tx, notice.id)
  if (openLeads === 0 || notice.unit_id === null) return
  await tx.emit('message.org', {
    orgId: notice.unit_id,
    template: '公示《{title}》已结束，还有 {n} 条线索没有处理，请核实后写明结果。',
    params: { title: notice.title, n: String(openLeads) },
    link: `/app/notices/${notice.public_id}`,
  })
}

/** Has the clock perform an act on the notice on a day; of no dossier, so that none takes it along when it moves. */
async function onDay(tx: CommandTx, noticeId: string, on: Day, performs: string): Promise<void> {
  await insertDeadline(tx, 'platform', {
    id: v7(),
    kind: 'reminder',
    subject_kind: 'notice',
    subject_id: noticeId,
    dossier_id: null,
    visit: null,
    performs,
    term: { term: { days: 0 }, suspensions: [], fixed: { on, appointmentOn: on } },
    starts_on: tx.today,
    nominal_on: on,
    due_on: on,
    provisional: false,
    state: 'open',
    closed_at: null,
  })
}
