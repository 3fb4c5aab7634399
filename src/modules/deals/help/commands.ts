import { v7 } from 'uuid'
import { mustReach, reachedByQuery, reaches, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { openDossier, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { addParty, findDossier, type DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { drawVeil, HIDDEN_DEMANDER, veilsOf } from '#platform/veil/veil.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { publicDirectoryRecord } from '#modules/directories/index.ts'
import { demandForDeal } from '#modules/exchange/index.ts'
import { signedIn } from '../hands.ts'
import { findDeal, type DealRow } from '../store.ts'
import { stateTitle } from '../view.ts'
import type { answerForm, assignForm, helpForm } from './forms.ts'
import { helpProcedure } from './procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof helpProcedure>, Effect>>

const effects: Effects = {
  assign: async (tx, dossier, input: z.infer<typeof assignForm>, actor, now) => {
    const help = await helpOf(tx, dossier)
    const helper = await findOrganisation(tx, input.helperOrgId)
    if (helper?.kind !== '服务机构' || !helper.verified)
      throw new Refusal('invalid', '只能交给已核验的服务机构，请重新选择。')
    if (await asksHidden(tx, help))
      throw new Refusal('conflict', '提出请求的需求方没有公开身份，请由主管单位直接答复，不要转交。')
    await addParty(tx, 'deals', dossier.id, helper.id)
    await step(tx, help, { kind: 'assign', body: input.explanation, helper_org_id: helper.id }, actor, now)
    await say(tx, help, helper.id, '主管单位请贵单位协助：{about}，请答复。')
    await say(tx, help, help.org_id, '关于“{about}”的协助请求已交给{helper}。', { helper: helper.name })
  },
  answer: async (tx, dossier, input: z.infer<typeof answerForm>, actor, now) => {
    const help = await helpOf(tx, dossier)
    await step(tx, help, { kind: 'answer', body: input.answer, helper_org_id: null }, actor, now)
    await say(tx, help, help.org_id, '关于“{about}”的协助请求已有答复，请查看。')
  },
}

export const helpBinding: Binding = {
  procedure: helpProcedure,
  facts: async () => ({}),
  effects,
  entered: async (tx, dossier) => {
    const help = await store.findHelp(tx, { dossierId: dossier.id })
    if (help) await store.updateHelp(tx, help.id, { state: dossier.state })
  },
}

/** One click from a deal, demand, achievement, match or expert to the competent unit's work list. */
export async function askForHelp(tx: CommandTx, actor: Actor, input: z.infer<typeof helpForm>, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const aboutName = await nameOf(tx, orgId, input, dayOf(now))
  const id = v7()
  const isHidden = await asksHidden(tx, {
    about_kind: input.aboutKind,
    about_id: input.aboutId,
    org_id: orgId,
  })
  // Before the dossier says who asks: of the unit only its officers are told.
  if (isHidden) await drawVeil(tx, { kind: 'help', id }, orgId, HIDDEN_DEMANDER, now, true)
  const dossier = await openDossier(
    tx,
    helpBinding,
    { title: `请求协助：${aboutName}`, subject: { kind: 'help', id }, orgId },
    actor,
    now,
  )
  if (dossier.unit_id === null)
    throw new Refusal('conflict', '还没有确定受理协助请求的主管单位，请联系平台管理员。')
  await store.insertHelp(tx, {
    id,
    dossier_id: dossier.id,
    about_kind: input.aboutKind,
    about_id: input.aboutId,
    other_id: input.otherId ?? null,
    about_name: aboutName,
    question: input.question,
    org_id: orgId,
    person_id: personId,
    asked_at: now,
    state: dossier.state,
  })
  await tx.emit('message.org', {
    orgId: dossier.unit_id,
    template: '有新的协助请求：{about}。',
    params: { about: aboutName },
    link: `/app/dossiers/${dossier.id}`,
  })
  tx.about('help', id, { title: aboutName })
  return { id, dossierId: dossier.id, location: `/app/dossiers/${dossier.id}` }
}

/** What the request is about, as everybody who reads it may know: names that are public, or of an own deal. */
async function nameOf(
  tx: Tx,
  orgId: string,
  input: z.infer<typeof helpForm>,
  today: string,
): Promise<string> {
  if (input.aboutKind === 'expert') {
    const expert = await publicDirectoryRecord(tx, 'expert', input.aboutId, today)
    if (!expert) throw new Refusal('absent', '没有找到这位专家，或资料已撤下。')
    return expert.name
  }
  if (input.aboutKind === 'deal') {
    const deal = await findDeal(tx, input.aboutId)
    const isOwn = deal && [deal.seller_org_id, deal.buyer_org_id].includes(orgId)
    if (!isOwn) throw new Refusal('absent', '没有找到这次洽谈。')
    return deal.achievement_name
  }
  const achievementId = input.aboutKind === 'achievement' ? input.aboutId : input.otherId
  const achievement = achievementId === undefined ? undefined : await achievementForDeal(tx, achievementId)
  const isListed = achievement?.state === 'published' || achievement?.ownerOrgId === orgId
  if (input.aboutKind === 'achievement') {
    if (!achievement || !isListed) throw new Refusal('absent', '没有找到这项成果，或它已下架。')
    return achievement.name
  }
  const demand = await demandForDeal(tx, input.aboutId)
  if (!demand || (input.aboutKind === 'match' && (!achievement || !isListed)))
    throw new Refusal('absent', '没有找到这项需求，或它已结束。')
  return input.aboutKind === 'match' ? `${demand.name} × ${achievement?.name ?? ''}` : demand.name
}

export async function listHelp(tx: Tx, actor: Actor, { limit }: { readonly limit: number }) {
  reachedByQuery(actor)
  const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? '00000000-0000-0000-0000-000000000000')
  const rows = await store.helpOf(tx, orgId, limit)
  const names = await orgNames(
    tx,
    rows.map((row) => row.org_id),
  )
  const veils = await veilsOf(
    tx,
    actor,
    rows.map((row) => row.id),
  )
  return {
    items: rows.map((row) => ({
      ...summary(row),
      org: veils.nameFor(row.id, row.org_id) ?? names.get(row.org_id) ?? '',
    })),
    total: rows.length,
  }
}

export async function showHelp(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const help = await store.findHelp(tx, { id })
  const dossier = help && (await findDossier(tx, 'deals', help.dossier_id))
  const isReached = reaches(actor, {
    orgId: help?.org_id ?? null,
    unitId: dossier?.unit_id ?? null,
    partyOrgIds: dossier?.party_org_ids ?? [],
  })
  if (!help || !isReached) throw new Refusal('absent', '没有找到这个协助请求。')
  const steps = await store.stepsOf(tx, help.id)
  const names = await orgNames(tx, [help.org_id, ...steps.flatMap((one) => [one.org_id, one.helper_org_id])])
  const people = await personNames(tx, [help.person_id, ...steps.map((one) => one.person_id)])
  const deal = help.about_kind === 'deal' ? await findDeal(tx, help.about_id) : undefined
  const veiled = (await veilsOf(tx, actor, [help.id])).nameFor(help.id, help.org_id)
  return {
    ...summary(help),
    question: help.question,
    org: veiled ?? names.get(help.org_id) ?? '',
    by: veiled === undefined ? (people.get(help.person_id) ?? '') : '',
    aboutId: help.about_id,
    otherId: help.other_id,
    deal: deal ? await stageOf(tx, deal) : null,
    steps: steps.map((one) => ({
      kind: one.kind,
      body: one.body,
      helper: one.helper_org_id === null ? null : (names.get(one.helper_org_id) ?? ''),
      org: names.get(one.org_id) ?? '',
      by: people.get(one.person_id) ?? '',
      at: one.at,
    })),
  }
}

/** What whoever helps learns of a deal: both sides and the stage, never terms (P16); a hidden demander stays hidden. */
async function stageOf(tx: Tx, deal: DealRow) {
  const names = await orgNames(tx, [deal.seller_org_id, deal.buyer_org_id])
  return {
    seller: names.get(deal.seller_org_id) ?? '',
    buyer: deal.buyer_hidden ? HIDDEN_DEMANDER : (names.get(deal.buyer_org_id) ?? ''),
    stateTitle: stateTitle(deal.state),
    openedAt: deal.opened_at,
  }
}

/** Whether handing the request on would tell a third party who a hidden demander is. */
async function asksHidden(
  tx: Tx,
  help: Pick<store.HelpRow, 'about_kind' | 'about_id' | 'org_id'>,
): Promise<boolean> {
  if (help.about_kind === 'achievement' || help.about_kind === 'expert') return false
  if (help.about_kind === 'deal') {
    const deal = await findDeal(tx, help.about_id)
    return deal?.buyer_hidden === true && deal.buyer_org_id === help.org_id
  }
  const demand = await demandForDeal(tx, help.about_id)
  return demand?.blind === true && demand.ownerOrgId === help.org_id
}

const states: Readonly<Record<string, { readonly title: string }>> = helpProcedure.states

function summary(row: store.HelpRow) {
  return {
    id: row.id,
    dossierId: row.dossier_id,
    aboutKind: row.about_kind,
    aboutName: row.about_name,
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    askedAt: row.asked_at,
  }
}

async function helpOf(tx: Tx, dossier: DossierRow): Promise<store.HelpRow> {
  const help = await store.findHelp(tx, { dossierId: dossier.id })
  if (!help) throw new Error(`dossier ${dossier.id} belongs to no help request`)
  return help
}

async function step(
  tx: CommandTx,
  help: store.HelpRow,
  what: Pick<store.HelpStepRow, 'kind' | 'body' | 'helper_org_id'>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  await store.insertStep(tx, {
    id: v7(),
    help_id: help.id,
    ...what,
    org_id: orgId,
    person_id: personId,
    at: now,
  })
}

async function say(
  tx: CommandTx,
  help: store.HelpRow,
  orgId: string,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { about: help.about_name, ...params },
    link: `/app/dossiers/${help.dossier_id}`,
  })
}
