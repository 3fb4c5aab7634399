import { dayNumber } from '#platform/calendar/day.ts'
import type { Tx } from '#platform/db/database.ts'
import { compact } from '#platform/records/diff.ts'
import { registerOf, type RegisterKind } from '#platform/records/register.ts'
import { rightNumber } from '#platform/forms/right-number.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import type { Achievement, Ip } from './forms.ts'
import { patentForm, type Patent } from './patent-forms.ts'
import { expiryOf, ipFaults, ipNumbers } from './rules.ts'
import { patentsOfOwner, patentStore } from './store-patents.ts'

/** The register of rights 知识产权台账. */
export const patentKind: RegisterKind<Patent> = {
  kind: 'patent',
  path: '/patents',
  title: '知识产权',
  module: 'achievements',
  store: patentStore,
  form: patentForm,
  writers: ['tto', 'researchOffice', 'secretary', 'assets', 'researcher', 'firm', 'serviceBody'],
  readers: ['leader', 'legal', 'finance', 'security', 'orgAdmin'],
  code: { field: 'number', of: (form) => rightNumber(form.number ?? '') || undefined, prefix: 'ZC' },
  likeness: ({ number }) => number ?? '',
  faults: (form, rules, today) => ipFaults(ipOf(form), rules, today),
  item: (form, rules, today) => ({
    type: form.type ?? null,
    number: form.number ?? null,
    status: form.status ?? null,
    owners: form.owners ?? [],
    expiresOn: expiryOf(ipOf(form), rules) ?? null,
    annualFeeDueOn: form.annualFeeDueOn ?? null,
    attention: attentionOf(form, rules, today),
    // What an achievement takes over when the entry is picked.
    ip: ipOf(form),
  }),
}

export const patents = registerOf(patentKind)

/** The entry as an achievement names it. */
function ipOf({ type, number, status, filedOn, publishedOn, grantedOn, expiresOn, owners }: Patent): Ip {
  return compact({ type, number, status, filedOn, publishedOn, grantedOn, expiresOn, owners }) as Ip
}

/** Why a right no longer holds, in words; undefined while it does. */
function lapseOf(form: Patent, rules: Ruleset, today: string): string | undefined {
  if (form.status === '失效') return '状态是“失效”'
  const expiry = expiryOf(ipOf(form), rules)
  return expiry !== undefined && expiry < today ? `已于 ${expiry} 届满` : undefined
}

/** What its owner should see to: a right that ended, an annual fee that is due (practice.md P23). */
function attentionOf(form: Patent, rules: Ruleset, today: string): string | null {
  const lapse = lapseOf(form, rules, today)
  if (lapse !== undefined) return lapse
  const due = form.annualFeeDueOn
  if (due === undefined) return null
  const left = dayNumber(due) - dayNumber(today)
  if (left < 0) return `年费已于 ${due} 到期`
  return left <= rules.number('patent.annualFee.remind.days', today) ? `年费还有 ${left} 天到期` : null
}

/** What the register says otherwise than an achievement of the same owner: facts are written down once (P34). */
export async function registerWarnings(
  tx: Tx,
  achievementId: string,
  form: Achievement,
  today: string,
): Promise<FieldFault[]> {
  const known = await patentsOfOwner(tx, achievementId, ipNumbers(form))
  if (known.length === 0) return []
  const rules = await loadRuleset(tx)
  return (form.ip ?? []).flatMap((ip, i) => {
    const entry = known.find(({ code }) => code === rightNumber(ip.number ?? ''))
    if (!entry || ip.status === '失效') return []
    const lapse = lapseOf(entry, rules, today)
    const name = `${ip.type} ${ip.number ?? ''}`
    if (lapse !== undefined)
      return {
        field: `ip.${i}.status`,
        message: `${name} 在本单位知识产权台账里${lapse}，成果仍写作“${ip.status}”，请核对。`,
      }
    if (entry.status !== undefined && entry.status !== ip.status)
      return {
        field: `ip.${i}.status`,
        message: `${name} 在本单位知识产权台账里是“${entry.status}”，成果写作“${ip.status}”，请核对。`,
      }
    return []
  })
}
