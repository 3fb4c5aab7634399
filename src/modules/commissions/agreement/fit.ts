import type { Tx } from '#platform/db/database.ts'
import { sharedMembers } from '#platform/identity/organisations.ts'
import { concludedText } from '#modules/contracts/index.ts'
import { brokerCertificate } from '#modules/directories/index.ts'
import { lateFault } from '../rules.ts'
import * as store from '../store.ts'

/** Why a broker cannot be promised a commission by a payer; undefined when it can. */
export async function brokerFault(
  tx: Tx,
  who: {
    readonly brokerOrgId: string
    readonly brokerPersonId: string
    readonly payer: string
    readonly other: string
  },
  today: string,
): Promise<string | undefined> {
  if ((await sharedMembers(tx, who.brokerOrgId, who.payer, today)) > 0)
    return '经纪机构和付款方有同一个人任职，属于关联方，不能约定佣金。'
  if ((await sharedMembers(tx, who.brokerOrgId, who.other, today)) > 0)
    return '经纪机构和交易的另一方有同一个人任职，属于关联方，不能约定佣金。'
  const certificate = await brokerCertificate(tx, who.brokerPersonId, today)
  if (!certificate) return '经纪人没有在技术经纪人名录中公开证书，请先在名录登记后再约定佣金。'
  return certificate.inForce
    ? undefined
    : `经纪人的证书已于 ${certificate.until} 到期，请先在名录中更新证书。`
}

/** The contract there is already of an introduction, with no other talk going on that it could still be paid for. */
export async function lateFor(tx: Tx, introductionId: string): Promise<string | undefined> {
  const deals = (await store.boundDeals(tx, { introductionId })).filter((one) => one.introduction_counts)
  const isOpen = deals.some(({ state }) => state !== 'signed' && state !== 'ended')
  const signed = deals.findLast(({ state }) => state === 'signed')
  if (isOpen || !signed) return undefined
  return lateFault((await concludedText(tx, signed.deal_id, 'contract'))?.signedOn)
}
