import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Organisation } from '#platform/identity/organisations.ts'
import { dealForText, type Terms } from '#modules/deals/index.ts'
import type { Finding } from './rules.ts'
import * as store from './store.ts'

/** A contract that everybody has signed, with what its registration is prefilled from. */
export interface RegistrableContract {
  readonly contractId: string
  readonly title: string
  readonly seller: Organisation
  readonly buyer: Organisation
  readonly signedOn: string
  readonly terms: Terms
  readonly achievement: Awaited<ReturnType<typeof dealForText>>['achievement']
  /** Files of the signed text, which its parties and the competent unit read. */
  readonly fileIds: readonly string[]
  /** What was found in the text when it was made. */
  readonly findings: readonly Finding[]
}

/** A concluded contract by its id; undefined for one that is not concluded, or no contract. */
export async function registrableContract(tx: Tx, id: string): Promise<RegistrableContract | undefined> {
  const contract = await store.findContract(tx, { id })
  if (contract?.purpose !== 'contract' || contract.concluded_at === null) return undefined
  const { seller, buyer, agreed, achievement } = await dealForText(tx, contract.deal_id)
  const [text] = await store.documentsOf(tx, contract.id)
  if (!agreed || !text) throw new Error(`contract ${id} was concluded without terms or text`)
  return {
    contractId: contract.id,
    title: contract.title,
    seller,
    buyer,
    signedOn: dayOf(contract.concluded_at),
    terms: agreed,
    achievement,
    findings: text.findings,
    fileIds: [text.file_id, text.chinese_file_id].filter((file) => file !== null),
  }
}

/** Concluded contracts of a seller, newest first. */
export async function registrableContracts(
  tx: Tx,
  sellerOrgId: string,
  limit: number,
): Promise<{ readonly id: string; readonly title: string; readonly signedOn: string }[]> {
  const rows = await store.concludedOfSeller(tx, sellerOrgId, limit)
  return rows.map((row) => ({ id: row.id, title: row.title, signedOn: dayOf(row.concluded_at ?? '') }))
}
