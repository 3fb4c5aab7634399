import { z } from 'zod'
import { dayOf } from '#platform/calendar/calendar.ts'
import { routesOf } from '#platform/command/command.ts'
import { SIZE_CLASSES } from '#platform/forms/contracts.ts'
import { registerOf, type RegisterKind } from '#platform/records/register.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { pastContractForm, type PastContract } from './past-forms.ts'
import { pastFaults } from './past-rules.ts'
import { pastCounts, pastStore } from './store-past.ts'

/** Contracts of the past: the unit's own, never public but as counts (practice.md P16). */
export const pastContractKind: RegisterKind<PastContract> = {
  kind: 'past-contract',
  path: '/past-contracts',
  title: '历史合同',
  module: 'contracts',
  store: pastStore,
  form: pastContractForm,
  writers: ['tto', 'researchOffice', 'secretary', 'firm', 'serviceBody'],
  readers: ['leader', 'legal', 'finance', 'assets', 'orgAdmin'],
  code: { field: 'code', of: ({ code, registrationNo }) => code ?? registrationNo, prefix: 'LS' },
  likeness: ({ signedOn, seller, buyer }) => [signedOn, seller, buyer].join('|'),
  faults: (form, _rules, today) => pastFaults(form, today),
  item: ({ type, subtype, signedOn, seller, buyer, totalFen, technologyFen }) => ({
    type: type ?? null,
    subtype: subtype ?? null,
    signedOn: signedOn ?? null,
    seller: seller ?? null,
    buyer: buyer ?? null,
    totalFen: totalFen ?? null,
    technologyFen: technologyFen ?? null,
  }),
}

const register = registerOf(pastContractKind)
const { read } = routesOf('contracts')

export const pastPermissions = {
  ...register.permissions,
  'past-contract.statistics': { visitor: 'any', clock: 'any', console: 'any' } as const,
}

export const pastRoutes = [
  ...register.routes,
  read({
    path: '/past-contracts/statistics',
    permission: 'past-contract.statistics',
    journal: 'past-contract.statistics',
    title: '历史合同统计：年份、类型、金额档次，不足规定份数的不显示',
    input: z.object({}),
    verb: async (tx, _actor, _input, now) => {
      const below = (await loadRuleset(tx)).number('statistics.suppressBelow', dayOf(now))
      const counts = await pastCounts(tx, null)
      return {
        source: '历史',
        suppressedBelow: below,
        items: counts.map(({ year, type, size, contracts }) => ({
          year,
          type,
          size: size === null ? '金额不详' : (SIZE_CLASSES[size]?.title ?? ''),
          contracts: contracts < below ? null : contracts,
        })),
      }
    },
  }),
]
