import { addMonths } from '#platform/calendar/calendar.ts'
import { industryFault } from '#platform/forms/classes.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import { overlaps } from '#platform/forms/overlap.ts'
import { rightNumber } from '#platform/forms/right-number.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { achievementForm, FISCAL, WHOLE_BP, type Achievement, type Ip } from './forms.ts'

/** Ruleset keys of the protection terms, in years from filing (专利法 42; 布图设计条例). */
const TERM_RULES: Readonly<Record<string, string>> = {
  发明专利: 'ip.term.invention.years',
  实用新型: 'ip.term.utilityModel.years',
  外观设计: 'ip.term.design.years',
  集成电路布图设计专有权: 'ip.term.layout.years',
}
const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']
const MONTHS_A_YEAR = 12

/** Contradictions: what can never be listed, whoever submits or imports it. Warnings are in `warningsOf`. */
export function faultsOf(form: Achievement, rules: Ruleset, today: string): FieldFault[] {
  return [
    ...shareFaults(form),
    ...fundingFaults(form, today),
    ...(form.ip ?? []).flatMap((ip, i) =>
      ipFaults(ip, rules, today).map(({ field, message }) => ({ field: `ip.${i}.${field}`, message })),
    ),
    ...licenceFaults(form),
    ...priceFaults(form),
    ...otherFaults(form, today),
  ]
}

/** What is still to be added (待补充) before the record may be listed by its owner. */
export function gapsOf(form: Achievement, rules: Ruleset, today: string): FieldFault[] {
  const parsed = achievementForm.safeParse(form)
  const gaps: FieldFault[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const evidenceFrom = rules.number('trl.evidenceFrom', today)
  if ((form.trl ?? 0) >= evidenceFrom && !form.trlEvidence?.length)
    gaps.push({ field: 'trlEvidence', message: `技术就绪度 ${evidenceFrom} 级及以上须附证明材料。` })
  for (const [i, owner] of (form.coOwners ?? []).entries())
    if (!owner.consent)
      gaps.push({ field: `coOwners.${i}.consent`, message: `共有人“${owner.name}”尚未书面同意发布。` })
  if (FISCAL.includes(form.fundingSource ?? '')) {
    if (!form.projectNo) gaps.push({ field: 'projectNo', message: '财政资金支持的成果须填项目编号。' })
    if (!form.conversionDue)
      gaps.push({ field: 'conversionDue', message: '财政资金支持的成果须填约定转化期限。' })
  }
  if (form.priceFen === undefined && !form.negotiable)
    gaps.push({ field: 'priceFen', message: '请填写意向价格，或选择“价格面议”。' })
  for (const [i, ip] of (form.ip ?? []).entries()) {
    if (ip.type !== '技术秘密' && !ip.number)
      gaps.push({ field: `ip.${i}.number`, message: '请填写申请号或登记号。' })
    if (PATENTS.includes(ip.type) && !ip.filedOn)
      gaps.push({ field: `ip.${i}.filedOn`, message: '请填写专利申请日。' })
  }
  return gaps
}

/** Shares sum to exactly 10000 bp, each above 0 (property law of co-ownership; domain/achievements.md). */
export function shareFaults(form: Achievement): FieldFault[] {
  const owners = form.coOwners ?? []
  if (owners.length === 0) return []
  if (owners.length === 1)
    return [{ field: 'coOwners', message: '只有一个权利人时不填共有人；共有的请把各方都列出。' }]
  const sum = owners.reduce((total, owner) => total + owner.shareBp, 0)
  const faults: FieldFault[] = []
  if (sum !== WHOLE_BP)
    faults.push({
      field: 'coOwners',
      message: `各共有人份额合计为 ${(sum / 100).toFixed(2)}%，应正好为 100%，请${sum < WHOLE_BP ? '补足' : '扣减'} ${(Math.abs(WHOLE_BP - sum) / 100).toFixed(2)}%。`,
    })
  const names = owners.map((owner) => owner.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    faults.push({ field: 'coOwners', message: `共有人“${twice}”列了两次，请合并为一行。` })
  return faults
}

function fundingFaults(form: Achievement, today: string): FieldFault[] {
  if (!FISCAL.includes(form.fundingSource ?? '')) return []
  // A deadline that has passed is a fact to show, not a mistake; only an absurd one is refused.
  if (form.conversionDue !== undefined && form.conversionDue < addMonths(today, -100 * MONTHS_A_YEAR))
    return [{ field: 'conversionDue', message: '约定转化期限早得不合情理，请核对年份。' }]
  return []
}

/** Last day of protection: as given, else from filing by the term in force that day; undefined when neither is known. */
export function expiryOf(ip: Ip, rules: Ruleset): string | undefined {
  if (ip.expiresOn) return ip.expiresOn
  const rule = TERM_RULES[ip.type]
  if (rule === undefined || !ip.filedOn) return undefined
  return addMonths(ip.filedOn, rules.number(rule, ip.filedOn) * MONTHS_A_YEAR)
}

/** Last day of the first of the granted rights to end, today or later; after it the listing may not go on unchanged. */
export function rightEnding(form: Achievement, rules: Ruleset, today: string): string | undefined {
  const ends = (form.ip ?? [])
    .filter((ip) => ip.status === '已授权')
    .flatMap((ip) => [ip.expiresOn, expiryOf({ ...ip, expiresOn: null }, rules)])
    .filter((day) => typeof day === 'string' && day >= today)
  return ends.sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))[0] ?? undefined
}

