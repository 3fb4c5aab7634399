import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import type { DealMarket } from '#test/deal-market.ts'
import { FIRM, people, UNIVERSITY } from '#test/market.ts'

/** A second broker's house, what the page of a commission says, and a contract of the two; for tests. */
const { office, broker } = people
export const uuid = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const rival: Actor = {
  ...broker,
  personId: uuid(950),
  name: '辛一',
  orgId: uuid(951),
  orgName: '示例第二机构',
}

export interface Made {
  readonly id: string
  readonly dossierId: string
}
export interface Shown {
  readonly state: string
  readonly terms: string
  readonly dossierId: string | null
  readonly otherPaysToo: boolean
  readonly standing: { dueFen: number; paidFen: number; openFen: number; overFen: number }
  readonly dues: { fen: number; receivedFen: number }[]
  readonly money: { id: string; kind: string; state: string; next: { name: string }[] }[]
  readonly disputes: { dossierId: string; outcome: string | null; words: { by: string; text: string }[] }[]
  readonly record: {
    entries: { at: string; what: string; who: string; leaf: string | null }[]
    findings: string[]
  }
  readonly next: { name: string }[]
}

/** A contract the two sign on a deal, as the contracts and settlement modules leave it. */
export async function signedContract(market: DealMarket, achievementId: string, deal: Made, at: string) {
  const [contractId, code] = [v7(), publicId()]
  await market.query(
    `insert into contracts.contract (id, public_id, purpose, deal_id, achievement_id, demand_id, dossier_id, type, title,
       seller_org_id, buyer_org_id, sample, state, version, matter, drafted_by, drafted_at, concluded_at)
     values ($1, $2, 'contract', $3, $4, null, $5, '普通许可', '示例合同', $6, $7, false, 'confirmed', 1, null, $8, $9, $9)`,
    [contractId, code, deal.id, achievementId, deal.dossierId, UNIVERSITY, FIRM, office.personId, at],
  )
  const fileId = await market.file(office)
  await market.query(
    `with d as (insert into platform.signing_document (id, subject_kind, subject_id, version, title, file_id, sha256, mark_id,
         digest, pages, marked_pages, paper_only, at)
       values (gen_random_uuid(), 'contract', $1, 1, '示例合同', $2, repeat('a', 64), $4, repeat('a', 64), 1, 1, false, $3)
       returning id)
     insert into contracts.document (contract_id, version, terms_version, file_id, sha256, made_by, at, signing_id)
     select $1, 1, 1, $2, repeat('a', 64), $5, $3, d.id from d`,
    [contractId, fileId, at, code, office.personId],
  )
  await market.query(`update deals.deal set state = 'signed' where id = $1`, [deal.id])
  await market.query(
    `insert into settlement.settlement (id, public_id, contract_id, deal_id, code, title, seller_org_id, buyer_org_id,
       signed_on, version, agreed_version, sample, opened_at)
     values (gen_random_uuid(), $1, $2, $3, $1, '示例合同', $4, $5, '2026-01-05', 0, null, false, '2026-01-05')`,
    [code, contractId, deal.id, UNIVERSITY, FIRM],
  )
  return { contractId, code }
}
