import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { makeContract } from '#modules/contracts/index.ts'
import { openPostedDeal, type PostedDeal } from '#modules/deals/index.ts'
import type { LotForm } from './forms.ts'

/** What was sold, at which price, and how that is said in the contract. */
interface Sold {
  readonly achievementId: string
  readonly form: Pick<
    LotForm,
    'mode' | 'payment' | 'termMonths' | 'deliverables' | 'acceptance' | 'liability'
  >
  readonly priceFen: number
  readonly priceRoute: PostedDeal['priceRoute']
  readonly background: string
  readonly message: string
  readonly proposedBy: string
}

/** Deal and text of the contract of whoever takes it, on the announced terms at the price of the award. */
export async function signUp(
  tx: CommandTx,
  actor: Actor,
  { achievementId, form, priceFen, priceRoute, background, message, proposedBy }: Sold,
  said: Pick<PostedDeal, 'related' | 'relatedNote'>,
  now: Instant,
): Promise<{ readonly dealId: string; readonly contractId: string; readonly location: string }> {
  const terms = {
    mode: form.mode,
    paymentKind: '一次总付',
    priceFen,
    priceConfirmed: true,
    payment: form.payment,
    termMonths: form.termMonths,
    deliverables: form.deliverables,
    acceptance: form.acceptance,
    liability: form.liability,
    background,
  }
  const posted = { achievementId, priceRoute, fixed: { terms, proposedBy }, isWon: true, message, ...said }
  const deal = await openPostedDeal(tx, actor, posted, now)
  const contract = await makeContract(tx, actor, { id: deal.id }, now)
  return { dealId: deal.id, contractId: contract.id, location: `/app/contracts/${contract.id}` }
}
