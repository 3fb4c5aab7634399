import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { UNSETTLED } from '#platform/identity/kinds.ts'
import { findOrganisation, type Organisation } from '#platform/identity/organisations.ts'
import { openDossier, perform } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal, type DealAchievement } from '#modules/achievements/index.ts'
import { knownRelations, signsBetween, signsInWords } from '#modules/relations/index.ts'
import { insertPair, mustBeVerified, publishedAchievement } from './commands.ts'
import { dealBinding, type PostedEnd } from './effects.ts'
import { signedIn, tellOther } from './hands.ts'
import { tellBroker } from './introduced.ts'
import { leavesNoRoom } from './rules.ts'
import * as store from './store.ts'
import { termsForm } from './terms/forms.ts'

/** The fixed terms of a licence and who stands behind them. */
interface FixedTerms {
  /** As `termsForm` takes them. */
  readonly terms: object
  readonly proposedBy: string
}

/** What a deal on posted terms is begun from. Called by the licences module. */
export interface PostedDeal {
  readonly achievementId: string
  readonly priceRoute: store.PriceRoute
  /** Terms taken as they were posted; without them a trial comes first. */
  readonly fixed?: FixedTerms
  /** Won in a lot or a sale outside: promised when that was announced, whatever has come of the listing since. */
  readonly isWon?: boolean
  readonly message: string
  readonly related?: string | undefined
  readonly relatedNote?: string | undefined
}

/** The acting organisation takes posted terms: the deal begins with terms both agreed to, or with a trial. */
export async function openPostedDeal(tx: CommandTx, actor: Actor, posted: PostedDeal, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  mustBeVerified(actor)
  const achievement = posted.isWon
    ? await wonAchievement(tx, posted.achievementId)
    : await freeAchievement(tx, posted.achievementId)
  const { message, priceRoute, fixed } = posted
  const seller = await sellerOf(tx, achievement.ownerOrgId)
  if (seller.id === orgId) throw new Refusal('conflict', '这是本单位的成果，不能向自己取得许可。')
  await mustSayRelation(tx, seller.id, orgId, posted)
  const id = v7()
  const as = fixed ? 'posted' : 'trial'
  const dossier = await openDossier(
    tx,
    dealBinding,
    {
      title: achievement.name,
      subject: { kind: 'deal', id },
      orgId: seller.id,
      partyOrgIds: [seller.id, orgId],
      start: fixed ? 'contracting' : 'trial',
    },
    actor,
    now,
  )
  const pair = { achievement, demand: undefined, buyerOrgId: orgId, as, priceRoute, message } as const
  const deal = await insertPair(tx, actor, { id, dossier, buyerHidden: false, pair, seller }, now)
  await store.insertMessage(tx, {
    id: v7(),
    deal_id: id,
    person_id: personId,
    org_id: orgId,
    body: message,
    at: now,
  })
  if (fixed) await agreeFixed(tx, deal, { ...posted, ...fixed }, actor, now)
  await tellBroker(tx, deal, '您引荐的双方就《{name}》开始接洽。')
  tx.about('deal', id, { title: achievement.name })
  return { id, dossierId: dossier.id, seller }
}

async function wonAchievement(tx: Tx, id: string): Promise<DealAchievement> {
  const achievement = await achievementForDeal(tx, id)
  if (!achievement) throw new Error(`no achievement ${id}`)
  return achievement
}

/** On the shelf, and not reserved for somebody who takes it alone. */
async function freeAchievement(tx: Tx, id: string): Promise<DealAchievement> {
  const achievement = await publishedAchievement(tx, id)
  mustBeFree(achievement, '')
  return achievement
}

/** Nothing is taken that the last signature would refuse: in the way of a lot or a sale outside that stands. */
function mustBeFree({ reserved }: Pick<DealAchievement, 'reserved'>, mode: string): void {
  if (reserved && (reserved.exclusive || leavesNoRoom(mode)))
    throw new Refusal('conflict', '这项成果正在{by}，结束以前不能另行取得许可。', { by: reserved.by })
}

