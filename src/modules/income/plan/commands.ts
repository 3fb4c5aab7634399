import { v7 } from 'uuid'
import { mustReach, reaches, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import { personNames } from '#platform/identity/names.ts'
import { organisationsOf } from '#platform/identity/organisations.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { listedAchievement, ownersOn } from '#modules/achievements/index.ts'
import { concludedContract } from '#modules/contracts/index.ts'
import { signedIn, tellUnit, unitOf } from '../hands.ts'
import * as store from '../store.ts'
import { planBinding } from './effects.ts'
import { MODES, type Mode, type paperWordForm, type Plan, type settleForm, type wordForm } from './forms.ts'
import { keyOf } from './rules.ts'
import type { z } from 'zod'

/** States in which a plan of the same matter stands in the way of another. */
const LIVE = ['draft', 'asking', 'approving', 'inForce'] as const
/** States in which members may say something. */
export const OPEN_TO_WORDS: readonly string[] = ['asking', 'approving', 'inForce', 'ended']
/** A member who has left still shares in what was made before. */
const EVER = '1900-01-01'
const CONTRACT_MODES: Readonly<Record<string, Mode>> = {
  转让: 'TRANSFER',
  独占许可: 'LICENSE',
  排他许可: 'LICENSE',
  普通许可: 'LICENSE',
}

/** What is divided: the income of a contract, or shares and profit of an achievement of one's own. */
export type Matter =
  | { readonly contractId: string }
  | { readonly achievementId: string; readonly mode: 'EQUITY' | 'SELF_IMPLEMENT' }

type Drafted = Plan & { readonly matter: Matter }

interface Found {
  readonly contractId: string | null
  readonly dealId: string | null
  readonly achievementId: string
  readonly achievementName: string
  readonly mode: Mode
}

/** Opens the draft of a plan; one at a time for a unit and a matter. */
export async function draftPlan(tx: CommandTx, actor: Actor, { matter, ...typed }: Drafted, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const found = await matterOf(tx, orgId, matter)
  const form = await withAccounts(tx, orgId, typed)
  await mustBeFree(tx, orgId, found)
  const unit = await unitOf(tx, orgId)
  const id = v7()
  const title = `${found.achievementName}（${MODES[found.mode]}）收益分配方案`
  const opening = { title, subject: { kind: 'income-plan', id }, orgId }
  const dossier = await openDossier(tx, planBinding, opening, actor, now)
  const row: store.PlanRow = {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    org_id: orgId,
    unit_class: unit.stateFounded ? 'STATE_RI_OR_HEI' : 'ENTERPRISE',
    contract_id: found.contractId,
    deal_id: found.dealId,
    achievement_id: found.achievementId,
    achievement_name: found.achievementName,
    mode: found.mode,
    version: 1,
    state: dossier.state,
    made_by: personId,
    made_at: now,
    sample: await isOfCast(tx, orgId, personId),
  }
  await store.insertPlan(tx, row)
  await keepVersion(tx, row, form, personId, now)
  tx.about('income-plan', id, { title })
  return { id, dossierId: dossier.id, location: `/app/income/${id}` }
}

/** Accounts are those of people who are or were the unit's; their names are those of the accounts. */
async function withAccounts(tx: Tx, orgId: string, form: Plan): Promise<Plan> {
  const ids = form.members.flatMap(({ personId }) => personId ?? [])
  const names = await personNames(tx, ids)
  const units = await organisationsOf(tx, ids, EVER)
  const members = form.members.map((member, i) => {
    if (member.personId === undefined) return member
    const name = names.get(member.personId)
    if (name === undefined || !units.get(member.personId)?.some(({ id }) => id === orgId))
      throw new Refusal(
        'invalid',
        '“{name}”的账号不是本单位的，请重新选择，或不选账号、改为上传签字的确认书。',
        {
          name: member.name,
        },
        [{ field: `members.${String(i)}.personId`, message: '不是本单位的账号。' }],
      )
    return { ...member, name }
  })
  return { ...form, members }
}

/** The contract or achievement, if its income is the unit's to divide. */
export async function matterOf(tx: Tx, orgId: string, matter: Matter): Promise<Found> {
  if ('achievementId' in matter) {
    const achievement = await listedAchievement(tx, matter.achievementId)
    if (!achievement || !(await owns(tx, achievement.id, achievement.ownerOrgId, orgId)))
      throw new Refusal('absent', '没有找到本单位的这项成果。')
    const { id: achievementId, name: achievementName } = achievement
    return { contractId: null, dealId: null, achievementId, achievementName, mode: matter.mode }
  }
  const contract = await concludedContract(tx, { id: matter.contractId })
  const achievement = contract && (await listedAchievement(tx, contract.achievementId))
  if (!contract || !achievement || !(await owns(tx, achievement.id, contract.sellerOrgId, orgId)))
    throw new Refusal('absent', '没有找到本单位已经签订的这份合同。')
  const mode = CONTRACT_MODES[contract.type]
  if (mode === undefined)
    throw new Refusal(
      'conflict',
      '“{type}”合同的收入按本单位横向项目的办法处理，不适用转让、许可的奖励比例；只有转让、许可合同在这里分配。',
      { type: contract.type },
    )
  const { id: contractId, dealId } = contract
  return { contractId, dealId, achievementId: achievement.id, achievementName: achievement.name, mode }
}

async function owns(tx: Tx, achievementId: string, ownerOrgId: string, orgId: string): Promise<boolean> {
  if (ownerOrgId === orgId) return true
  const { name } = await unitOf(tx, orgId)
  const owners = await ownersOn(tx, achievementId, '9999-12-31')
  return owners.some((owner) => owner.orgId === orgId || owner.name === name)
}

async function mustBeFree(tx: Tx, orgId: string, { contractId, achievementId, mode }: Found): Promise<void> {
  const plans = await store.plansOf(tx, {
    orgId,
    states: LIVE,
    limit: 1000,
    ...(contractId === null ? { achievementId } : { contractId }),
  })
  if (plans.some((plan) => contractId !== null || plan.mode === mode))
    throw new Refusal(
      'conflict',
      '这一事项已有在办或已生效的分配方案，请打开原方案；要重新分配的，先终止原方案。',
    )
}

async function keepVersion(
  tx: CommandTx,
  { id, version }: Pick<store.PlanRow, 'id' | 'version'>,
  form: Plan,
  madeBy: string,
  at: Instant,
): Promise<void> {
  await store.insertVersion(tx, { plan_id: id, version, form, made_by: madeBy, at, journal_id: tx.journalId })
}

/** A new version of a draft; what was said to earlier ones does not count for it. */
export async function savePlan(
  tx: CommandTx,
  actor: Actor,
  { id, ...typed }: Plan & { readonly id: string },
  now: Instant,
) {
  const { personId } = signedIn(actor)
  const plan = await reachedPlan(tx, actor, id)
  if (plan.state !== 'draft')
    throw new Refusal('conflict', '方案已经送交确认，不能直接修改；请先点“修改方案”退回起草。')
  const form = await withAccounts(tx, plan.org_id, typed)
  const version = plan.version + 1
  await keepVersion(tx, { id, version }, form, personId, now)
  await store.updatePlan(tx, id, { version })
  tx.about('income-plan', id, { title: plan.achievement_name })
  return { id, version }
}

/** The plan within the reach of the unit, refused as absent otherwise. */
export async function reachedPlan(tx: Tx, actor: Actor, id: string): Promise<store.PlanRow> {
  const plan = await store.findPlan(tx, { id })
  mustReach(actor, { orgId: plan?.org_id ?? null })
  if (!plan) throw new Refusal('absent', '没有找到这个分配方案。')
  return plan
}

/** A member says yes or no to the plan, also later: a dispute holds what is not paid yet of the own share. */
export async function sayWord(
  tx: CommandTx,
  actor: Actor,
  { id, ...said }: z.infer<typeof wordForm> & { readonly id: string },
  now: Instant,
) {
  const plan = await store.findPlan(tx, { id })
  const form = plan && (await store.versionOf(tx, plan)).form
  const member = form?.members.find(({ personId }) => personId !== undefined && personId === actor.personId)
  if (!plan || !member || !reaches(actor, { personId: actor.personId }) || plan.state === 'draft')
    throw new Refusal('absent', '没有找到您参与的这个分配方案。')
  await keepWord(tx, actor, plan, { member: keyOf(member), kind: said.word, reason: said.reason ?? '' }, now)
  return { id, word: said.word }
}

/** The office brings what a member without account has signed. */
export async function bringPaperWord(
  tx: CommandTx,
  actor: Actor,
  { id, ...said }: z.infer<typeof paperWordForm> & { readonly id: string },
  now: Instant,
) {
  const plan = await reachedPlan(tx, actor, id)
  const { form } = await store.versionOf(tx, plan)
  const member = form.members.find((one) => keyOf(one) === said.member)
  if (!member) throw new Refusal('invalid', '方案中没有这位成员，请重新选择。')
  if (member.personId !== undefined)
    throw new Refusal('conflict', '“{name}”有平台账号，请由本人登录确认。', { name: member.name })
  await mustOwnFiles(tx, actor, [said.fileId])
  await shareFile(tx, said.fileId, [plan.org_id], now)
  const { word: kind, reason = '', fileId } = said
  await keepWord(tx, actor, plan, { member: said.member, kind, reason, fileId }, now)
  return { id, word: kind }
}

/** The unit's finding about a dispute: the share is let go. */
export async function settleDispute(
  tx: CommandTx,
  actor: Actor,
  { id, member, reason, fileId }: z.infer<typeof settleForm> & { readonly id: string },
  now: Instant,
) {
  const plan = await reachedPlan(tx, actor, id)
  const { form } = await store.versionOf(tx, plan)
  if (form.members.some(({ personId }) => personId === actor.personId))
    throw new Refusal('forbidden', '您参与这次分配，不能处理异议，请由本单位其他负责人处理。')
  const found = form.members.find((one) => keyOf(one) === member)
  const last = (await store.wordsOf(tx, plan)).findLast((word) => word.member === member)
  if (!found || (last !== undefined && last.kind !== 'dispute'))
    throw new Refusal('conflict', '这位成员没有待处理的异议，也没有未确认的份额。')
  // What an ended plan has divided is still paid out, and held shares must be let go first.
  if (plan.state !== 'inForce' && plan.state !== 'ended')
    throw new Refusal('conflict', '方案生效以后才处理个人的异议；现在可以退回修改。')
  if (fileId !== undefined) await mustOwnFiles(tx, actor, [fileId])
  await keepWord(
    tx,
    actor,
    plan,
    { member, kind: 'settle', reason, ...(fileId !== undefined && { fileId }) },
    now,
  )
  if (found.personId !== undefined)
    await tx.emit('message.person', {
      personId: found.personId,
      template: '您对《{name}》收益分配的异议已有处理结果，请查看。',
      params: { name: plan.achievement_name },
      link: '/app/income/mine',
    })
  return { id, member }
}

async function keepWord(
  tx: CommandTx,
  actor: Actor,
  plan: store.PlanRow,
  said: Pick<store.WordRow, 'member' | 'kind' | 'reason'> & { readonly fileId?: string },
  now: Instant,
): Promise<void> {
  if (!OPEN_TO_WORDS.includes(plan.state)) throw new Refusal('conflict', '方案现在不征求成员的意见。')
  const { fileId, ...word } = said
  await store.insertWord(tx, {
    id: v7(),
    plan_id: plan.id,
    version: plan.version,
    ...word,
    file_id: fileId ?? null,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
  if (word.kind === 'dispute')
    await tellUnit(tx, plan, '有成员对《{name}》的收益分配提出异议，其份额暂缓发放。')
  tx.about('income-plan', plan.id, { title: plan.achievement_name })
}
