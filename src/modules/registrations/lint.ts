import { findingsIn } from '#modules/contracts/index.ts'
import type { Draft, Reason } from './forms.ts'
import type { Around } from './lint-rule.ts'
import { RULES } from './lint-rules.ts'
import { sidesOf } from './rules.ts'

/** What is wrong or doubtful in an application; `hard` would be refused, the rest is for people to judge. */
export interface Finding {
  readonly rule: string
  readonly hard: boolean
  /** Field of the form it belongs to. */
  readonly field: string
  readonly says: string
  readonly basis: string
  /** The reason of refusal that would hit; null for a remark. */
  readonly ground: Reason | null
}

/** Reason and place of what the rules on contract texts find; those not named stay remarks of the clauses. */
const FROM_TEXTS: Readonly<Record<string, { readonly ground: Reason; readonly field: string }>> = {
  'monopoly-improvement': { ground: 'unlawful', field: 'clauses' },
  'monopoly-source': { ground: 'unlawful', field: 'clauses' },
  'monopoly-market': { ground: 'unlawful', field: 'clauses' },
  'monopoly-tying': { ground: 'unlawful', field: 'clauses' },
  'monopoly-channel': { ground: 'unlawful', field: 'clauses' },
  'monopoly-challenge': { ground: 'unlawful', field: 'clauses' },
  'owner-not-seller': { ground: 'unlawful', field: 'rights' },
  'right-dead': { ground: 'void', field: 'rights' },
  'amount-differs': { ground: 'price', field: 'clauses' },
  'date-absent': { ground: 'price', field: 'clauses' },
  'exclusive-but-licensor-may': { ground: 'name', field: 'clauses' },
  'sole-but-licensor-may-not': { ground: 'name', field: 'clauses' },
}

/** Everything that would be refused or asked about, the hard ones in front (issue 5, linter). */
export function lint(form: Draft, around: Around): Finding[] {
  const own = RULES.flatMap(({ id, basis, ground, find }) =>
    find(form, around).map(([field, says]): Finding => ({
      rule: id,
      hard: ground !== null,
      field,
      says,
      basis,
      ground,
    })),
  )
  const found = [...own, ...ofTexts(form, around)]
  return [...found.filter(({ hard }) => hard), ...found.filter(({ hard }) => !hard)]
}

/** Rules on contract texts (modules/contracts), asked of what is typed here, and what they said of the signed text. */
function ofTexts(form: Draft, { today, inText }: Around): Finding[] {
  const { sellers } = sidesOf(form)
  const typed = findingsIn({
    mode: modeOf(form),
    texts: [form.subject, form.clauses].flatMap((text) =>
      text === undefined ? [] : [{ at: '主要条款', text }],
    ),
    priceFen: undefined,
    // The end of the right is compared with the end of the term by a rule of our own.
    termMonths: undefined,
    today,
    sellerName: sellers[0]?.name ?? '',
    coOwners: sellers.flatMap(({ name }) => name ?? []),
    ip: (form.rights ?? []).map(({ kind = '', number, owner, endsOn }) => ({
      type: kind,
      number,
      expiresOn: endsOn,
      owners: owner === undefined ? [] : [owner],
    })),
    abroad: false,
  })
  const said = new Set(typed.map(({ rule }) => rule))
  const signed = inText
    .filter(({ rule }) => !said.has(rule) && rule !== 'term-beyond-patent')
    .map((one) => ({ ...one, says: `合同文本：${one.says}` }))
  return [...typed, ...signed]
    .filter(({ rule }) => rule !== 'transfer-as-licence')
    .map(({ rule, level, at, says, basis }) => {
      const known = level === 'serious' ? FROM_TEXTS[rule] : undefined
      const field = known?.field ?? 'clauses'
      return {
        rule,
        hard: known !== undefined,
        field,
        says: field === 'rights' ? `${at}：${says}` : says,
        basis,
        ground: known?.ground ?? null,
      }
    })
}

function modeOf({ type, subtype }: Draft): string {
  if (type === '技术转让') return '转让'
  return subtype === '一般技术服务' ? '技术服务' : (subtype ?? '')
}
