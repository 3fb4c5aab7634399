import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf, dueDay } from '#platform/calendar/calendar.ts'
import { dueDates } from '#platform/calendar/deadlines.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { findOrganisation, type Organisation } from '#platform/identity/organisations.ts'
import { openDossier, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { drawVeil, HIDDEN_DEMANDER, isVeiled, liftVeil } from '#platform/veil/veil.ts'
import { tellOrgs } from '#platform/message/tell.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { demandForDeal, refuseTelling } from '#modules/exchange/index.ts'
import type { Commission, introductionForm, insistForm, objectForm } from './forms.ts'
import { introductionProcedure, type IntroductionFacts } from './procedure.ts'
import { covering } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof introductionProcedure>, Effect>>

const effects: Effects = {
  confirm: confirmed,
  confirmAlone: confirmed,
  confirmToo: async (tx, dossier, input, actor, now) => {
    await confirmed(tx, dossier, input, actor, now)
    await protect(tx, await introductionOf(tx, dossier), now)
  },
  confirmBySilence: async (tx, dossier, _input, _actor, now) => {
    const introduction = await introductionOf(tx, dossier)
    await store.insertAnswer(tx, answer(tx, introduction, 'silence', null, now))
    await protect(tx, introduction, now)
  },
  object: async (tx, dossier, input: z.infer<typeof objectForm>, actor, now) => {
    const introduction = await introductionOf(tx, dossier)
    if (input.knownSince > tx.today) throw new Refusal('invalid', '相识的日期不能在今天以后，请更正。')
    const fileIds = input.fileIds ?? []
    const isHidden = await isVeiled(tx, { kind: 'introduction', id: introduction.id }, actor.orgId ?? '')
    if (isHidden) await refuseTelling(tx, actor.orgId ?? '', input.proof)
    if (fileIds.length > 0) {
      if (isHidden)
        throw new Refusal('conflict', '贵单位尚未公开身份，证明材料可能泄露身份；请先只用文字说明。')
      await mustOwnFiles(tx, actor, fileIds)
      for (const id of fileIds) await shareFile(tx, id, [introduction.broker_org_id], now)
    }
    const row = {
      ...answer(tx, introduction, 'object', actor, now),
      known_since: input.knownSince,
      proof: input.proof,
    }
    await store.insertAnswer(tx, row, fileIds)
    await tell(
      tx,
      introduction,
      [introduction.broker_org_id],
      '对“{title}”的引荐有异议：称早已相识，请答复。',
    )
  },
  acceptObjection: async (tx, dossier) => {
    const introduction = await introductionOf(tx, dossier)
    await tell(tx, introduction, partiesOf(introduction), '经纪人接受了异议，“{title}”的引荐不成立。')
  },
  insist: async (tx, dossier, input: z.infer<typeof insistForm>) => {
    const introduction = await introductionOf(tx, dossier)
    await tell(tx, introduction, partiesOf(introduction), '经纪人不接受异议：{why}', { why: input.reason })
  },
  withdraw: async (tx, dossier) => {
    const introduction = await introductionOf(tx, dossier)
    await tell(tx, introduction, partiesOf(introduction), '经纪人撤回了“{title}”的引荐。')
  },
  lapse: async (tx, dossier) => {
    const introduction = await introductionOf(tx, dossier)
    await tell(tx, introduction, allOf(introduction), '“{title}”的引荐逾期未得到答复，已结束。')
  },
  letStand: async (tx, dossier) => {
    const introduction = await introductionOf(tx, dossier)
    await tell(tx, introduction, allOf(introduction), '对“{title}”引荐的异议未得到答复，引荐不成立。')
  },
  expire: async (tx, dossier) => {
    const introduction = await introductionOf(tx, dossier)
    await tell(tx, introduction, allOf(introduction), '“{title}”的引荐保护期已满。')
  },
}

export const introductionBinding: Binding = {
  procedure: introductionProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const introduction = await store.findIntroduction(tx, { dossierId: dossier.id })
    if (introduction) await store.updateIntroduction(tx, introduction.id, { state: dossier.state })
  },
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<IntroductionFacts> {
  const introduction = await introductionOf(tx, dossier)
  const answers = await store.answersOf(tx, introduction.id)
  const rules = await loadRuleset(tx)
  return {
    introducedOrgIds: partiesOf(introduction),
    confirmedOrgIds: answers.flatMap((one) => (one.kind === 'confirm' && one.org_id ? [one.org_id] : [])),
    // As it was when the introduction was made: a rule changed later does not change what was agreed.
    silenceCounts: rules.flag('introduction.silenceCounts', dayOf(introduction.made_at)),
  }
}

/** A broker introduces an owner and a demander, by records or as organisations. */
export async function introduce(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof introductionForm>,
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  if (!actor.orgVerified)
    throw new Refusal('conflict', '贵单位尚未通过核验，暂不能引荐；请先在“单位”页提交核验。')
  const about = await aboutOf(tx, input)
  const { seller, buyer } = about
  if ([seller.id, buyer.id].includes(orgId))
    throw new Refusal('conflict', '不能引荐本单位；请直接提出意向或方案。')
  const id = v7()
  const introduction: store.IntroductionRow = {
    id,
    public_id: publicId(),
    dossier_id: '',
    broker_org_id: orgId,
    broker_person_id: personId,
    seller_org_id: seller.id,
    buyer_org_id: buyer.id,
    achievement_id: about.achievement?.id ?? null,
    achievement_name: about.achievement?.name ?? null,
    demand_id: about.demand?.id ?? null,
    demand_name: about.demand?.name ?? null,
    reason: input.reason,
    commission: commissionOf(input),
    state: introductionProcedure.start,
    protected_on: null,
    protected_until: null,
    made_at: now,
    sample: seller.sample || buyer.sample,
  }
  if (await store.sameOpen(tx, introduction))
    throw new Refusal('conflict', '您已就同一事项引荐过这两家单位，请在“引荐”中查看。')
  const subject = { kind: 'introduction', id }
  // Before the dossier says who its parties are.
  if (about.demand?.blind === true) await drawVeil(tx, subject, buyer.id, HIDDEN_DEMANDER, now)
  const title = about.achievement?.name ?? about.demand?.name ?? `${seller.name} 与 ${buyer.name}`
  const dossier = await openDossier(
    tx,
    introductionBinding,
    { title, subject, orgId, partyOrgIds: partiesOf(introduction) },
    actor,
    now,
  )
  const kept = { ...introduction, dossier_id: dossier.id }
  await store.insertIntroduction(tx, kept)
  await tell(tx, kept, partiesOf(kept), '{org}引荐贵单位就“{title}”与对方接洽，请确认或提出异议。', {
    org: actor.orgName ?? '',
  })
  tx.about('introduction', id, { title })
  return { id, dossierId: dossier.id, location: `/app/introductions/${id}` }
}

async function aboutOf(tx: Tx, input: z.infer<typeof introductionForm>) {
  const achievement =
    input.achievementId === undefined ? undefined : await achievementForDeal(tx, input.achievementId)
  if (input.achievementId !== undefined && achievement?.state !== 'published')
    throw new Refusal('absent', '没有找到这项成果，或它已下架。')
  const demand = input.demandId === undefined ? undefined : await demandForDeal(tx, input.demandId)
  if (input.demandId !== undefined && !demand) throw new Refusal('absent', '没有找到这项需求，或它已结束。')
  const seller = await organisation(tx, achievement?.ownerOrgId ?? input.sellerOrgId, '成果方')
  const buyer = await organisation(tx, demand?.ownerOrgId ?? input.buyerOrgId, '需求方')
  // Of a blind demand this sentence would say whose it is: such a pair is introduced like any other, and only it sees that.
  if (seller.id === buyer.id && demand?.blind !== true)
    throw new Refusal('invalid', '成果方和需求方是同一家单位，请更正。')
  return { achievement, demand, seller, buyer }
}

async function organisation(tx: Tx, id: string | undefined, side: string): Promise<Organisation> {
  const found = id === undefined ? undefined : await findOrganisation(tx, id)
  if (!found || found.kind === '政府')
    throw new Refusal('invalid', '请选择{side}：选一项记录，或选一家单位。', { side })
  return found
}

function commissionOf(input: z.infer<typeof introductionForm>): Commission | null {
  const { payer, commissionBp: bp, commissionFen: fen } = input
  if (payer === undefined) return null
  if ((bp === undefined) === (fen === undefined)) {
    const message = '佣金填比例或定额中的一项。'
    throw new Refusal('invalid', message, {}, [{ field: 'commissionBp', message }])
  }
  const doubt = fen === undefined || input.commissionConfirmed === true ? undefined : unitDoubt(fen)
  if (doubt !== undefined)
    throw new Refusal('invalid', '{doubt}', { doubt }, [{ field: 'commissionFen', message: doubt }])
  return { payer, bp: bp ?? null, fen: fen ?? null, note: input.commissionNote ?? '' }
}

async function confirmed(
  tx: CommandTx,
  dossier: DossierRow,
  _input: unknown,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const introduction = await introductionOf(tx, dossier)
  const { orgId } = signedIn(actor)
  await store.insertAnswer(tx, answer(tx, introduction, 'confirm', actor, now))
  // Whoever confirms being introduced wants to be met: a hidden demander is shown from here on.
  const subject = { kind: 'introduction', id: introduction.id }
  if (await isVeiled(tx, subject, orgId)) await liftVeil(tx, subject, orgId, now)
  const others = allOf(introduction).filter((id) => id !== orgId)
  await tell(tx, introduction, others, '{org}确认了“{title}”的引荐。', { org: actor.orgName ?? '' })
}

/** The introduction stands: protected from today to the end of the term. */
async function protect(tx: CommandTx, introduction: store.IntroductionRow, now: Instant): Promise<void> {
  const months = tx.rules.number('introduction.protection.months', tx.today)
  const until = dueDates(dueDay({ months }, dayOf(now), tx.calendar)).nominalOn
  await store.updateIntroduction(tx, introduction.id, { protected_on: dayOf(now), protected_until: until })
  await tell(tx, introduction, allOf(introduction), '“{title}”的引荐成立，保护期到 {until}。', { until })
}

function answer(
  tx: CommandTx,
  introduction: store.IntroductionRow,
  kind: store.AnswerRow['kind'],
  actor: Actor | null,
  now: Instant,
): store.AnswerRow {
  return {
    id: v7(),
    introduction_id: introduction.id,
    kind,
    org_id: actor?.orgId ?? null,
    person_id: actor?.personId ?? null,
    known_since: null,
    proof: null,
    at: now,
    journal_id: tx.journalId,
  }
}

/** The two that are introduced to each other. */
export function partiesOf(introduction: store.IntroductionRow): string[] {
  return [...new Set([introduction.seller_org_id, introduction.buyer_org_id])]
}

function allOf(introduction: store.IntroductionRow): string[] {
  return [introduction.broker_org_id, ...partiesOf(introduction)]
}

export function titleOf(introduction: store.IntroductionRow): string {
  return introduction.achievement_name ?? introduction.demand_name ?? '双方接洽'
}

async function tell(
  tx: CommandTx,
  introduction: store.IntroductionRow,
  orgIds: readonly string[],
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  const link = `/app/introductions/${introduction.id}`
  await tellOrgs(tx, orgIds, { template, params: { title: titleOf(introduction), ...params }, link })
}

async function introductionOf(tx: Tx, dossier: DossierRow): Promise<store.IntroductionRow> {
  const introduction = await store.findIntroduction(tx, { dossierId: dossier.id })
  if (!introduction) throw new Error(`dossier ${dossier.id} belongs to no introduction`)
  return introduction
}

function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

/** The protected introduction between two organisations that answers for a deal about an achievement, if any. */
export interface CoveringIntroduction {
  readonly id: string
  readonly publicId: string
  readonly brokerOrgId: string
  readonly brokerPersonId: string
  readonly protectedUntil: string
  readonly commission: Commission | null
  /** False: between the same two, but about something else than the ruleset protects. */
  readonly counts: boolean
}

/** The broker of an introduction, and until when it is protected; for the page of a deal that came of it. */
export async function brokerOf(tx: Tx, introductionId: string) {
  const introduction = await store.findIntroduction(tx, { id: introductionId })
  if (!introduction) throw new Error(`no introduction ${introductionId}`)
  return {
    brokerOrgId: introduction.broker_org_id,
    publicId: introduction.public_id,
    protectedUntil: introduction.protected_until,
  }
}

/** Asked by deals when one is opened, later by settlement: by whose introduction, at an instant. */
export async function introductionFor(
  tx: CommandTx,
  deal: {
    readonly sellerOrgId: string
    readonly buyerOrgId: string
    readonly achievementId: string
    readonly at: Instant
  },
): Promise<CoveringIntroduction | undefined> {
  const on = dayOf(deal.at)
  const rows = await store.protectedBetween(tx, deal)
  const found = covering(
    rows.map((row) => ({
      ...row,
      achievementId: row.achievement_id,
      protectedOn: row.protected_on,
      protectedUntil: row.protected_until,
    })),
    {
      achievementId: deal.achievementId,
      on,
      wholePair: tx.rules.text('introduction.scope', on) === '双方之间',
    },
  )
  if (!found) return undefined
  const { introduction, counts } = found
  return {
    id: introduction.id,
    publicId: introduction.public_id,
    brokerOrgId: introduction.broker_org_id,
    brokerPersonId: introduction.broker_person_id,
    protectedUntil: introduction.protected_until,
    commission: introduction.commission,
    counts,
  }
}
