import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { entriesOf } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from '#platform/signing/sign.ts'
import { concludedContract } from '#modules/contracts/index.ts'
import { introductionRecord, type IntroductionRecord } from '#modules/introductions/index.ts'
import type { Agreement, raiseForm } from '../forms.ts'
import { brokersCommission, faulty, pairOf, tell } from '../hands.ts'
import { agreementFaults, lateFault, rewardInWords } from '../rules.ts'
import * as store from '../store.ts'
import { rewardOf } from '../dues.ts'
import { commissionBinding, move } from './effects.ts'
import { brokerFault, lateFor } from './fit.ts'

/** States in which an agreement of the same broker and payer still waits for its contract. */
const WAITING: readonly string[] = ['proposed', 'agreed', 'raised']

/** The broker proposes what one of the introduced is to pay, from an introduction that stands. */
export async function propose(
  tx: CommandTx,
  actor: Actor,
  { introductionId, ...form }: Agreement & { readonly introductionId: string },
  now: Instant,
) {
  const introduction = await ownIntroduction(tx, actor, introductionId)
  const [first, ...more] = agreementFaults(form)
  if (first) throw new Refusal('invalid', '{why}', { why: first.message }, [first, ...more])
  const row = await drafted(tx, actor, introduction, form, now)
  const who = {
    brokerOrgId: row.broker_org_id,
    brokerPersonId: row.broker_person_id,
    payer: row.payer_org_id,
    other: row.other_org_id,
  }
  const fault = (await brokerFault(tx, who, tx.today)) ?? (await lateFor(tx, introduction.id))
  if (fault !== undefined) throw new Refusal('conflict', '{why}', { why: fault })
  const before = await store.commissionsOf(tx, { introductionId })
  if (before.some((one) => one.payer_org_id === row.payer_org_id && WAITING.includes(one.state)))
    throw new Refusal('conflict', '与这个付款方的佣金约定已有一份在办；要改的请先撤回原来的。')
  const opening = {
    title: `${row.title} 的佣金`,
    subject: { kind: 'commission', id: row.id },
    orgId: row.broker_org_id,
    partyOrgIds: [row.payer_org_id],
  }
  const dossier = await openDossier(tx, commissionBinding, opening, actor, now)
  await store.insertCommission(tx, { ...row, dossier_id: dossier.id })
  await tell(
    tx,
    row,
    [row.payer_org_id],
    '{org}就《{name}》提出佣金约定：{terms}。请核对后确认，或者说明不同意的理由。',
    { org: actor.orgName ?? '', terms: rewardInWords(rewardOf(row), row.payer_side) },
  )
  tx.about('commission', row.id, { title: row.title })
  return { id: row.id, dossierId: dossier.id, location: `/app/commissions/${row.id}` }
}

/** The agreement as it would stand, before anybody is asked. */
async function drafted(
  tx: CommandTx,
  actor: Actor,
  introduction: IntroductionRecord,
  form: Agreement,
  now: Instant,
): Promise<store.CommissionRow> {
  const { sellerOrgId: seller, buyerOrgId: buyer } = introduction
  const [payer, other] = form.payer === 'seller' ? [seller, buyer] : [buyer, seller]
  return {
    id: v7(),
    public_id: publicId(),
    dossier_id: '',
    introduction_id: introduction.id,
    broker_org_id: introduction.brokerOrgId,
    broker_person_id: signedIn(actor).personId,
    payer_org_id: payer,
    other_org_id: other,
    payer_side: form.payer,
    title: introduction.title,
    bp: form.bp ?? null,
    cap_fen: form.capFen ?? null,
    fen: form.fen ?? null,
    note: form.note ?? '',
    contract_id: null,
    deal_id: null,
    contract_title: null,
    contract_on: null,
    arose: null,
    granted_bp: 10_000,
    state: 'proposed',
    made_at: now,
    sample: (await findOrganisation(tx, payer))?.sample ?? false,
  }
}

