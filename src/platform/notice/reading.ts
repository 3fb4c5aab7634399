import { z } from 'zod'
import { isSamePerson, reachedByQuery, type Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { sha256 } from '../evidence/leaf.ts'
import { findFiles } from '../files/files.ts'
import { formSchema } from '../forms/form.ts'
import { readPublicId } from '../identifiers/identifiers.ts'
import { personNames } from '../identity/names.ts'
import type { Binding } from '../procedure/perform.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { answerForm, leadForm, LINE_MAX, objectForm, photoForm, reasonForm } from './forms.ts'
import * as words from './store-words.ts'
import * as store from './store.ts'
import {
  handles,
  isOfUnit,
  itemOf,
  mayReadAs,
  hasPrepared,
  NOT_APART,
  objectorOf,
  seenBy,
  viewOf,
  type NoticeItem,
  type NoticeView,
  type ShownField,
} from './view.ts'

/** A page says "more than" beyond this. */
const TOTAL_CAP = 1000

export interface NoticeQuery {
  readonly q: string
  readonly state: 'open' | 'ended' | 'all'
  readonly term?: 'noticeDays' | 'noticeWorkingDays' | undefined
  readonly procedure?: string | undefined
  readonly dossier?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface NoticePage {
  readonly items: readonly NoticeItem[]
  readonly total: number
  readonly totalIsCapped: boolean
  readonly next: string | null
}

const STATES = {
  open: ['open'],
  ended: ['closed', 'replaced', 'withdrawn'],
  all: ['open', 'closed', 'replaced', 'withdrawn'],
} as const

/** A page of notices: everybody's (`actor` null), or those that a member of an organisation or unit has to do with. */
export async function noticePage(
  tx: Tx,
  bindings: readonly Binding[],
  query: NoticeQuery,
  actor: Actor | null,
  now: Instant,
): Promise<NoticePage> {
  const asked: store.NoticeQuestion = {
    q: query.q.trim().normalize('NFKC'),
    states: STATES[query.state],
    procedure: query.procedure,
    term: query.term,
    dossierId: query.dossier,
    reader: readerOf(actor),
    after: cursorOf(query.cursor),
    limit: query.limit + 1,
  }
  const rows = await store.listNotices(tx, asked)
  const counted = await store.countNotices(tx, asked, TOTAL_CAP + 1)
  const shown = rows.slice(0, query.limit)
  const seen = await seenBy(tx, shown, { bindings, now, actor })
  const last = rows.length > query.limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => itemOf(row, seen)),
    total: Math.min(counted, TOTAL_CAP),
    totalIsCapped: counted > TOTAL_CAP,
    next: last ? Buffer.from(`${last.opened_at} ${last.id}`).toString('base64url') : null,
  }
}

function readerOf(actor: Actor | null): store.NoticeQuestion['reader'] {
  if (actor === null) return 'public'
  if (actor.roles.includes('auditor') || actor.roles.includes('admin')) return 'all'
  return { orgId: actor.orgId, isUnit: isOfUnit(actor) }
}

function cursorOf(text: string | undefined): store.NoticeQuestion['after'] {
  if (text === undefined) return null
  const found = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString())
  if (!found) throw new Refusal('invalid', '翻页位置不对，请从第一页重新查看。')
  return { at: found[1] ?? '', id: found[2] ?? '' }
}

/** The same for the workbench, for those it concerns. */
export async function ownPage(
  tx: Tx,
  bindings: readonly Binding[],
  query: NoticeQuery,
  actor: Actor,
  now: Instant,
): Promise<NoticePage> {
  reachedByQuery(actor)
  return noticePage(tx, bindings, query, actor, now)
}

/** One notice as everybody reads it. */
export async function publicNotice(
  tx: Tx,
  bindings: readonly Binding[],
  publicId: string,
  now: Instant,
  actor: Actor | null = null,
): Promise<NoticeView> {
  const row = await mustFind(tx, publicId)
  return viewOf(tx, row, await seenBy(tx, [row], { bindings, now, actor }))
}

async function mustFind(tx: Tx, typed: string): Promise<store.NoticeWithTerm> {
  const publicId = readPublicId(typed)
  const row = publicId === undefined ? undefined : await store.findNotice(tx, { publicId })
  if (!row) throw new Refusal('absent', '没有找到这期公示，请核对编号。')
  return row
}

