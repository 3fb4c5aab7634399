import { scopesOf, type Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileView, findFiles } from '#platform/files/files.ts'
import { orgNames } from '#platform/identity/names.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { brokerOf } from '#modules/introductions/index.ts'
import { HIDDEN_DEMANDER } from '#platform/veil/veil.ts'
import { sideOf } from './doors.ts'
import { isHiddenFrom, namesIn, type DealNames } from './names.ts'
import { priceShown } from './price/effects.ts'
import { dealProcedure } from './procedure.ts'
import { permissions } from './permissions.ts'
import { nextStep, startingTerms, waitsFor, whatLapses, type Side } from './rules.ts'
import * as store from './store.ts'

export const stateTitle = (state: string) =>
  Object.entries(dealProcedure.states).find(([name]) => name === state)?.[1].title ?? state

/** Rows of a list of deals as the viewer may read them. */
export async function listed(tx: Tx, actor: Actor, deals: readonly store.DealRow[]) {
  const names = await orgNames(
    tx,
    deals.flatMap((deal) => [deal.seller_org_id, deal.buyer_org_id]),
  )
  return deals.map((deal) => {
    const side = sideOf(deal, actor)
    const turn = deal.waits_for_org_id
    return {
      id: deal.id,
      dossierId: deal.dossier_id,
      achievementId: deal.achievement_id,
      name: deal.achievement_name,
      seller: names.get(deal.seller_org_id) ?? '',
      buyer: isHiddenFrom(deal, actor) ? HIDDEN_DEMANDER : (names.get(deal.buyer_org_id) ?? ''),
      side: side ?? 'buyer',
      state: deal.state,
      stateTitle: stateTitle(deal.state),
      isOver: deal.state === 'signed' || deal.state === 'ended',
      waiting: turn === null ? 'both' : turn === actor.orgId ? 'me' : 'other',
      openedAs: deal.opened_as,
      openedAt: deal.opened_at,
    }
  })
}

/** One deal with everything its room shows, as the viewer may read it. */
export async function shown(
  tx: Tx,
  actor: Actor,
  deal: store.DealRow,
  messages: readonly store.MessageRow[],
) {
  const terms = await store.termsOf(tx, deal.id)
  const points = await store.pointsOf(tx, deal.id)
  const agreements = await store.agreementsOf(tx, deal.id)
  const names = await namesIn(tx, deal, actor, [
    ...messages.map((message) => message.person_id),
    ...terms.map((version) => version.proposed_by),
    ...points.flatMap((point) => [point.person_id, point.answer?.person_id ?? point.person_id]),
    ...agreements.map((agreement) => agreement.person_id),
  ])
  return {
    ...(await standing(tx, actor, deal, terms[0], names)),
    messages: await talk(tx, actor, messages, names),
    terms: terms.map((version) => ({
      version: version.version,
      data: version.data,
      ...who(names, version.proposed_by, version.proposed_by_org_id, actor),
      at: version.at,
    })),
    proposal: await proposal(tx, deal, terms[0]),
    price: await priceShown(tx, deal, sideOf(deal, actor) === 'seller'),
    points: points.map((point) => ({
      id: point.id,
      field: point.field,
      body: point.body,
      ...who(names, point.person_id, point.org_id, actor),
      at: point.at,
      answer: point.answer
        ? {
            body: point.answer.body,
            ...who(names, point.answer.person_id, point.answer.org_id, actor),
            at: point.answer.at,
          }
        : null,
    })),
    agreements: agreements.map((agreement) => ({
      version: agreement.version,
      ...who(names, agreement.person_id, agreement.org_id, actor),
      at: agreement.at,
      related: agreement.related,
      relatedNote: agreement.related_note,
    })),
  }
}