async function ownIntroduction(tx: CommandTx, actor: Actor, id: string): Promise<IntroductionRecord> {
  const found = await introductionRecord(tx, id)
  mustReach(actor, { orgId: found?.brokerOrgId ?? null })
  if (!found) throw new Refusal('absent', '没有找到这次引荐。')
  if (found.state !== 'protected') throw new Refusal('conflict', '引荐成立并在保护期内的，才能约定佣金。')
  if (found.isHidden) throw new Refusal('conflict', '需求方还没有公开身份，公开后才能约定佣金。')
  if (!actor.orgVerified)
    throw new Refusal('conflict', '贵单位尚未通过核验，暂不能约定佣金；请先在“单位”页提交核验。')
  return found
}

/** A contract was concluded: what was agreed with the broker of its deal arises, once for each payer. */
export async function followContract(
  tx: CommandTx,
  actor: Actor,
  { contractId, dealId }: { readonly contractId: string; readonly dealId: string },
  now: Instant,
) {
  const contract = await concludedContract(tx, { id: contractId })
  const [bound] = contract ? await store.boundDeals(tx, { dealId }) : []
  if (!contract || bound?.introduction_counts !== true) return {}
  const all = await store.commissionsOf(tx, { introductionId: bound.introduction_id })
  const waiting = all.filter(({ state }) => state === 'agreed')
  for (const row of waiting.filter(
    (one, i) => waiting.findIndex((x) => x.payer_org_id === one.payer_org_id) === i,
  )) {
    await claim(tx, row, contract, 'event')
    await move(tx, row, 'arise', {}, actor, now)
  }
  tx.about('commission', waiting[0]?.id ?? null, { title: waiting[0]?.title ?? '' })
  return {}
}

/** The broker says of a contract that it came of the introduction though the platform does not bind it; the payer answers. */
export async function raise(
  tx: CommandTx,
  actor: Actor,
  { id, contractCode, reason }: z.infer<typeof raiseForm> & { readonly id: string },
  now: Instant,
) {
  const row = await brokersCommission(tx, actor, id)
  if (row.state !== 'agreed')
    throw new Refusal('conflict', '付款方确认了约定、还没有合同成立的，才能主张佣金。')
  const contract = await concludedContract(tx, { code: contractCode })
  const { sellerOrgId, buyerOrgId } = pairOf(row)
  if (contract?.sellerOrgId !== sellerOrgId || contract.buyerOrgId !== buyerOrgId)
    throw faulty('contractCode', '没有找到被引荐双方之间的这份合同，请核对合同编号。')
  const agreed = (await entriesOf(tx, 'commissions', row.dossier_id)).find(
    ({ action }) => action === 'confirm',
  )
  if (agreed === undefined || contract.signedAt < agreed.at)
    throw faulty('contractCode', lateFault(contract.signedOn) ?? '')
  const others = await store.commissionsOf(tx, { contractId: contract.id })
  if (others.some((one) => one.broker_org_id === row.broker_org_id && one.payer_org_id === row.payer_org_id))
    throw faulty('contractCode', '贵机构对这份合同已经有一份佣金，不能重复主张。')
  await claim(tx, row, contract, 'raised')
  await move(tx, row, 'raise', { reason }, actor, now)
  await tell(tx, row, [row.payer_org_id], '{org}认为《{contract}》出自其引荐，主张佣金：{reason}', {
    org: actor.orgName ?? '',
    contract: contract.title,
    reason,
  })
  return { id }
}

async function claim(
  tx: CommandTx,
  row: store.CommissionRow,
  contract: NonNullable<Awaited<ReturnType<typeof concludedContract>>>,
  arose: 'event' | 'raised',
): Promise<void> {
  await store.updateCommission(tx, row.id, {
    contract_id: contract.id,
    deal_id: contract.dealId,
    contract_title: contract.title,
    contract_on: contract.signedOn,
    arose,
  })
}