/** Faults of one right; a right listed as 已授权 after its last day is refused, whether the day was given or computed. */
export function ipFaults(ip: Ip, rules: Ruleset, today: string): FieldFault[] {
  const faults: FieldFault[] = []
  const say = (field: string, message: string) => faults.push({ field, message })
  const name = ip.number ? `${ip.type} ${ip.number}` : ip.type
  if (ip.filedOn && ip.filedOn > today) say('filedOn', `${name} 的申请日 ${ip.filedOn} 还没有到。`)
  if (ip.status !== '申请中' && ip.grantedOn && ip.grantedOn > today)
    say('grantedOn', `${name} 的授权日 ${ip.grantedOn} 还没有到。`)
  const order = [
    ['filedOn', '申请日'],
    ['publishedOn', '公布日'],
    ['expiresOn', '届满日'],
  ] as const
  inOrder(ip, order, name, say)
  const granted = [
    ['filedOn', '申请日'],
    ['grantedOn', '授权日'],
    ['expiresOn', '届满日'],
  ] as const
  inOrder(ip, granted, name, say)
  if (ip.status === '申请中' && ip.grantedOn)
    say('status', `${name} 填了授权日，法律状态却是“申请中”，请更正其一。`)
  const given = ip.expiresOn ?? undefined
  const computed = expiryOf({ ...ip, expiresOn: null }, rules)
  const passed = [given, computed].find((day) => day !== undefined && day < today)
  if (ip.status === '已授权' && passed !== undefined)
    say('status', `${name} 的保护期已于 ${passed} 届满，不能再按“已授权”发布，请改为“失效”或删去这一项。`)
  return faults
}

function inOrder(
  ip: Ip,
  order: readonly (readonly [keyof Ip, string])[],
  name: string,
  say: (field: string, message: string) => void,
): void {
  const known = order.filter(([field]) => ip[field])
  for (const [i, [field, title]] of known.entries()) {
    const next = known[i + 1]
    if (next && String(ip[field]) > String(ip[next[0]]))
      say(next[0], `${name} 的${next[1]} ${String(ip[next[0]])} 早于${title} ${String(ip[field])}。`)
  }
}

/** 独占 excludes the licensor, 排他 does not: a choice that says otherwise is refused, never merged. */
function licenceFaults(form: Achievement): FieldFault[] {
  const modes = form.modes ?? []
  const isExclusive = modes.includes('独占许可')
  const isSole = modes.includes('排他许可')
  if (isSole && !isExclusive && form.licensorMayUse === '不可以')
    return [
      {
        field: 'licensorMayUse',
        message: '排他许可下许可人自己可以实施；许可人不得实施的是独占许可。请改选转化方式，或改为“可以”。',
      },
    ]
  if (isExclusive && !isSole && form.licensorMayUse === '可以')
    return [
      {
        field: 'licensorMayUse',
        message: '独占许可下许可人自己不得实施；许可人可以实施的是排他许可。请改选转化方式，或改为“不可以”。',
      },
    ]
  return []
}