/** Who is in the deal, where it stands and whose turn it is. */
async function standing(
  tx: Tx,
  actor: Actor,
  deal: store.DealRow,
  latest: store.TermsRow | undefined,
  names: DealNames,
) {
  const side = sideOf(deal, actor)
  const seller = await findOrganisation(tx, deal.seller_org_id)
  const ending = await store.endingOf(tx, deal.id)
  const disclosure = await store.disclosureOf(tx, deal.id)
  const latestBy: Side | null =
    latest === undefined ? null : latest.proposed_by_org_id === deal.seller_org_id ? 'seller' : 'buyer'
  const step = { state: deal.state, latestTermsBy: latestBy }
  return {
    id: deal.id,
    publicId: deal.public_id,
    dossierId: deal.dossier_id,
    achievementId: deal.achievement_id,
    demandId: deal.demand_id,
    name: deal.achievement_name,
    seller: { orgId: deal.seller_org_id, name: names.org(deal.seller_org_id) },
    buyer: { orgId: names.orgId(deal.buyer_org_id), name: names.org(deal.buyer_org_id) },
    side,
    may: mayIn(deal, actor),
    sellerKind: seller?.kind ?? null,
    sellerIsStateFounded: seller?.stateFounded ?? deal.seller_is_state_founded,
    state: deal.state,
    stateTitle: stateTitle(deal.state),
    openedAs: deal.opened_as,
    openedAt: deal.opened_at,
    agreedTermsVersion: deal.agreed_terms_version,
    waiting: { for: waitsFor(step), sentence: nextStep(step, side), lapse: whatLapses(deal.state) },
    identity: {
      hidden: deal.buyer_hidden,
      mayDisclose: deal.buyer_hidden && side === 'buyer' && mayIn(deal, actor).negotiate,
      disclosedAt: disclosure?.at ?? null,
    },
    introduction: await introductionShown(tx, deal, names),
    ending: ending
      ? {
          reason: ending.reason,
          explanation: ending.explanation,
          by: ending.by_org_id === null ? '系统时钟' : names.org(ending.by_org_id),
          at: ending.at,
        }
      : null,
  }
}

/** What the page offers the viewer besides the acts of the dossier. */
function mayIn(deal: store.DealRow, actor: Actor) {
  const isParty = sideOf(deal, actor) !== null
  const holds = (permission: keyof typeof permissions) =>
    isParty && scopesOf(permissions, permission, actor).length > 0
  const goesOn = deal.state !== 'ended' && deal.state !== 'signed'
  const isMutual = deal.state !== 'intent' && deal.state !== 'offered'
  return {
    talk: goesOn && holds('deal.message'),
    meet: goesOn && isMutual && !deal.buyer_hidden && holds('deal.message'),
    negotiate: goesOn && holds('deal.negotiate'),
    signTexts: goesOn && !deal.buyer_hidden && holds('deal.negotiate'),
    askForHelp: holds('help.ask'),
  }
}

/** By whom the two were introduced, and whether both let the broker read the terms. */
async function introductionShown(tx: Tx, deal: store.DealRow, { buyerIsHidden }: DealNames) {
  if (deal.introduction_id === null || buyerIsHidden) return null
  const { brokerOrgId, publicId, protectedUntil } = await brokerOf(tx, deal.introduction_id)
  const names = await orgNames(tx, [brokerOrgId])
  const allowedBy = await store.brokerAllowedBy(tx, deal.id)
  return {
    id: deal.introduction_id,
    publicId,
    broker: names.get(brokerOrgId) ?? '',
    protectedUntil,
    counts: deal.introduction_counts === true,
    sellerAllows: allowedBy.includes(deal.seller_org_id),
    buyerAllows: allowedBy.includes(deal.buyer_org_id),
  }
}

async function talk(tx: Tx, actor: Actor, messages: readonly store.MessageRow[], names: DealNames) {
  const fileIds = await store.filesOfMessages(
    tx,
    messages.map((message) => message.id),
  )
  const files = await findFiles(tx, [...fileIds.values()].flat())
  return messages.map((message) => ({
    id: message.id,
    ...who(names, message.person_id, message.org_id, actor),
    body: message.body,
    at: message.at,
    files: (fileIds.get(message.id) ?? []).flatMap((id) => {
      const file = files.find((one) => one.id === id)
      return file ? [fileView(file)] : []
    }),
  }))
}

/** What the next proposal starts from: the latest version, else the posted terms of the achievement. */
async function proposal(tx: Tx, deal: store.DealRow, latest: store.TermsRow | undefined) {
  if (latest) return latest.data
  const achievement = await achievementForDeal(tx, deal.achievement_id)
  return achievement ? startingTerms(achievement.form) : {}
}

function who(names: DealNames, personId: string, orgId: string, actor: Actor) {
  return { by: names.person(personId, orgId), org: names.org(orgId), mine: orgId === actor.orgId }
}
