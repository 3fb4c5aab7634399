import { v7 } from 'uuid'
import { isSamePerson, mustReach, type Actor, type Doer } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { mustOwnFiles, shareFile } from '../files/files.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { firstRoles } from '../identity/kinds.ts'
import { findOrganisation } from '../identity/organisations.ts'
import { identity } from '../identity/tables.ts'
import { Refusal } from '../refusal.ts'
import { counter, dossiersOfCase, findCase, objectionsOf, type CaseRow } from './store.ts'

export interface Opened {
  readonly id: string
  readonly publicId: string
  /** The seat to act from. */
  readonly delegationId: string
}

/**
 * Opens a paper application: the clerk gets a seat of the applicant for today, for entering the paper and nothing else
 * (docs/decisions/0059-counter-seat.md).
 */
export async function openCase(
  tx: CommandTx,
  actor: Actor,
  input: {
    orgId: string
    broughtBy: string
    phone: string
    matter: string
    paperOn: string
    scanFileId: string
  },
  now: Instant,
): Promise<Opened> {
  const { personId, orgId: unitId } = actor
  mustReach(actor, { orgId: unitId })
  if (personId === null || unitId === null) throw new Refusal('forbidden', '请以窗口代录员的身份办理。')
  if (actor.agentFor !== null) throw new Refusal('conflict', '请先切换回窗口代录员的身份，再办理下一件。')
  if (input.paperOn > tx.today)
    throw new Refusal('invalid', '纸质申请上的日期不能晚于今天。', {}, [
      { field: 'paperOn', message: '不能晚于今天。' },
    ])
  const { org, roles } = await applicantOf(tx, input.orgId)
  await mustOwnFiles(tx, actor, [input.scanFileId])
  await shareFile(tx, input.scanFileId, [org.id], now)
  const broughtBy = await newBringer(tx, input.broughtBy, input.phone, now)
  const delegationId = await lendSeat(tx, { orgId: org.id, from: broughtBy, to: personId, roles }, now)
  const row: CaseRow = {
    id: v7(),
    public_id: publicId(),
    org_id: org.id,
    unit_org_id: unitId,
    clerk_person: personId,
    brought_by: broughtBy,
    delegation_id: delegationId,
    matter: input.matter,
    paper_on: input.paperOn,
    scan_file_id: input.scanFileId,
    opened_at: now,
    closed_at: null,
    returned: null,
  }
  await counter(tx).insertInto('platform.counter_case').values(row).execute()
  // From the first moment, not only when it is done: whoever brought the paper may have had no right to.
  await tellApplicant(
    tx,
    row,
    '{unit}的窗口正在代录本单位的纸质申请“{matter}”；如果不是本单位递交的，请提出异议。',
    { unit: actor.orgName ?? '' },
  )
  tx.about('counter-case', row.id, { org: org.name, matter: input.matter })
  return { id: row.id, publicId: row.public_id, delegationId }
}

/** The organisation the paper is of, and what the seat holds: a first member's roles but that of its administrator. */
async function applicantOf(tx: CommandTx, orgId: string) {
  const org = await findOrganisation(tx, orgId)
  if (!org)
    throw new Refusal('invalid', '没有找到这个单位，请先登记。', {}, [
      { field: 'orgId', message: '请重新选择。' },
    ])
  const roles = firstRoles(org.kind).filter((role) => role !== 'orgAdmin')
  if (roles.length === 0)
    throw new Refusal(
      'conflict',
      '{org}是{kind}，不能由窗口代录；政府单位请自行登录办理，类型待核定的请先核定。',
      {
        org: org.name,
        kind: org.kind,
      },
    )
  return { org, roles }
}

/** Somebody without an account, as named on the paper. */
async function newBringer(tx: CommandTx, name: string, phone: string, now: Instant): Promise<string> {
  const id = v7()
  await identity(tx)
    .insertInto('platform.person')
    .values({
      id,
      name,
      phone: phone === '' ? null : phone,
      email: null,
      sample: false,
      created_at: now,
      erased_at: null,
    })
    .execute()
  return id
}

async function lendSeat(
  tx: CommandTx,
  seat: {
    readonly orgId: string
    readonly from: string
    readonly to: string
    readonly roles: ReturnType<typeof firstRoles>
  },
  now: Instant,
): Promise<string> {
  const id = v7()
  await identity(tx)
    .insertInto('platform.delegation')
    .values({
      id,
      kind: 'counter',
      org_id: seat.orgId,
      from_person: seat.from,
      to_person: seat.to,
      roles: [...seat.roles],
      from_day: tx.today,
      // What was not finished today is opened again: nobody sits in a stranger's seat over night.
      until_day: tx.today,
      created_at: now,
      ended_at: null,
    })
    .execute()
  return id
}