function priceFaults(form: Achievement): FieldFault[] {
  if (form.priceFen === undefined) return []
  if (form.negotiable) return [{ field: 'priceFen', message: '已选“价格面议”，就不填意向价格；请保留其一。' }]
  const doubt = form.priceConfirmed ? undefined : unitDoubt(form.priceFen)
  return doubt === undefined ? [] : [{ field: 'priceFen', message: doubt }]
}

function otherFaults(form: Achievement, today: string): FieldFault[] {
  const faults: FieldFault[] = []
  const industry = industryFault(form.industrySection, form.industryDivision)
  if (industry !== undefined) faults.push({ field: 'industryDivision', message: industry })
  if (form.validUntil !== undefined && form.validUntil < today)
    faults.push({
      field: 'validUntil',
      message: `信息有效期 ${form.validUntil} 已过，请改为以后的日期或留空。`,
    })
  return faults
}

/** Things a person should look at before submitting; none of them refuses. */
export function warningsOf(form: Achievement, today: string): FieldFault[] {
  const warnings: FieldFault[] = []
  const say = (field: string, message: string) => warnings.push({ field, message })
  if (form.kind !== undefined && form.kind !== '应用技术' && form.priceFen !== undefined)
    say('priceFen', `${form.kind}成果一般不作价转让，请确认标价是否合适。`)
  const reason = teaserReason(form, today)
  if (reason !== undefined)
    say(
      'teaser',
      `${reason}，公开页面只显示名称和“对外简介（不含技术内容）”${form.teaser ? '' : '；您还没有填写对外简介'}。`,
    )
  for (const [i, ip] of (form.ip ?? []).entries())
    if (ip.status === '失效')
      say(`ip.${i}.status`, `${ip.type}${ip.number ?? ''} 已失效，任何人都可以使用，请确认是否仍要列出。`)
  if (form.exportControl !== undefined && form.exportControl !== '否')
    say('exportControl', `属于${form.exportControl}技术，向境外转让、许可须先办理出口管制手续。`)
  for (const [field, title] of TECHNICAL_FIELDS)
    for (const run of overlaps(form.confidentialParts ?? '', textOf(form[field])))
      say(field, `“${title}”里写有不公开的内容：“${run}”，提交后将公开，请修改其一。`)
  return warnings
}

/** Public fields that carry technical content; hidden while only a teaser may be shown. */
const TECHNICAL_FIELDS = [
  ['name', '名称'],
  ['summary', '简介'],
  ['advantages', '技术优势'],
  ['application', '应用范围'],
  ['benefits', '预期效益'],
  ['materials', '可提供的资料'],
  ['keywords', '关键词'],
  ['teaser', '对外简介'],
] as const

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : ''
}

/**
 * Why only a teaser may be public (专利法 22, 24: publication before filing destroys novelty; a secret told is none);
 * undefined when all public fields may be shown.
 */
export function teaserReason(form: Achievement, today: string): string | undefined {
  if (form.exportControl !== undefined && form.exportControl !== '否')
    return `成果属于${form.exportControl}技术`
  for (const ip of form.ip ?? []) {
    if (ip.type === '技术秘密') return '成果含有技术秘密'
    if (!PATENTS.includes(ip.type) || ip.status !== '申请中') continue
    if (!ip.number || !ip.filedOn) return `成果含有尚未申请的${ip.type}`
    if (!ip.publishedOn || ip.publishedOn > today) return `成果含有尚未公布的${ip.type}申请`
  }
  return undefined
}

/** Numbers of rights in the form they are compared in: letters and digits only, without a leading ZL or CN. */
export function ipNumbers(form: Achievement): string[] {
  const numbers = (form.ip ?? []).map((ip) => rightNumber(ip.number ?? '')).filter((number) => number !== '')
  return [...new Set(numbers)]
}
