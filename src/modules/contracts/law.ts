import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { ABROAD_RULE, countryName, countsAsAbroad, MAINLAND } from '#platform/identity/countries.ts'
import type { Organisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import type { dealForText } from '#modules/deals/index.ts'
import {
  approvalsNeeded,
  exportBan,
  rightsToAsk,
  rightState,
  type ApprovalNeed,
  type DealInLaw,
  type RightToAsk,
} from './rights.ts'
import * as store from './store.ts'

type Deal = Awaited<ReturnType<typeof dealForText>>

/** Regions of China that count as abroad today; asked only when a party is from outside the mainland. */
async function regionsAsAbroad(tx: Tx, parties: readonly Organisation[]): Promise<readonly unknown[]> {
  if (parties.every(({ country }) => country === MAINLAND)) return []
  // Inside a command the rules are at hand; the pages read them.
  if ('rules' in tx) {
    const { rules, today } = tx as CommandTx
    return rules.list(ABROAD_RULE, today)
  }
  return (await loadRuleset(tx)).list(ABROAD_RULE, dayOf(await databaseNow(tx)))
}

/** The deal as the rules on foreign parties and priority rights see it. */
export async function dealInLaw(tx: Tx, deal: Deal, mode: string): Promise<DealInLaw> {
  const { achievement, seller, buyer } = deal
  const { form } = achievement
  const regions = await regionsAsAbroad(tx, [seller, buyer])
  const abroad = ({ country }: Organisation) =>
    countsAsAbroad(country, regions) ? countryName(country) : null
  return {
    mode,
    jobRelated: form.jobRelated ?? false,
    fundingSource: form.fundingSource,
    exportControl: form.exportControl,
    ip: form.ip ?? [],
    coOwners: form.coOwners ?? [],
    sellerOrgId: seller.id,
    sellerName: seller.name,
    sellerAbroad: abroad(seller),
    buyerAbroad: abroad(buyer),
  }
}

export interface RightView extends RightToAsk {
  readonly settled: boolean
  readonly why: string
}

/** What the law wants known of a deal before its contract is signed, and what is recorded of it. */
export interface DealLaw {
  readonly ban: string | undefined
  readonly rights: readonly RightView[]
  readonly answers: readonly store.RightAnswerRow[]
  readonly needs: readonly (ApprovalNeed & { readonly recorded: boolean })[]
  readonly approvals: readonly store.ApprovalRow[]
  readonly isAbroad: boolean
}

export async function lawOf(tx: Tx, deal: Deal, mode: string, termsVersion: number): Promise<DealLaw> {
  const inLaw = await dealInLaw(tx, deal, mode)
  const answers = await store.rightAnswersOf(tx, deal.deal.id)
  const approvals = await store.approvalsOf(tx, deal.deal.id)
  const known = answers.map((row) => ({
    rightKey: row.right_key,
    termsVersion: row.terms_version,
    offeredOn: row.offered_on,
    answer: row.answer,
    hasFile: row.file_id !== null,
  }))
  return {
    ban: exportBan(inLaw),
    rights: rightsToAsk(inLaw).map((right) => ({ ...right, ...rightState(right, known, termsVersion) })),
    answers,
    needs: approvalsNeeded(inLaw).map((need) => ({
      ...need,
      recorded: approvals.some((approval) => approval.kind === need.kind),
    })),
    approvals,
    isAbroad: inLaw.sellerAbroad !== null || inLaw.buyerAbroad !== null,
  }
}

/** What guards ask of it. */
export function lawFacts(law: DealLaw) {
  return {
    ban: law.ban,
    missingApprovals: law.needs
      .filter(({ recorded }) => !recorded)
      .map(({ title, basis }) => `${title}（${basis}）`),
    openRights: law.rights
      .filter(({ required, settled }) => required && !settled)
      .map(({ holder, basis, why }) => `${holder}（${basis}）：${why}`),
    rightKeys: law.rights.filter(({ kind }) => kind !== 'note').map(({ key }) => key),
  }
}

/** What is asked of a text whose deal has ended. */
export const NO_LAW: DealLaw = {
  ban: undefined,
  rights: [],
  answers: [],
  needs: [],
  approvals: [],
  isAbroad: false,
}
