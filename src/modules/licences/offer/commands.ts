import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { UNSETTLED } from '#platform/identity/kinds.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { rightNumber } from '#platform/forms/right-number.ts'
import { openDossier, perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { performAfter } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal, achievementMarks, type DealAchievement } from '#modules/achievements/index.ts'
import { makeContract } from '#modules/contracts/index.ts'
import { openPostedDeal } from '#modules/deals/index.ts'
import {
  KINDS,
  type Kind,
  type LicenceMode,
  type OfferTerms,
  type OpenTerms,
  type TrialOfferTerms,
} from '../forms.ts'
import type { takeForm, withdrawForm } from '../forms.ts'
import { openLicenceFault, priceRoute } from '../rules.ts'
import { offerProcedure, type OfferFacts } from './procedure.ts'
import * as store from './store.ts'
import { licenceTerms } from './terms.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof offerProcedure>, Effect>>

const effects: Effects = {
  publish: async (tx, dossier, _input, _actor, now) => {
    const offer = await offerOf(tx, dossier)
    await store.updateOffer(tx, offer.id, { posted_at: now })
    await tell(tx, offer, offer.org_id, '《{name}》的挂牌公告期已满，现在可以按公布的条件取得许可。')
  },
  withdraw,
  withdrawDeclaration: withdraw,
  expire: async (tx, dossier) => {
    const offer = await offerOf(tx, dossier)
    await tell(tx, offer, offer.org_id, '《{name}》公布的许可条件已到期撤下；需要的请重新公布。')
  },
}

export const offerBinding: Binding = {
  procedure: offerProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const offer = await store.findOffer(tx, { dossierId: dossier.id })
    if (!offer) return
    await store.updateOffer(tx, offer.id, { state: dossier.state })
    await expireOnDay(tx, dossier, offer)
  },
}