export interface ShownObjection {
  readonly id: string
  readonly kind: words.ObjectionRow['kind']
  readonly at: string
  readonly words: string
  /** Null for whoever may not know who objected. */
  readonly by: { readonly name: string; readonly contact: string } | null
  readonly state: words.ObjectionRow['state']
  readonly answer: string | null
  readonly answeredAt: string | null
  readonly answeredBy: string | null
  readonly files: readonly { readonly id: string; readonly name: string }[]
  readonly next: readonly NoticeAct[]
}

export interface NoticeAct {
  readonly name: 'answer' | 'amend' | 'withdraw' | 'photo' | 'object'
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
  readonly form: Record<string, unknown>
  /** What the form begins with. */
  readonly initial?: Readonly<Record<string, string>>
}

export interface OwnNotice extends NoticeView {
  readonly noticeId: string
  readonly dossierId: string
  readonly version: number
  readonly objections: readonly ShownObjection[]
  readonly photos: readonly { readonly fileId: string; readonly takenOn: string; readonly at: string }[]
  readonly next: readonly NoticeAct[]
}

/** One notice in the workbench: for members of its organisation, the competent unit and supervisors. */
export async function ownNotice(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  publicId: string,
  now: Instant,
): Promise<OwnNotice> {
  reachedByQuery(actor)
  const row = await mustFind(tx, publicId)
  if (!mayReadAs(actor)(row)) throw new Refusal('absent', '没有找到这期公示，或您无权查看。')
  const view = await publicNotice(tx, bindings, publicId, now, actor)
  const isUnit = handles(actor, row)
  const dossier = await findDossier(tx, 'platform', row.dossier_id)
  const isCurrent = dossier?.visit === row.visit && dossier.closed_at === null
  const isMember = isUnit || row.org_id === actor.orgId
  const showsSheet = isMember && !(await store.isSheetDown(tx, row.id, dayOf(now)))
  const photos = showsSheet ? await store.photosOf(tx, row.id) : []
  return {
    ...view,
    noticeId: row.id,
    dossierId: row.dossier_id,
    version: view.versions.at(-1)?.version ?? 1,
    objections: await objectionsFor(tx, bindings, row, actor, isCurrent),
    photos: photos.map((photo) => ({ fileId: photo.file_id, takenOn: photo.taken_on, at: photo.at })),
    next: [
      ...(isUnit && isCurrent && !row.by_org
        ? unitActs(row, view.fields ?? [], amendable(bindings, row))
        : []),
      ...(view.takesObjections && !isUnit ? [objectAct] : []),
      ...(showsSheet
        ? [{ name: 'photo', title: '添加张贴照片', allowed: true, form: formSchema(photoForm) } as const]
        : []),
    ],
  }
}

const objectAct: NoticeAct = {
  name: 'object',
  title: '提出异议',
  allowed: true,
  form: formSchema(objectForm.pick({ words: true, fileIds: true })),
}

/** Labels of the lines that may be corrected on the notice. */
function amendable(bindings: readonly Binding[], row: store.NoticeRow): readonly string[] {
  const binding = bindings.find(({ procedure }) => procedure.id === row.procedure)
  return Object.keys(binding?.amends ?? {})
}

function unitActs(
  row: store.NoticeRow,
  fields: readonly ShownField[],
  labels: readonly string[],
): NoticeAct[] {
  const form = formSchema(reasonForm)
  // What a withdrawn notice says anew comes from the matter itself.
  if (row.state === 'withdrawn') return [{ name: 'amend', title: '重新公示', allowed: true, form }]
  if (row.state !== 'open') return []
  return [
    { name: 'amend', title: '更正公示', allowed: true, ...amendForm(fields, labels) },
    { name: 'withdraw', title: '撤回公示', allowed: true, form },
  ]
}

/** A line of a form holds as much; longer ones get a box. */
const SHORT = 60

/** A field a line that may be corrected, named by its place, since labels are words; then the reason. */
function amendForm(
  fields: readonly ShownField[],
  labels: readonly string[],
): Pick<NoticeAct, 'form' | 'initial'> {
  const placed = fields
    .map((field, place) => ({ ...field, name: `line${place}` }))
    .filter(({ label }) => labels.includes(label))
  const lines = placed.map(({ name, label, value, material }) => [
    name,
    z
      .string()
      .min(1)
      .max(LINE_MAX)
      .meta({
        title: label,
        widget: value.length > SHORT ? 'textarea' : 'text',
        help: material ? '重要内容：改动后公示期从头计算。' : '改动后作为新的版本显示，公示期不变。',
      }),
  ])
  const asked = z.object({ ...Object.fromEntries(lines), ...reasonForm.shape })
  return {
    form: formSchema(asked),
    initial: Object.fromEntries(placed.map(({ name, value }) => [name, value])),
  }
}

