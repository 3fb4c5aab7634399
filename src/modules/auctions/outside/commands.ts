import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { shareFile } from '#platform/files/files.ts'
import { yuanText } from '#platform/forms/money.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { openDossier, perform, type Binding } from '#platform/procedure/perform.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { isOver, signedIn } from '../commands.ts'
import { endAward, hasContractInTheWay, mustBeForSale, reserve } from '../for-sale.ts'
import type { acceptForm } from '../forms.ts'
import { permissions } from '../permissions.ts'
import { signUp } from '../signing.ts'
import type { OutsideForm, reasonForm } from './forms.ts'
import { outsideProcedure, type OutsideFacts } from './procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

/** Who bids and at which price is told to whoever may handle it, not to everybody of an organisation (practice.md P16). */
const HANDLERS = Object.keys(permissions['outside-sale.enter'])
const TAKERS = Object.keys(permissions['outside-sale.accept'])

export const outsideBinding: Binding = {
  procedure: outsideProcedure,
  facts: async (tx, dossier): Promise<OutsideFacts> => {
    const sale = await store.findSale(tx, { dossierId: dossier.id })
    if (!sale) throw new Error(`dossier ${dossier.id} belongs to no sale outside`)
    const achievement = await achievementForDeal(tx, sale.achievement_id)
    return {
      achievementIsPublished: achievement?.state === 'published',
      hasContractInTheWay: await hasContractInTheWay(tx, sale),
      outcome: (await store.resultOf(tx, sale))?.outcome ?? null,
      contractIsOverdue:
        dossier.state === 'awarded' &&
        (await isOver(
          tx,
          'auction.contract.workingDays',
          dayOf(dossier.entered_at),
          dayOf(await databaseNow(tx)),
        )),
    }
  },
  effects: { declareDefault: endWon, failToSell: endWon },
  entered: async (tx, dossier, now, { action }) => {
    const sale = await store.findSale(tx, { dossierId: dossier.id })
    if (!sale) return
    await store.updateSale(tx, sale.id, {
      state: dossier.state,
      ...(action === 'approve' && { approved_on: dayOf(now) }),
      ...(action === 'returnResult' && { result_id: null }),
    })
    await reserve(tx, outsideProcedure, { ...sale, state: dossier.state }, now)
    if (action === 'confirmAward') await tellWinner(tx, sale, now)
    const winnerId = (await store.resultOf(tx, sale))?.winner_org_id
    if (winnerId && (action === 'declareDefault' || action === 'failToSell'))
      await tell(tx, sale, winnerId, TAKERS, '转让方已登记《{name}》的场外交易未成交，不再签约。')
  },
}

async function endWon(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof reasonForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const sale = await store.findSale(tx, { dossierId: dossier.id })
  await endAward(tx, sale?.deal_id, input, actor, now)
}

async function tellWinner(tx: CommandTx, sale: store.SaleRow, now: Instant): Promise<void> {
  const result = await store.resultOf(tx, sale)
  if (!result?.winner_org_id) throw new Error(`sale ${sale.id} was awarded to nobody`)
  await shareFile(tx, result.certificate_file_id, [result.winner_org_id], now)
  await tell(
    tx,
    sale,
    result.winner_org_id,
    TAKERS,
    '贵单位在{exchange}竞得《{name}》，成交价 {price}，请进入签约。',
    {
      exchange: sale.form.exchange,
      price: yuanText(result.price_fen ?? 0),
    },
  )
}

async function tell(
  tx: CommandTx,
  sale: store.SaleRow,
  orgId: string,
  roles: readonly string[],
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: sale.achievement_name, ...params },
    link: `/app/outside-sales/${sale.id}`,
    roles,
  })
}

/** A message to those of the owner who handle the sale. */
export async function tellOwner(tx: CommandTx, sale: store.SaleRow, template: string): Promise<void> {
  await tell(tx, sale, sale.org_id, HANDLERS, template)
}

