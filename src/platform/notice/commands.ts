import { v7 } from 'uuid'
import { isSamePerson, mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { sha256 } from '../evidence/leaf.ts'
import { mustOwnFiles, shareFile } from '../files/files.ts'
import type { NoticeDef, NoticeField } from '../procedure/facet.ts'
import { bindingOf, type Binding } from '../procedure/perform.ts'
import { revisit } from '../procedure/revisit.ts'
import {
  closeDeadline,
  findDossier,
  insertDeadline,
  lockDossier,
  type DossierRow,
} from '../procedure/store.ts'
import { termRows } from '../procedure/terms.ts'
import { Refusal } from '../refusal.ts'
import { beginNotice, endNotice, noticeDefOf, writeVersion } from './begin.ts'
import { changedFields, kindOfWord } from './rules.ts'
import * as words from './store-words.ts'
import * as store from './store.ts'
import { handles, hasPrepared, NOT_APART, objectorOf, wholeFields } from './view.ts'

/** Anonymous words could bury a notice; a unit reads no more of them. Objections are never too many. */
const LEADS_MAX = 200

interface OnNotice {
  readonly notice: store.NoticeWithTerm
  readonly dossier: DossierRow
  readonly binding: Binding
  readonly def: NoticeDef
}

/** A notice with its locked dossier, as the clock locks it too. */
async function onDossier(
  tx: CommandTx,
  bindings: readonly Binding[],
  id: string,
): Promise<Omit<OnNotice, 'def'>> {
  const notice = await store.findNotice(tx, { id })
  const newest = notice && bindings.find(({ procedure }) => procedure.id === notice.procedure)
  if (!notice || !newest) throw absent()
  const dossier = await lockDossier(tx, newest.procedure.module, notice.dossier_id)
  if (!dossier) throw absent()
  tx.about('notice', notice.id, { title: notice.title })
  return { notice, dossier, binding: bindingOf(newest, dossier) }
}

/** The notice its dossier is at. A dossier that has moved on has no notice to act on. */
async function onNotice(tx: CommandTx, bindings: readonly Binding[], id: string): Promise<OnNotice> {
  const found = await onDossier(tx, bindings, id)
  const def = noticeDefOf(found.binding, found.dossier.state)
  if (!def || found.dossier.visit !== found.notice.visit)
    throw new Refusal('conflict', '这期公示已经结束或已被替换，请刷新后查看。')
  return { ...found, def }
}

const absent = () => new Refusal('absent', '没有找到这期公示，或您无权查看。')

interface Said {
  readonly publicId: string
  readonly words: string
  readonly name: string
  readonly contact: string
  readonly fileIds: readonly string[]
  readonly code: string
}

/** Somebody says something against a notice that runs. */
export async function object(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  said: Said,
  now: Instant,
) {
  const found = await store.findNotice(tx, { publicId: said.publicId })
  const mayRead = found && (found.audience !== 'unit' || found.org_id === actor.orgId)
  if (!found || !mayRead) throw absent()
  const { notice, dossier, def } = await onNotice(tx, bindings, found.id)
  mustRun(notice, dayOf(tx.arrivedAt))
  const { personId } = actor
  if (await words.findObjection(tx, { codeHash: sha256(said.code) }))
    throw new Refusal('conflict', '这个查询码已经用过，请刷新页面后重新提交。')
  if (said.fileIds.length > 0) await mustOwnFiles(tx, actor, said.fileIds)
  const name = said.name === '' && personId !== null ? actor.name : said.name
  const kind = kindOfWord(notice.identity, { personId, name, contact: said.contact })
  if (kind === 'lead' && (await words.countWords(tx, notice.id)).leads >= LEADS_MAX)
    throw new Refusal('tooMany', '这期公示收到的线索已超过上限；请写明姓名和联系方式，作为异议提出。')
  const term = kind === 'lead' ? null : answerTerm(tx, def, dossier)
  if (term !== null) for (const row of term) await insertDeadline(tx, 'platform', row)
  const id = v7()
  await words.insertObjection(
    tx,
    {
      id,
      notice_id: notice.id,
      kind,
      code_hash: sha256(said.code),
      person_id: personId,
      agent_for: actor.agentFor,
      words: said.words,
      at: now,
      journal_id: tx.journalId,
      deadline_id: term?.[0]?.id ?? null,
      state: 'open',
      answer: null,
      answered_by: null,
      answered_at: null,
    },
    { objection_id: id, name, contact: said.contact },
    said.fileIds,
  )
  if (notice.unit_id !== null) {
    for (const fileId of said.fileIds) await shareFile(tx, fileId, [notice.unit_id], now)
    await tellOrg(tx, notice.unit_id, kind === 'lead' ? LEAD : OBJECTED, notice)
  }
  return { kind, answerBy: term?.[0]?.due_on ?? term?.[0]?.nominal_on ?? null }
}

const LEAD = '公示《{title}》收到一条线索，请查看。'
const OBJECTED = '公示《{title}》收到异议，请在答复期限内书面答复；答复之前公示不能办结。'

function mustRun(notice: store.NoticeWithTerm, day: string): void {
  const isOver = notice.state !== 'open' || (notice.due_on !== null && day > notice.due_on)
  if (isOver) throw new Refusal('conflict', '公示期已满，不再受理异议；其他意见请联系承办单位。')
}

function answerTerm(tx: CommandTx, def: NoticeDef, dossier: DossierRow) {
  return termRows(tx, { term: def.objections.answer, onReturn: 'restart' }, dossier, tx.today, [])
}

async function tellOrg(tx: CommandTx, orgId: string, template: string, notice: store.NoticeRow) {
  const link = `/app/notices/${notice.public_id}`
  await tx.emit('message.org', { orgId, template, params: { title: notice.title }, link })
}

/** The unit answers an objection in writing; a lead the same way, when its notice is over too. */
export async function answer(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  input: { readonly objectionId: string; readonly outcome: 'upheld' | 'rejected'; readonly answer: string },
  now: Instant,
) {
  const objection = await words.findObjection(tx, { id: input.objectionId })
  const found = objection && (await store.findNotice(tx, { id: objection.notice_id }))
  mustReach(actor, { unitId: found?.unit_id ?? null })
  if (!objection || !found || !handles(actor, found)) throw absent()
  const on = objection.kind === 'lead' ? onDossier : onNotice
  const { notice, dossier, binding } = await on(tx, bindings, found.id)
  if (objection.state !== 'open') throw new Refusal('conflict', '这件异议已经答复，不能再改。')
  const { personId } = actor
  if (
    (await hasPrepared(tx, binding.procedure, dossier, actor)) ||
    isSamePerson(actor, objectorOf(objection))
  )
    throw new Refusal('forbidden', '{why}', { why: NOT_APART })
  await words.changeObjection(tx, objection.id, {
    state: input.outcome,
    answer: input.answer,
    answered_by: personId,
    answered_at: now,
  })
  if (objection.deadline_id !== null) await closeDeadline(tx, 'platform', objection.deadline_id, now)
  if (objection.person_id !== null)
    await tx.emit('message.person', {
      personId: objection.person_id,
      template: '您对公示《{title}》的异议已经答复，请查看。',
      params: { title: notice.title },
      link: `/app/notices/${notice.public_id}`,
    })
  return { state: input.outcome }
}

export interface Amendment {
  readonly noticeId: string
  /** The version the person saw. */
  readonly version: number
  readonly changes: readonly { readonly label: string; readonly value: string }[]
  readonly reason: string
}

/**
 * Corrects a notice through the record it speaks of, so that what is decided is what was on notice. A change of a
 * material line begins it anew with a full term, and the former stays readable as replaced; any other is a further
 * version of the same notice.
 */
export async function amend(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  input: Amendment,
  now: Instant,
) {
  const found = await store.findNotice(tx, { id: input.noticeId })
  mustReach(actor, { unitId: found?.unit_id ?? null })
  const on = await onNotice(tx, bindings, input.noticeId)
  const { notice, binding, def } = on
  const last = (await store.versionsOf(tx, [notice.id])).at(-1)
  if (!last || last.version !== input.version)
    throw new Refusal('conflict', '公示刚刚有了新的版本，请刷新后再更正。')
  const before = await fieldsNow(tx, on, last)
  const { dossier, fields } = await amendRecord(tx, on, before, input.changes)
  const changed = changedFields(before, fields)
  const isAnew = notice.state === 'withdrawn' || changed.some(({ material }) => material)
  if (changed.length === 0 && notice.state === 'open') throw new Refusal('invalid', '没有改动任何一项。')
  if (!isAnew) {
    await writeVersion(tx, notice, last.version + 1, fields, input.reason, now)
    return { restarted: false, publicId: notice.public_id }
  }
  const { open, upheld } = await words.countWords(tx, notice.id)
  if (open > 0) throw new Refusal('conflict', '还有异议没有书面答复，请先答复，再重新公示。')
  if (upheld > 0 && !changed.some(({ material }) => material))
    throw new Refusal('conflict', '有异议成立，重新公示须更正实质内容。')
  if (notice.state === 'open') await endNotice(tx, notice, 'replaced', input.reason, now)
  const anew = await revisit(tx, binding, dossier, { reason: input.reason }, actor, now)
  const next = await beginNotice(tx, binding, anew, def, fields, now)
  await tellOrg(tx, notice.org_id, '公示《{title}》的内容有重要更正，已重新公示，期限从头计算。', next)
  return { restarted: true, publicId: next.public_id }
}

/** The lines to correct. A withdrawn notice has lost its names: what is said anew comes from the matter itself. */
async function fieldsNow(
  tx: CommandTx,
  { notice, dossier, binding }: OnNotice,
  last: store.VersionRow,
): Promise<readonly NoticeField[]> {
  if (notice.state === 'withdrawn') return fieldsOfRecord(tx, binding, dossier)
  return wholeFields(last, await store.namesOf(tx, [notice.id]))
}

async function fieldsOfRecord(tx: CommandTx, binding: Binding, dossier: DossierRow) {
  if (!binding.notice) throw new Error(`${binding.procedure.id} does not say what its notice says`)
  return (await binding.notice(tx, dossier)).fields
}

/** Writes corrections into the record; answers what the notice says of it now. */
async function amendRecord(
  tx: CommandTx,
  { dossier, binding }: OnNotice,
  before: readonly NoticeField[],
  changes: Amendment['changes'],
): Promise<{ readonly dossier: DossierRow; readonly fields: readonly NoticeField[] }> {
  for (const { label, value } of changes) {
    const field = before.find((one) => one.label === label)
    if (!field) throw new Refusal('invalid', '公示里没有“{label}”这一项。', { label })
    if (field.value === value) continue
    const amends = binding.amends?.[label]
    if (!amends)
      throw new Refusal(
        'conflict',
        '“{label}”取自办件材料，不能在公示上更正；材料有误的，请撤回公示，按程序办理。',
        { label },
      )
    await amends(tx, dossier, value)
  }
  const anew = (await findDossier(tx, binding.procedure.module, dossier.id)) ?? dossier
  const fields = await fieldsOfRecord(tx, binding, anew)
  const missed = changes.find(
    ({ label, value }) => !fields.some((f) => f.label === label && f.value === value),
  )
  if (missed) throw new Error(`the record did not take the correction of ${missed.label}`)
  return { dossier: anew, fields }
}

/** Takes a running notice back, with the reason in public. */
export async function withdraw(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  input: { readonly noticeId: string; readonly reason: string },
  now: Instant,
) {
  const found = await store.findNotice(tx, { id: input.noticeId })
  mustReach(actor, { unitId: found?.unit_id ?? null })
  const { notice } = await onNotice(tx, bindings, input.noticeId)
  if (notice.state !== 'open') throw new Refusal('conflict', '这期公示已经结束，不能撤回。')
  // Withdrawing must not do away with what somebody is owed an answer to.
  if ((await words.countWords(tx, notice.id)).open > 0)
    throw new Refusal('conflict', '还有异议没有书面答复，请先答复，再撤回公示。')
  await endNotice(tx, notice, 'withdrawn', input.reason, now)
  await closeDeadline(tx, 'platform', notice.deadline_id, now)
  await tellOrg(tx, notice.org_id, '公示《{title}》已撤回，原因见公示页。', notice)
  return { state: 'withdrawn' }
}

/** A photograph of the posted sheet. */
export async function addPhoto(
  tx: CommandTx,
  actor: Actor,
  input: { readonly noticeId: string; readonly fileId: string; readonly takenOn: string },
  now: Instant,
) {
  const notice = await store.findNotice(tx, { id: input.noticeId })
  mustReach(actor, { unitId: notice?.unit_id ?? null, orgId: notice?.org_id ?? null })
  if (!notice) throw absent()
  if (input.takenOn < dayOf(notice.opened_at) || input.takenOn > tx.today)
    throw new Refusal('invalid', '拍摄日期应在公示开始之后、今天之前。')
  if (await store.isSheetDown(tx, notice.id, tx.today))
    throw new Refusal('conflict', '公示中的个人信息已按期撤下，不再添加张贴照片。')
  await mustOwnFiles(tx, actor, [input.fileId])
  const orgs = [notice.org_id, notice.unit_id].filter((id) => id !== null)
  await shareFile(tx, input.fileId, orgs, now)
  tx.about('notice', notice.id, { title: notice.title })
  await store.insertPhoto(tx, {
    notice_id: notice.id,
    file_id: input.fileId,
    taken_on: input.takenOn,
    at: now,
    journal_id: tx.journalId,
  })
  return { fileId: input.fileId }
}

/** The clock takes the names of an ended notice down (practice.md P14); the salted commitments stay. */
export async function endNames(tx: CommandTx, actor: Actor, input: Timed, now: Instant) {
  return { taken: await timed(tx, actor, input, now, store.deleteNames) }
}

/** The clock forgets who objected, some time after the notice is over. */
export async function forgetObjectors(tx: CommandTx, actor: Actor, input: Timed, now: Instant) {
  return { forgotten: await timed(tx, actor, input, now, words.deleteObjectors) }
}

interface Timed {
  readonly deadlineId: string
  readonly subjectId: string
}

async function timed(
  tx: CommandTx,
  actor: Actor,
  input: Timed,
  now: Instant,
  act: (tx: CommandTx, noticeId: string) => Promise<number>,
): Promise<number> {
  reachedByQuery(actor)
  const notice = await store.findNotice(tx, { id: input.subjectId })
  if (!notice) throw absent()
  tx.about('notice', notice.id, { title: notice.title })
  await closeDeadline(tx, 'platform', input.deadlineId, now)
  return act(tx, notice.id)
}