/** The posted terms become the version both agreed to: the seller by posting, the buyer now. */
async function agreeFixed(
  tx: CommandTx,
  deal: store.DealRow,
  fixed: FixedTerms & Pick<PostedDeal, 'related' | 'relatedNote' | 'isWon'>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  const parsed = termsForm.safeParse(fixed.terms)
  if (!parsed.success) throw new Error(`terms of deal ${deal.id}: ${parsed.error.message}`)
  if (fixed.isWon !== true) {
    const { reserved = null } = (await achievementForDeal(tx, deal.achievement_id)) ?? {}
    mustBeFree({ reserved }, parsed.data.mode)
  }
  const seller = await sellerOf(tx, deal.seller_org_id)
  const version = deal.terms_version + 1
  await store.insertTerms(tx, {
    deal_id: deal.id,
    version,
    data: parsed.data,
    proposed_by_org_id: deal.seller_org_id,
    proposed_by: fixed.proposedBy,
    at: now,
  })
  await store.agreeTerms(
    tx,
    {
      deal_id: deal.id,
      version,
      org_id: orgId,
      person_id: personId,
      at: now,
      related: fixed.related ?? null,
      related_note: fixed.relatedNote ?? null,
    },
    seller.stateFounded,
  )
}

async function sellerOf(tx: Tx, orgId: string): Promise<Organisation> {
  const seller = await findOrganisation(tx, orgId)
  if (!seller) throw new Error(`no organisation ${orgId}`)
  if (seller.kind === UNSETTLED)
    throw new Refusal('conflict', '成果方的单位性质尚未核定，不能确定定价程序；请成果方先完成单位核验。')
  return seller
}

/** A sign, never a judgement: whoever is tied to the other side says how it is; a certain tie cannot be denied (trust.md A7). */
async function mustSayRelation(
  tx: CommandTx,
  sellerOrgId: string,
  buyerOrgId: string,
  said: Pick<PostedDeal, 'related' | 'relatedNote'>,
): Promise<void> {
  const { facts, rules } = await knownRelations(tx, { sellerOrgId, buyerOrgId }, tx.today)
  const signs = signsBetween({ ...facts, completers: [] }, rules, 'buyer')
  if (signs.length === 0) return
  const certain = signs.filter((sign) => sign.certain)
  if (said.related === '没有关联关系' && certain.length > 0) {
    const message = `${signsInWords(certain)}。请选“有关联关系”并说明。`
    throw new Refusal('invalid', message, {}, [{ field: 'related', message }])
  }
  if (said.related === undefined) {
    const message = `${signsInWords(signs)}。请申报与对方是否有关联关系（持股、任职、近亲属、雇佣）。`
    throw new Refusal('invalid', message, {}, [{ field: 'related', message }])
  }
  if (said.related === '有关联关系' && !said.relatedNote) {
    const message = '请说明关联关系。'
    throw new Refusal('invalid', message, {}, [{ field: 'relatedNote', message }])
  }
}

export type PostedMove =
  | ({ readonly to: 'licence' } & FixedTerms & Pick<PostedDeal, 'related' | 'relatedNote'>)
  | ({ readonly to: 'endTrial' | 'endAward' } & PostedEnd)

/**
 * A trial becomes a licence on its posted terms, or ends without one; an award ends without a contract. The deal moves in
 * the same transaction. What has left the trial for talks of its own stays as it is. Called by licences and auctions.
 */
export async function movePostedDeal(
  tx: CommandTx,
  dealId: string,
  move: PostedMove,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Error(`no deal ${dealId}`)
  const event = { dossierId: deal.dossier_id, visit: undefined, event: true } as const
  if (move.to !== 'licence') {
    const { to: action, reason, explanation } = move
    if (action === 'endAward' && deal.state === 'signed')
      throw new Refusal('conflict', '合同已经签订，不能登记未成交。')
    if (deal.state !== 'trial' && deal.state !== 'contracting') return
    await perform(tx, dealBinding, { ...event, action, input: { reason, explanation } }, actor, now)
    return
  }
  await agreeFixed(tx, deal, move, actor, now)
  await store.updateDeal(tx, deal.id, { accepted_at: now })
  await perform(tx, dealBinding, { ...event, action: 'convertTrial', input: {} }, actor, now)
  await tellOther(tx, deal, actor, '《{name}》试用转正，合同文本已按公布的条件生成，请核对签订。')
}

/** Whether terms both agreed to are on their way to a contract that is in the way of what a lot or a sale outside offers. */
export async function agreedInTheWay(tx: Tx, achievementId: string, isExclusive: boolean): Promise<boolean> {
  return (await store.agreedModes(tx, achievementId)).some((mode) => isExclusive || leavesNoRoom(mode))
}