/** A case of the clerk's unit that is not closed yet, with the dossiers that were handed in. */
async function openCaseOf(tx: CommandTx, actor: Actor, id: string) {
  const found = await findCase(tx, id)
  mustReach(actor, { orgId: found?.unit_org_id ?? null })
  if (!found) throw new Refusal('absent', '没有找到这件代录，或您无权办理。')
  if (found.closed_at !== null) throw new Refusal('conflict', '这件代录已经办完。')
  const received = (await dossiersOfCase(tx, found.id)).filter((one) => one.received_at !== null)
  tx.about('counter-case', found.id, { matter: found.matter })
  return { found, received: received.length }
}

/** Closes the case and ends its seat. */
async function endCase(tx: CommandTx, found: CaseRow, returned: string | null, now: Instant): Promise<void> {
  await counter(tx)
    .updateTable('platform.counter_case')
    .set({ closed_at: now, returned })
    .where('id', '=', found.id)
    .execute()
  await identity(tx)
    .updateTable('platform.delegation')
    .set({ ended_at: now })
    .where('id', '=', found.delegation_id)
    .execute()
}

async function tellApplicant(
  tx: CommandTx,
  found: CaseRow,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId: found.org_id,
    template,
    params: { matter: found.matter, ...params },
    link: `/app/counter/${found.id}`,
  })
}

/** The clerk is done: the seat ends, the applicant is told and may object. */
export async function closeCase(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string },
  now: Instant,
): Promise<{ readonly id: string; readonly received: number }> {
  const { found, received } = await openCaseOf(tx, actor, input.id)
  if (received === 0)
    throw new Refusal(
      'conflict',
      '还没有提交任何申请；请以代录的身份填写并提交后，再办完代录。不能提交的，请退回纸质材料并写明理由。',
    )
  await endCase(tx, found, null, now)
  await tellApplicant(tx, found, '窗口代录了本单位的纸质申请“{matter}”，请核对；有不符的，可以提出异议。')
  return { id: found.id, received }
}

/** Nothing could be handed in: the paper goes back with the reason, and the seat ends. */
export async function returnCase(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly reason: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const { found, received } = await openCaseOf(tx, actor, input.id)
  if (received > 0) throw new Refusal('conflict', '已有申请提交，不能退回纸质材料；请办完代录。')
  await endCase(tx, found, input.reason, now)
  await tellApplicant(tx, found, '窗口没有提交“{matter}”，纸质材料已退回：{reason}', { reason: input.reason })
  return { id: found.id }
}

/** The applicant says that what was entered is not what the paper says. */
export async function objectToCase(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly reason: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const found = await findCase(tx, input.id)
  mustReach(actor, { orgId: found?.org_id ?? null })
  if (!found) throw new Refusal('absent', '没有找到这件代录，或您无权查看。')
  if (actor.agentFor !== null)
    throw new Refusal('forbidden', '代录人不能代为提出异议，请由本单位的人登录后提出。')
  const open = (await objectionsOf(tx, found.id)).some((one) => one.words === null)
  if (open) throw new Refusal('conflict', '上一次提出的异议还没有答复，请先等待答复。')
  const { personId } = actor
  if (personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  const id = v7()
  await counter(tx)
    .insertInto('platform.counter_objection')
    .values({
      id,
      case_id: found.id,
      reason: input.reason,
      by_person: personId,
      at: now,
      journal_id: tx.journalId,
    })
    .execute()
  await tx.emit('message.org', {
    orgId: found.unit_org_id,
    template: '申请单位对代录的“{matter}”提出异议，请核对扫描件后答复。',
    params: { matter: found.matter },
    link: `/app/counter/${found.id}`,
  })
  tx.about('counter-case', found.id, { matter: found.matter })
  return { id }
}

/** Whoever entered a case, or somebody who acts for them: they do not answer for it. */
export function isClerkOf(actor: Doer, { clerk_person: personId }: Pick<CaseRow, 'clerk_person'>): boolean {
  return isSamePerson(actor, { personId, agentFor: null })
}

/** The unit answers what it found on the scan; somebody else than who entered it. */
export async function answerObjection(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly words: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const found = await findCase(tx, input.id)
  mustReach(actor, { orgId: found?.unit_org_id ?? null })
  if (!found) throw new Refusal('absent', '没有找到这件代录，或您无权办理。')
  const open = (await objectionsOf(tx, found.id)).find((one) => one.words === null)
  if (!open) throw new Refusal('conflict', '没有待答复的异议。')
  if (isClerkOf(actor, found))
    throw new Refusal('forbidden', '这件申请是您代录的，不能由您答复对它的异议，请由其他同事答复。')
  const { personId } = actor
  if (personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  const row = {
    objection_id: open.id,
    words: input.words,
    by_person: personId,
    at: now,
    journal_id: tx.journalId,
  }
  await counter(tx).insertInto('platform.counter_answer').values(row).execute()
  await tellApplicant(tx, found, '对代录“{matter}”的异议已有答复。')
  tx.about('counter-case', found.id, { matter: found.matter })
  return { id: open.id }
}
