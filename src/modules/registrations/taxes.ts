import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { registrationForm } from './forms.ts'
import { incomesOf } from './store-matters.ts'
import { findRegistration } from './store.ts'
import { conditionsOf, earningsOf, taxYear, type EarnedBy } from './tax.ts'

const RULES = ['tax.cit.transferExemptFen', 'tax.cit.licenceMinYears'] as const

/** Income tax of an organisation's transfers in a year, explained: information, which the tax office decides. */
export async function showTaxYear(
  tx: Tx,
  actor: Actor,
  { year }: { readonly year?: number | undefined },
  now: Instant,
) {
  reachedByQuery(actor)
  const today = dayOf(now)
  const of = year ?? Number(today.slice(0, 4))
  // The year that has ended is judged by the rules of its last day.
  const on = `${of}-12-31` < today ? `${of}-12-31` : today
  const rules = await loadRuleset(tx)
  const numbers = {
    exemptFen: rules.number('tax.cit.transferExemptFen', on),
    licenceYears: rules.number('tax.cit.licenceMinYears', on),
  }
  const contracts: { id: string; title: string; number: string | null; earned: EarnedBy }[] = []
  for (const income of actor.orgId === null ? [] : await incomesOf(tx, actor.orgId, of)) {
    const row = await findRegistration(tx, { id: income.registration_id })
    const form = registrationForm.safeParse(row?.form)
    if (!row || !form.success) throw new Error(`income ${income.id} is of a registration that is not whole`)
    const registered = row.state === 'registered' && row.standing !== 'cancelled'
    contracts.push({
      id: row.id,
      title: row.title,
      number: row.number,
      earned: { form: form.data, registered, income: income.content },
    })
  }
  return {
    year: of,
    ...taxYear(
      contracts.map(({ earned }) => earned),
      numbers,
    ),
    limitFen: numbers.exemptFen,
    badges: rules.badges(RULES, on),
    contracts: contracts.map(({ earned, ...contract }) => ({
      ...contract,
      earnedFen: earningsOf(earned.income),
      income: earned.income,
      conditions: conditionsOf(earned, numbers),
    })),
  }
}