/** Saves a sale outside to be proposed. */
export async function draftSale(tx: CommandTx, actor: Actor, form: OutsideForm, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  const { achievement, seller } = await mustBeForSale(tx, actor, form.achievementId)
  const id = v7()
  const opening = { title: achievement.name, subject: { kind: 'outside-sale', id }, orgId }
  const dossier = await openDossier(tx, outsideBinding, opening, actor, now)
  await store.insertSale(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    org_id: orgId,
    achievement_id: achievement.id,
    achievement_name: achievement.name,
    form,
    floor_fen: form.floorFen,
    approved_on: null,
    result_id: null,
    deal_id: null,
    contract_id: null,
    state: dossier.state,
    made_by: personId,
    made_at: now,
    sample: seller.sample,
  })
  tx.about('outside-sale', id, { title: achievement.name })
  return { id, dossierId: dossier.id, location: `/app/outside-sales/${id}` }
}

/** Corrects a sale that is still a draft. */
export async function saveSale(tx: CommandTx, actor: Actor, input: OutsideForm & { readonly id: string }) {
  const { id, ...form } = input
  const sale = await ownSale(tx, actor, id)
  if (sale.state !== 'draft') throw new Refusal('conflict', '已提交审批的不能再改；要改的请撤回后重新办理。')
  if (form.achievementId !== sale.achievement_id)
    throw new Refusal('invalid', '草稿不能换成别的成果，请另建一份。', {}, [
      { field: 'achievementId', message: '不能更换。' },
    ])
  await store.updateSale(tx, id, { form, floor_fen: form.floorFen })
  tx.about('outside-sale', id, { title: sale.achievement_name })
  return { id }
}

/** A sale of the actor's own organisation, refused as absent otherwise. */
export async function ownSale(tx: Tx, actor: Actor, id: string): Promise<store.SaleRow> {
  const sale = await store.findSale(tx, { id })
  mustReach(actor, { orgId: sale?.org_id ?? null })
  if (!sale) throw new Refusal('absent', '没有找到这次场外交易。')
  return sale
}

/** Whoever took it outside goes on to the contract here, at the price of the exchange. */
export async function acceptSale(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof acceptForm> & { readonly id: string },
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const { id, ...said } = input
  const sale = await store.findSale(tx, { id })
  const result = sale && (await store.resultOf(tx, sale))
  const isTold = sale !== undefined && store.SOLD.some((state) => state === sale.state)
  if (!isTold || result?.winner_org_id !== orgId || result.price_fen === null)
    throw new Refusal('absent', '没有找到贵单位竞得的这次交易。')
  if (sale.state !== 'awarded' || sale.deal_id !== null)
    throw new Refusal('conflict', '这次成交已经进入签约，或者已登记未成交。')
  const number = sale.public_id.toUpperCase()
  const sold = {
    achievementId: sale.achievement_id,
    form: sale.form,
    priceFen: result.price_fen,
    priceRoute: '场外交易',
    background: `${sale.form.exchange}的公开交易（平台编号 ${number}，交易凭证号 ${result.receipt ?? ''}，${result.done_on} 成交）。`,
    message: `本单位在${sale.form.exchange}竞得（平台编号 ${number}），按公告的条款签订合同。`,
    proposedBy: sale.made_by,
  } as const
  const signed = await signUp(tx, actor, sold, said, now)
  await store.updateSale(tx, id, { deal_id: signed.dealId, contract_id: signed.contractId })
  await reserve(tx, outsideProcedure, { ...sale, deal_id: signed.dealId }, now)
  await tellOwner(tx, sale, '《{name}》的受让方已进入签约，合同文本已生成，请核对签订。')
  tx.about('outside-sale', id, { title: sale.achievement_name })
  return signed
}

/** Moves the dossier of a sale by what was done in another command. */
export async function moveSale(
  tx: CommandTx,
  sale: store.SaleRow,
  action: 'enter' | 'conclude',
  actor: Actor,
  now: Instant,
): Promise<void> {
  const act = { dossierId: sale.dossier_id, action, visit: undefined, input: {}, event: true } as const
  await perform(tx, outsideBinding, act, actor, now)
}