/** The term of the terms themselves, in every state in which they are in force. */
async function expireOnDay(
  tx: CommandTx,
  dossier: DossierRow,
  offer: Pick<store.OfferRow, 'valid_until'>,
): Promise<void> {
  if (dossier.state === 'posted' || dossier.state === 'full')
    await performAfter(tx, offerProcedure, dossier, { on: offer.valid_until, performs: 'expire' })
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<OfferFacts> {
  const offer = await offerOf(tx, dossier)
  const achievement = await achievementForDeal(tx, offer.achievement_id)
  const held = (await store.placesHeld(tx, [offer.id])).get(offer.id) ?? 0
  return {
    isOpenLicence: offer.kind === 'open',
    placesLeft: offer.places === null ? null : offer.places - held,
    achievementIsPublished: achievement?.state === 'published',
  }
}

/** Works forward only: deals begun on the terms go on (专利法 50 II). */
async function withdraw(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof withdrawForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const offer = await offerOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  await store.insertWithdrawal(tx, {
    offer_id: offer.id,
    reason: input.reason,
    number: input.number ?? null,
    announced_on: input.announcedOn ?? null,
    org_id: orgId,
    person_id: personId,
    at: now,
  })
  if (offer.patent_number === null) return
  const endedOn = input.announcedOn ?? tx.today
  await achievementMarks.openLicence(tx, offer.achievement_id, offer.patent_number, { endedOn })
}

export async function postOffer(tx: CommandTx, actor: Actor, input: OfferTerms, now: Instant) {
  const achievement = await ownAchievement(tx, actor, input.achievementId)
  if (input.mode !== '普通许可') await mustHaveNoOpenLicence(tx, achievement, input.mode)
  await mustBeAlone(tx, achievement, input.mode, null)
  return post(tx, actor, { kind: 'posted', mode: input.mode, terms: input, achievement }, now)
}

export async function postTrial(tx: CommandTx, actor: Actor, input: TrialOfferTerms, now: Instant) {
  const achievement = await ownAchievement(tx, actor, input.achievementId)
  await mustBeAlone(tx, achievement, '普通许可', null)
  return post(tx, actor, { kind: 'trial', mode: '普通许可', terms: input, achievement }, now)
}

/** 专利法 50: what the patent office announced, posted so that anybody can act on it in one click. */
export async function postOpen(tx: CommandTx, actor: Actor, input: OpenTerms, now: Instant) {
  const achievement = await ownAchievement(tx, actor, input.achievementId)
  const number = rightNumber(input.patentNumber)
  const patent = (achievement.form.ip ?? []).find((right) => rightNumber(right.number ?? '') === number)
  const fault = openLicenceFault(input, patent, tx.today)
  if (fault) throw new Refusal('invalid', fault.message, {}, [fault])
  if (input.evaluationFileId !== undefined) await mustOwnFiles(tx, actor, [input.evaluationFileId])
  const standing = await store.standingOffers(tx, achievement.id, number)
  if (standing.some((offer) => offer.patent_number === number))
    throw new Refusal('conflict', '这件专利的开放许可已经公布；要改条件的，请先按公告撤回再公布。')
  await mustBeAlone(tx, achievement, '普通许可', number)
  await achievementMarks.openLicence(tx, achievement.id, number, { since: input.announcedOn })
  return post(
    tx,
    actor,
    { kind: 'open', mode: '普通许可', terms: input, achievement, patentNumber: number },
    now,
  )
}

interface Posting {
  readonly kind: Kind
  readonly mode: LicenceMode
  readonly terms: OfferTerms | OpenTerms | TrialOfferTerms
  readonly achievement: DealAchievement
  readonly patentNumber?: string
}

async function post(tx: CommandTx, actor: Actor, posting: Posting, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  const { kind, mode, terms, achievement } = posting
  if (terms.validUntil <= tx.today)
    throw new Refusal('invalid', '条件有效期应在今天以后。', {}, [
      { field: 'validUntil', message: '条件有效期应在今天以后。' },
    ])
  const seller = await findOrganisation(tx, orgId)
  if (!seller) throw new Error(`no organisation ${orgId}`)
  if (seller.kind === UNSETTLED)
    throw new Refusal('conflict', '本单位的性质尚未核定，不能确定定价程序；请先完成单位核验。')
  const openSkipsListing = tx.rules.flag('licence.openSkipsListing', tx.today)
  const { route, reason } = priceRoute(kind, seller, openSkipsListing)
  const id = v7()
  const dossier = await openDossier(
    tx,
    offerBinding,
    {
      title: `${achievement.name}（${KINDS[kind]}）`,
      subject: { kind: 'licence-offer', id },
      orgId,
      start: route === '挂牌' ? 'announcing' : offerProcedure.start,
    },
    actor,
    now,
  )
  const offer: store.OfferRow = {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    org_id: orgId,
    achievement_id: achievement.id,
    achievement_public_id: achievement.publicId,
    achievement_name: achievement.name,
    kind,
    mode,
    terms,
    patent_number: posting.patentNumber ?? null,
    evaluation_file_id: 'evaluationFileId' in terms ? (terms.evaluationFileId ?? null) : null,
    places: mode !== '普通许可' ? 1 : 'places' in terms ? (terms.places ?? null) : null,
    valid_until: terms.validUntil,
    price_route: route,
    price_reason: reason,
    state: dossier.state,
    made_by: personId,
    made_at: now,
    posted_at: dossier.state === 'posted' ? now : null,
    sample: seller.sample,
  }
  await store.insertOffer(tx, offer)
  await expireOnDay(tx, dossier, offer)
  tx.about('licence-offer', id, { title: achievement.name })
  return {
    id,
    publicId: offer.public_id,
    dossierId: dossier.id,
    state: offer.state,
    location: `/app/licences/${id}`,
  }
}

/** One click: the acting organisation takes the posted terms; deal and contract text stand ready to be signed. */
export async function takeOffer(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof takeForm> & { readonly id: string },
  now: Instant,
) {
  const { offer, personId, orgId } = await openOfferFor(tx, actor, input.id)
  if (offer.kind === 'trial') throw new Refusal('conflict', '这项成果先试用后付费，请选“申请试用”。')
  const terms = offer.terms as OfferTerms | OpenTerms
  const deal = await openPostedDeal(
    tx,
    actor,
    {
      achievementId: offer.achievement_id,
      priceRoute: offer.price_route,
      fixed: { terms: licenceTerms(offer.mode, terms, postedOf(offer)), proposedBy: offer.made_by },
      message: noticeOf(offer),
      related: input.related,
      relatedNote: input.relatedNote,
    },
    now,
  )
  const contract = await makeContract(tx, actor, { id: deal.id }, now)
  await store.insertTake(tx, {
    id: v7(),
    offer_id: offer.id,
    deal_id: deal.id,
    contract_id: contract.id,
    org_id: orgId,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  await fillWhenFull(tx, offer, actor, now)
  await tell(tx, offer, offer.org_id, '{org}按公布的条件取得《{name}》的许可，合同文本已生成，请核对签订。', {
    org: actor.orgName ?? '',
  })
  tx.about('licence-offer', offer.id, { title: offer.achievement_name })
  return { dealId: deal.id, contractId: contract.id, location: `/app/contracts/${contract.id}` }
}

/** What the deal begins with; of an open licence it is the written notice of 专利法 51. */
function noticeOf(offer: store.OfferRow): string {
  const no = offer.public_id.toUpperCase()
  return offer.kind === 'open'
    ? `依照专利法第五十一条书面通知：本单位愿意按公布的条件（编号 ${no}）实施该专利，并按公告的支付方式、标准支付许可使用费。`
    : `本单位按公布的条件（编号 ${no}）取得许可，不另行协商。`
}

/** An offer that can be taken now by the actor's organisation, and who acts. */
export async function openOfferFor(tx: CommandTx, actor: Actor, id: string) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const offer = await store.findOffer(tx, { id })
  if (!offer) throw new Refusal('absent', '没有找到公布的这项许可条件。')
  if (offer.org_id === orgId) throw new Refusal('conflict', '这是本单位公布的条件。')
  if (offer.state === 'announcing')
    throw new Refusal('conflict', '挂牌公告期还没有满，期满后才能取得（促进科技成果转化法第十八条）。')
  if (offer.state === 'full')
    throw new Refusal('conflict', '名额已满，暂时不能取得；可以向许可方提出合作意向。')
  if (offer.state !== 'posted' || offer.valid_until < tx.today)
    throw new Refusal('conflict', '这项许可条件已撤回或到期，不能再取得；此前取得的不受影响。')
  const own = (await store.takesOf(tx, offer.id, orgId)).filter((take) => take.state !== 'ended')
  if (own.length > 0) throw new Refusal('conflict', '贵单位已按这项条件办理，请在“洽谈与签约”中继续。')
  return { offer, personId, orgId }
}

export async function fillWhenFull(
  tx: CommandTx,
  offer: store.OfferRow,
  actor: Actor,
  now: Instant,
): Promise<void> {
  if (offer.places === null) return
  const held = (await store.placesHeld(tx, [offer.id])).get(offer.id) ?? 0
  if (held < offer.places) return
  const act = {
    dossierId: offer.dossier_id,
    action: 'fill',
    visit: undefined,
    input: {},
    event: true,
  } as const
  await perform(tx, offerBinding, act, actor, now)
}

/** 专利法 51: while an open licence is in force nothing exclusive or sole is given. */
async function mustHaveNoOpenLicence(_tx: Tx, achievement: DealAchievement, mode: string): Promise<void> {
  if (achievement.openLicence === null) return
  throw new Refusal(
    'conflict',
    '专利 {number} 正在实行开放许可，不得给予独占或者排他许可（专利法第五十一条），不能公布{mode}；请改为普通许可，或先撤回开放许可声明。',
    { number: achievement.openLicence, mode },
  )
}

/** Exclusive and sole terms stand beside no others (民法典 862; 实施细则 86): the second would promise what is gone. */
async function mustBeAlone(
  tx: Tx,
  achievement: DealAchievement,
  mode: LicenceMode,
  patentNumber: string | null,
): Promise<void> {
  const { reserved } = achievement
  if (reserved && (reserved.exclusive || mode !== '普通许可'))
    throw new Refusal('conflict', '这项成果正在{by}，结束以前不能公布与它相冲突的许可条件。', {
      by: reserved.by,
    })
  const standing = await store.standingOffers(tx, achievement.id, patentNumber)
  const exclusive = standing.find((offer) => offer.mode !== '普通许可')
  if (exclusive)
    throw new Refusal(
      'conflict',
      patentNumber === null
        ? '已公布了这项成果的{mode}条件，不能同时再许可别家；请先撤回。'
        : '已公布了这项成果的{mode}条件，不得同时实行开放许可（专利法第五十一条、实施细则第八十六条）；请先撤回。',
      { mode: exclusive.mode },
    )
  if (mode === '普通许可') return
  if (standing.length > 0)
    throw new Refusal('conflict', '这项成果已有公布中的许可条件，不能再公布{mode}；请先撤回。', { mode })
  const holders = await store.holdersOf(tx, achievement.id)
  if (holders > 0)
    throw new Refusal(
      'conflict',
      '已有 {holders} 家按公布的条件取得许可或正在试用，不能再公布{mode}；要独占或排他许可的，请在洽谈中写明此前已有的许可。',
      { holders, mode },
    )
}

/** A published achievement of the acting, verified organisation. */
async function ownAchievement(tx: Tx, actor: Actor, id: string): Promise<DealAchievement> {
  const { orgId } = signedIn(actor)
  const achievement = await achievementForDeal(tx, id)
  mustReach(actor, { orgId: achievement?.ownerOrgId ?? null })
  if (achievement?.ownerOrgId !== orgId || achievement.state !== 'published')
    throw new Refusal('absent', '没有找到这项成果，或它没有在架；请选择本单位已发布的成果。')
  if (!actor.orgVerified)
    throw new Refusal('conflict', '贵单位尚未通过核验，暂不能公布许可条件；请先在“单位”页提交核验。')
  return achievement
}

async function offerOf(tx: Tx, dossier: DossierRow): Promise<store.OfferRow> {
  const offer = await store.findOffer(tx, { dossierId: dossier.id })
  if (!offer) throw new Error(`dossier ${dossier.id} belongs to no offer`)
  return offer
}

export function postedOf(offer: store.OfferRow): { publicId: string; madeOn: string } {
  return { publicId: offer.public_id, madeOn: dayOf(offer.made_at) }
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

async function tell(
  tx: CommandTx,
  offer: store.OfferRow,
  orgId: string,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: offer.achievement_name, ...params },
    link: `/app/licences/${offer.id}`,
  })
}
