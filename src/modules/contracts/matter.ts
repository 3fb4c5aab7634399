import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { SampleMark } from '#platform/documents/blocks.ts'
import { permanentAddress } from '#platform/identifiers/identifiers.ts'
import { countryName, MAINLAND } from '#platform/identity/countries.ts'
import type { Organisation } from '#platform/identity/organisations.ts'
import { readInstance } from '#platform/instance/instance.ts'
import { Refusal } from '#platform/refusal.ts'
import { termsInWords, type dealForContract, type dealForText, type Terms } from '#modules/deals/index.ts'
import * as store from './store.ts'
import { CONTRACT_TEXTS, contractText, type MadeText } from './texts/contract.ts'
import type { ContractTerms, Mode, Party, TextMatter } from './texts/matter.ts'
import {
  ndaText,
  supplementText,
  trialText,
  type NdaTerms,
  type SupplementTerms,
  type TrialTerms,
} from './texts/other.ts'

export type AgreedDeal = Awaited<ReturnType<typeof dealForContract>>
export type AnyDeal = Awaited<ReturnType<typeof dealForText>>

const FISCAL: readonly string[] = ['国家财政', '省财政', '市财政', '县财政']

/** The mode a text is for. */
export function modeOf(terms: Terms): Mode {
  const { mode } = terms
  if (Object.hasOwn(CONTRACT_TEXTS, mode)) return mode
  throw new Refusal('conflict', '没有“{mode}”的合同文本，请退回洽谈改选合作方式。', { mode })
}

/** The agreed terms in the words of a contract, each side called what it is called there. */
export function termsOf(terms: Terms): ContractTerms {
  const { first } = CONTRACT_TEXTS[modeOf(terms)]
  const names = first === 'seller' ? { seller: '甲方', buyer: '乙方' } : { seller: '乙方', buyer: '甲方' }
  const { priceFen, territory, termMonths } = terms
  const { acceptance, improvements, confidentiality, liability, disputes } = terms
  return {
    priceFen,
    territory,
    termMonths,
    acceptance,
    improvements,
    confidentiality,
    liability,
    disputes,
    ...termsInWords(terms, names),
  }
}

/** Where the QR code leads, and the mark every page carries when the contract is not a real one (P3). */
export async function stationery(
  tx: Tx,
  contract: Pick<store.ContractRow, 'sample' | 'public_id'>,
): Promise<{ address: string; mark: SampleMark | undefined }> {
  const instance = await readInstance(tx)
  if (!instance) throw new Error('the installation was not founded')
  const marks = { demo: '演示', rehearsal: '演练', production: undefined } as const
  // The log's origin is host/city: the host is where the city's site answers.
  const origin = `https://${instance.origin.replace(/\/.*$/, '')}`
  return {
    address: permanentAddress(origin, 'contract', contract.public_id),
    mark: contract.sample ? '示例' : marks[instance.kind],
  }
}

function partyOf(org: Organisation): Party {
  const abroad = org.country === MAINLAND ? null : countryName(org.country)
  return { name: org.name, creditCode: org.creditCode, address: org.address, abroad }
}

async function baseOf(tx: Tx, contract: store.ContractRow, deal: AnyDeal, now: Instant): Promise<TextMatter> {
  const { address, mark } = await stationery(tx, contract)
  const signers = await store.signersOf(tx, contract.id)
  return {
    publicId: contract.public_id,
    version: contract.version,
    at: now,
    address,
    ...(mark !== undefined && { mark }),
    seller: partyOf(deal.seller),
    buyer: partyOf(deal.buyer),
    signers: signers.map(({ id, name, role }) => ({ id, name, role })),
    achievement: {
      name: deal.achievement.name,
      code: deal.achievement.code,
      ip: deal.achievement.form.ip ?? [],
    },
  }
}

/** The text of a contract, from the terms both sides agreed to. */
export async function textOfDeal(
  tx: Tx,
  contract: store.ContractRow,
  deal: AgreedDeal,
  now: Instant,
): Promise<MadeText> {
  const { form } = deal.achievement
  return contractText({
    ...(await baseOf(tx, contract, deal, now)),
    mode: modeOf(deal.terms),
    termsVersion: deal.termsVersion,
    terms: termsOf(deal.terms),
    jobRelated: form.jobRelated ?? false,
    isFiscal: FISCAL.includes(form.fundingSource ?? ''),
  })
}

/** What other texts are made of, by purpose. */
export type OtherMatter =
  | { readonly purpose: 'nda'; readonly terms: NdaTerms }
  | { readonly purpose: 'trial'; readonly terms: TrialTerms }
  | { readonly purpose: 'supplement'; readonly terms: SupplementTerms }

export async function otherText(
  tx: Tx,
  contract: store.ContractRow,
  deal: AnyDeal,
  now: Instant,
): Promise<MadeText> {
  const base = await baseOf(tx, contract, deal, now)
  const matter = contract.matter as OtherMatter
  if (matter.purpose === 'nda') return ndaText({ ...base, terms: matter.terms })
  if (matter.purpose === 'trial') return trialText({ ...base, terms: matter.terms })
  return supplementText({ ...base, terms: matter.terms })
}
