import type { DealMarket } from '#test/deal-market.ts'
import { FIRM, people, UNIVERSITY } from '#test/market.ts'
import { id } from './fixture.ts'

/** The n-th licence both have signed, as the contracts module leaves it, with its settlement. */
export async function signedLicence(market: DealMarket, n: number, type = '普通许可') {
  const achievementId = await market.achievement(`示例收益成果第 ${String(n)} 号`)
  const deal = await market.write<{ id: string; dossierId: string }>(people.firm, 'deal.open', {
    achievementId,
    message: '想取得许可用于养殖尾水处理。',
  })
  const contractId = id(5000 + n)
  const at = '2026-01-05T02:00:00Z'
  const signed = [contractId, `c${String(n)}`, deal.id, achievementId, deal.dossierId, type]
  await market.query(
    `insert into contracts.contract (id, public_id, purpose, deal_id, achievement_id, demand_id, dossier_id, type, title,
       seller_org_id, buyer_org_id, sample, state, version, matter, drafted_by, drafted_at, concluded_at)
     values ($1, $2, 'contract', $3, $4, null, $5, $6, '示例合同', $7, $8, false, 'confirmed', 1, null, $9, $10, $10)`,
    [...signed, UNIVERSITY, FIRM, people.office.personId, at],
  )
  await market.query(
    `insert into settlement.settlement (id, public_id, contract_id, deal_id, code, title, seller_org_id, buyer_org_id,
       signed_on, version, agreed_version, sample, opened_at)
     values (gen_random_uuid(), $1, $2, $3, $1, '示例合同', $4, $5, '2026-01-05', 0, null, false, '2026-01-05')`,
    [`s${String(n)}`, contractId, deal.id, UNIVERSITY, FIRM],
  )
  return { contractId, achievementId }
}