/** Words against a notice. The unit that answers knows who spoke; the organisation reads the words; others their own. */
async function objectionsFor(
  tx: Tx,
  bindings: readonly Binding[],
  notice: store.NoticeWithTerm,
  actor: Actor,
  isCurrent: boolean,
): Promise<ShownObjection[]> {
  const isUnit = handles(actor, notice)
  const supervises = actor.roles.includes('auditor')
  const readsAll = isUnit || supervises || notice.org_id === actor.orgId
  const isOwn = (row: words.ObjectionRow) => row.person_id !== null && row.person_id === actor.personId
  if (!readsAll && actor.personId === null) return []
  const rows = await words.objectionsTo(tx, notice.id, readsAll ? null : actor.personId)
  const ids = rows.map(({ id }) => id)
  const objectors = await words.objectorsOf(tx, ids)
  const attached = await words.filesOfObjections(tx, ids)
  const files = await findFiles(
    tx,
    attached.map(({ file_id }) => file_id),
  )
  const people = await personNames(
    tx,
    rows.map((row) => row.answered_by),
  )
  // A lead is answered when its notice is over, too.
  const answers = (row: words.ObjectionRow) =>
    isUnit && row.state === 'open' && (isCurrent || row.kind === 'lead')
  const apart = isUnit && (await isPrepared(tx, bindings, notice, actor))
  return rows.map((row) => {
    const objector = objectors.find(({ objection_id }) => objection_id === row.id)
    const knows = isUnit || supervises || isOwn(row)
    const own = attached.filter((one) => one.objection_id === row.id).map(({ file_id }) => file_id)
    return {
      id: row.id,
      kind: row.kind,
      at: row.at,
      words: row.words,
      by: knows && objector ? { name: objector.name, contact: objector.contact } : null,
      state: row.state,
      answer: row.answer,
      answeredAt: row.answered_at,
      answeredBy: isUnit ? (people.get(row.answered_by ?? '') ?? null) : null,
      files: knows ? files.filter(({ id }) => own.includes(id)).map(({ id, name }) => ({ id, name })) : [],
      next: answers(row) ? [answerAct(row.kind, apart || isSamePerson(actor, objectorOf(row)))] : [],
    }
  })
}

async function isPrepared(
  tx: Tx,
  bindings: readonly Binding[],
  notice: store.NoticeWithTerm,
  actor: Actor,
): Promise<boolean> {
  const binding = bindings.find(({ procedure }) => procedure.id === notice.procedure)
  const dossier = { id: notice.dossier_id, org_id: notice.org_id }
  return binding !== undefined && hasPrepared(tx, binding.procedure, dossier, actor)
}

function answerAct(kind: words.ObjectionRow['kind'], isApart: boolean): NoticeAct {
  return {
    name: 'answer',
    title: kind === 'lead' ? '处理线索' : '答复异议',
    allowed: !isApart,
    ...(isApart && { reason: NOT_APART }),
    form: formSchema(kind === 'lead' ? leadForm : answerForm),
  }
}

/** What an objector reads by the code. */
export interface AnswerView {
  readonly notice: string
  readonly noticeId: string
  readonly kind: words.ObjectionRow['kind']
  readonly at: string
  readonly state: words.ObjectionRow['state']
  readonly answer: string | null
  readonly answeredAt: string | null
}

export async function objectionByCode(tx: Tx, code: string): Promise<AnswerView> {
  const plain = code.toLowerCase().replace(/[\s-]/g, '')
  const row = await words.findObjection(tx, { codeHash: sha256(plain) })
  const notice = row && (await store.findNotice(tx, { id: row.notice_id }))
  if (!row || !notice) throw new Refusal('absent', '没有找到这个查询码对应的异议，请核对后再查。')
  const { kind, at, state, answer, answered_at: answeredAt } = row
  return { notice: notice.title, noticeId: notice.public_id, kind, at, state, answer, answeredAt }
}
