import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { NoticeContent } from '#platform/procedure/facet.ts'
import type { Effect } from '#platform/procedure/perform.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { knownRelations, signsBetween, signsInWords, type Asked } from '#modules/relations/index.ts'
import { agreedTerms, dealOf, sellerOf, signedIn, tell, tellOther } from '../hands.ts'
import * as store from '../store.ts'
import type { Terms } from '../terms/forms.ts'
import type { approvalForm, Filing, Price } from './forms.ts'
import { noticeFields, type PriceInRule } from './rules.ts'
import type { z } from 'zod'

/** Keeps what the seller proposes its price with; valuation and minutes stay the unit's own. */
function propose(kind: store.PriceRow['kind']): Effect {
  return async (tx, dossier, input: Price | Filing, actor, now) => {
    const deal = await dealOf(tx, dossier)
    const { personId, orgId } = signedIn(actor)
    await keepFiles(tx, actor, filesOf(input), now)
    await store.insertPrice(tx, {
      id: v7(),
      deal_id: deal.id,
      terms_version: (await agreedTerms(tx, deal)).version,
      kind,
      data: input,
      proposed_by: personId,
      at: now,
      journal_id: tx.journalId,
    })
    await tell(tx, deal, orgId, '《{name}》的拟定价格等待审批，请本单位的审批人处理。')
  }
}

function filesOf(input: Price | Filing): readonly string[] {
  const all =
    'way' in input
      ? [input.opinionFileId, input.filingFileId]
      : [input.valuationFileId, ...(input.fileIds ?? [])]
  return all.filter((id) => id !== undefined)
}

async function keepFiles(tx: CommandTx, actor: Actor, ids: readonly string[], now: Instant): Promise<void> {
  await mustOwnFiles(tx, actor, ids)
  for (const id of ids) await shareFile(tx, id, [signedIn(actor).orgId], now)
}

function approve(says: string): Effect {
  return async (tx, dossier, input: z.infer<typeof approvalForm>, actor, now) => {
    const { minutesFileId } = input
    await keepFiles(tx, actor, minutesFileId === undefined ? [] : [minutesFileId], now)
    await tellOther(tx, await dealOf(tx, dossier), actor, says)
  }
}

/** Effects of the price step of an agreed price. */
export const priceEffects = {
  proposePrice: propose('notice'),
  recordFiling: propose('filing'),
  approvePrice: approve('《{name}》的拟交易价格开始在成果方单位公示，期满没有异议后进入签约。'),
  approveFiling: approve('《{name}》的国资意见和评估备案已核对，可以生成合同。'),
  returnPrice: (async (tx, dossier, input: { readonly reason: string }, actor) => {
    const deal = await dealOf(tx, dossier)
    const says = '《{name}》的拟定价格被退回：{why}'
    await tell(tx, deal, signedIn(actor).orgId, says, { why: input.reason })
  }) satisfies Effect,
  clearPrice: (async (tx, dossier) => {
    const deal = await dealOf(tx, dossier)
    for (const orgId of [deal.seller_org_id, deal.buyer_org_id])
      await tell(tx, deal, orgId, '《{name}》的价格公示期满，没有未处理的异议，可以生成合同。')
  }) satisfies Effect,
}

/** What the notice of a deal's price says, as it was agreed and proposed. */
export async function priceNotice(tx: Tx, dossier: DossierRow): Promise<NoticeContent> {
  const deal = await dealOf(tx, dossier)
  const terms = await agreedTerms(tx, deal)
  const row = await store.priceOf(tx, deal.id, terms.version)
  const achievement = await achievementForDeal(tx, deal.achievement_id)
  const seller = await sellerOf(tx, deal)
  const buyer = await findOrganisation(tx, deal.buyer_org_id)
  if (row?.kind !== 'notice' || !achievement || !buyer)
    throw new Error(`deal ${deal.id} has no proposed price to give notice of`)
  return {
    fields: noticeFields({
      achievement: achievement.name,
      ip: achievement.form.ip ?? [],
      owner: seller.name,
      counterparty: buyer.name,
      terms: terms.data,
      price: row.data as Price,
    }),
  }
}

/** States in which a relation is said: by who agrees to the terms, and with the price. */
const SAID_IN: readonly string[] = ['negotiating', 'pricing']

/** What a side may learn of signs that the two are related, with the completers a price names; each in words. */
type SignsFor = (asked: Asked, completers: readonly string[]) => ReturnType<PriceInRule['signs']>

/** Who has not come forward is compared with nobody: the answer would tell who it is. */
export async function relationSigns(tx: Tx, deal: store.DealRow, state: string): Promise<SignsFor> {
  if (deal.buyer_hidden || !SAID_IN.includes(state)) return () => ({ certain: '', all: '' })
  const sides = { sellerOrgId: deal.seller_org_id, buyerOrgId: deal.buyer_org_id }
  const { facts, rules } = await knownRelations(tx, sides, dayOf(await databaseNow(tx)))
  return (asked, completers) => {
    const signs = signsBetween({ ...facts, completers }, rules, asked)
    return { certain: signsInWords(signs.filter(({ certain }) => certain)), all: signsInWords(signs) }
  }
}

/** What a proposal is held against today: the agreed price, what is known of relations, the ruleset. */
export async function priceInRule(
  tx: Tx,
  deal: store.DealRow,
  terms: Terms | undefined,
  signs: SignsFor,
): Promise<PriceInRule> {
  const today = dayOf(await databaseNow(tx))
  const said = await store.agreementsOf(tx, deal.id)
  const isRelated = said.some(
    ({ version, related }) => version === deal.agreed_terms_version && related === '有关联关系',
  )
  return {
    priceFen: terms?.priceFen ?? null,
    royalty: (terms?.royaltySteps ?? []).length > 0,
    relationKnown: isRelated,
    namedBefore: await store.completersOf(tx, deal),
    signs: (completers) => signs('seller', completers),
    leastShareBp: (await loadRuleset(tx)).number('price.leastOfValuation.bp', today),
    today,
  }
}

/** The latest proposal for the agreed terms as the seller's side reads it; null for others and before any. */
export async function priceShown(tx: Tx, deal: store.DealRow, isSeller: boolean) {
  if (!isSeller || deal.agreed_terms_version === null) return null
  const row = await store.priceOf(tx, deal.id, deal.agreed_terms_version)
  return row ? { kind: row.kind, data: row.data, at: row.at } : null
}
