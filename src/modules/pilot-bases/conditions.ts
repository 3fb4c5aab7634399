import { addMonths, type Day } from '#platform/calendar/calendar.ts'
import { yuanText } from '#platform/forms/money.ts'
import { isWithin, unitKey } from '#platform/forms/unit-names.ts'
import type { Application, Draft } from './forms.ts'
import { KEYS, scoreFaults, validUntil, type Fault, type Numbers } from './rules.ts'

/** Basis points of a whole. */
const WHOLE = 10_000

/** One condition of recognition as an application stands to it. */
export interface Condition {
  readonly key: string
  readonly title: string
  readonly needed: string
  readonly has: string
  readonly met: boolean
  /** By how much it is missed, in words; empty when met. */
  readonly gap: string
  /** Rules it is judged by, for their badges. */
  readonly rules: readonly string[]
}

/** What the form cannot say by itself. */
export interface Surroundings {
  readonly today: Day
  /** First day the certificate would be valid: today, or of a renewal the day after the old end. */
  readonly validFrom: Day
  /** The applicant's region is one of the city's. */
  readonly inCity: boolean
  readonly unitName: string
}

/** Every condition, in the order of the form; what is not filled in yet is not met. */
export function conditionsOf(form: Draft, numbers: Numbers, around: Surroundings): Condition[] {
  return [
    ...basisOf(form, numbers, around),
    ...siteOf(form, numbers, around),
    ...plantOf(form, numbers),
    ...teamOf(form, numbers),
    ...serviceOf(form, numbers, around),
    ...conductOf(form, numbers),
  ]
}

function atLeast(
  of: { readonly key: string; readonly title: string; readonly rules: readonly string[] },
  has: number,
  needed: number,
  say: (value: number) => string,
): Condition {
  const met = has >= needed
  return {
    ...of,
    needed: `不少于 ${say(needed)}`,
    has: say(has),
    met,
    gap: met ? '' : `还差 ${say(needed - has)}`,
  }
}

function basisOf(form: Draft, numbers: Numbers, { today, inCity }: Surroundings): Condition[] {
  const since = form.operatingSince
  const full = since === undefined ? undefined : addMonths(since, numbers.operatingMonths)
  const isOld = full !== undefined && full <= today
  const registered: Condition = {
    key: 'registered',
    title: '在本市登记注册',
    needed: '注册地在本市',
    has: inCity ? '是' : '否',
    met: inCity,
    gap: inCity ? '' : '单位资料里的所在地不在本市',
    rules: [],
  }
  const operating: Condition = {
    key: 'operating',
    title: '在本市正常运营',
    needed: `满 ${numbers.operatingMonths} 个月`,
    has: since === undefined ? '未填' : `${since} 起`,
    met: isOld,
    gap: isOld ? '' : full === undefined ? '请填写开始运营的日期' : `到 ${full} 才满`,
    rules: [KEYS.operatingMonths],
  }
  return [registered, operating]
}

function siteOf(form: Draft, numbers: Numbers, { validFrom }: Surroundings): Condition[] {
  const area = atLeast(
    { key: 'site', title: '中试场地面积', rules: [KEYS.siteM2] },
    form.siteM2 ?? 0,
    numbers.siteM2,
    (m2) => `${m2} 平方米`,
  )
  if (form.siteRight !== '租赁') return [area]
  const last = leaseNeededUntil(numbers, validFrom)
  const until = form.leaseUntil
  const met = until !== undefined && until >= last
  const lease: Condition = {
    key: 'lease',
    title: '租赁场地的剩余租期',
    needed: `到 ${last} 或更晚`,
    has: until ?? '未填',
    met,
    gap: met ? '' : until === undefined ? '请填写租赁到期日' : `早了 ${daysBetween(until, last)} 天`,
    rules: [KEYS.leaseYears, KEYS.validYears],
  }
  return [area, lease]
}

/** The longer of what a lease must still run and what a certificate from this day would be valid for. */
export function leaseNeededUntil(numbers: Numbers, validFrom: Day): Day {
  const years = Math.max(numbers.leaseYears, numbers.validYears)
  return validUntil(validFrom, years)
}

function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function plantOf(form: Draft, numbers: Numbers): Condition[] {
  const total = equipmentTotal(form)
  return [
    atLeast(
      { key: 'equipment', title: '中试设备原值', rules: [KEYS.equipmentFen] },
      total,
      numbers.equipmentFen,
      yuanText,
    ),
  ]
}

/** Original value of all equipment, each asset once. */
export function equipmentTotal(form: Draft): number {
  const rows = form.equipment ?? []
  const again = repeatedAssets(rows)
  return rows.reduce((sum, row, at) => (again.has(at) ? sum : sum + row.originalFen), 0)
}

/**
 * Rows that list an asset a second time, each with the row that listed it first. Units number their assets each for
 * themselves: one number of two owners is the same asset only where the model is the same too.
 */
function repeatedAssets(rows: Application['equipment']): ReadonlyMap<number, number> {
  const listed = new Map<string, number[]>()
  const again = new Map<number, number>()
  rows.forEach((row, at) => {
    const key = row.assetNo.toUpperCase()
    const others = listed.get(key) ?? []
    const first = others.find((other) => {
      const one = rows[other]
      return one && (unitKey(one.owner) === unitKey(row.owner) || unitKey(one.model) === unitKey(row.model))
    })
    if (first === undefined) listed.set(key, [...others, at])
    else again.set(at, first)
  })
  return again
}

/** Full-time technical people; only they count. */
export function countedStaff(form: Draft) {
  return (form.staff ?? []).filter((row) => row.fullTime && row.techn)
}

function teamOf(form: Draft, numbers: Numbers): Condition[] {
  const staff = countedStaff(form)
  const qualified = staff.filter(
    (row) => row.degree !== '大专及以下' || ['中级', '副高级', '正高级'].includes(row.title),
  ).length
  // Whoever still lacks people lacks their qualified part too.
  const team = Math.max(staff.length, numbers.staff)
  const needed = Math.ceil((team * numbers.qualifiedBp) / WHOLE)
  return [
    atLeast(
      { key: 'staff', title: '专职技术人员', rules: [KEYS.staff] },
      staff.length,
      numbers.staff,
      (n) => `${n} 人`,
    ),
    {
      ...atLeast(
        { key: 'qualified', title: '本科以上或中级以上职称', rules: [KEYS.qualifiedBp] },
        qualified,
        needed,
        (n) => `${n} 人`,
      ),
      needed: `不低于专职技术人员的 ${numbers.qualifiedBp / 100}%`,
    },
  ]
}

/** Items finished within the time that counts. */
export function recentItems(form: Draft, numbers: Numbers, today: Day) {
  const first = addMonths(today, -numbers.itemsMonths)
  return (form.pilotItems ?? []).filter((row) => row.to >= first && row.to <= today)
}

function serviceOf(form: Draft, numbers: Numbers, { today }: Surroundings): Condition[] {
  const items = recentItems(form, numbers, today)
  const say = (n: number) => `${n} 项`
  return [
    atLeast(
      {
        key: 'items',
        title: `近 ${numbers.itemsMonths} 个月完成的中试项目`,
        rules: [KEYS.items, KEYS.itemsMonths],
      },
      items.length,
      numbers.items,
      say,
    ),
    atLeast(
      { key: 'external', title: '其中对外服务', rules: [KEYS.externalItems] },
      items.filter((row) => row.external).length,
      numbers.externalItems,
      say,
    ),
  ]
}

function conductOf(form: Draft, numbers: Numbers): Condition[] {
  const missing = numbers.ownRules.filter((rule) => !(form.ownRules ?? []).some((own) => own === rule))
  const clean = form.accidents === false
  return [
    {
      key: 'ownRules',
      title: '管理制度',
      needed: numbers.ownRules.join('、'),
      has: (form.ownRules ?? []).join('、') || '无',
      met: missing.length === 0,
      gap: missing.length === 0 ? '' : `还缺 ${missing.join('、')}`,
      rules: [KEYS.ownRules],
    },
    {
      key: 'accidents',
      title: '安全、环保、质量事故和失信记录',
      needed: `近 ${numbers.accidentYears} 年没有`,
      has: form.accidents === undefined ? '未填' : form.accidents ? '申报有' : '申报没有',
      met: clean,
      gap: clean ? '' : form.accidents === undefined ? '请如实填写' : '须满期限后再申报',
      rules: [KEYS.accidentYears],
    },
  ]
}

/** What makes an application wrong in itself, whatever the thresholds are; each with its own sentence. */
export function faultsOf(form: Application, numbers: Numbers, around: Surroundings): Fault[] {
  return [
    ...leaseFaults(form, numbers, around.validFrom),
    ...equipmentFaults(form),
    ...itemFaults(form, around),
    ...scoreFaults(form.selfScore, numbers.weights, 'selfScore', '自评分'),
    ...jointFaults(form),
    ...twice(form),
  ]
}

function leaseFaults(form: Application, numbers: Numbers, validFrom: Day): Fault[] {
  if (form.siteRight !== '租赁') return []
  if (form.leaseUntil === undefined) return [{ field: 'leaseUntil', message: '租赁的场地须填写租赁到期日。' }]
  const last = validUntil(validFrom, numbers.validYears)
  if (form.leaseUntil >= last) return []
  const message = `租赁 ${form.leaseUntil} 到期，早于认定有效期届满日 ${last}；请先续租，再申报。`
  return [{ field: 'leaseUntil', message }]
}

function equipmentFaults(form: Application): Fault[] {
  return [...repeatedAssets(form.equipment)].map(([at, first]) => {
    const [row, other] = [form.equipment[at], form.equipment[first]]
    const owner = other?.owner ?? ''
    const where = `资产编号 ${row?.assetNo ?? ''} 已列在第 ${first + 1} 行`
    const message =
      unitKey(owner) === unitKey(row?.owner ?? '')
        ? `${where}，同一台设备只能列一次。`
        : `${where}（${owner}），合作单位之间不得重复计算同一台设备。`
    return { field: `equipment.${at}.assetNo`, message }
  })
}

function itemFaults(form: Application, { today, unitName }: Surroundings): Fault[] {
  const own = [form.unit, unitName, ...(form.partners ?? []).map((one) => one.unit)].map(unitKey)
  const faults = form.pilotItems.flatMap((row, at): Fault[] => {
    const field = `pilotItems.${at}`
    if (row.to < row.from) return [{ field: `${field}.to`, message: '完成日期早于开始日期，请更正。' }]
    if (row.to > today) return [{ field: `${field}.to`, message: '只填已经完成的中试项目。' }]
    if (row.external && isWithin(own, row.client))
      return [{ field: `${field}.external`, message: '委托单位是申报单位或合作单位，不能算对外服务。' }]
    return []
  })
  if (form.pilotItems.length > 0 && form.pilotItems.every((row) => isWithin(own, row.client)))
    faults.push({
      field: 'pilotItems',
      message: '所列中试项目都是为申报单位自己做的；中试基地须有对外服务的项目。',
    })
  return faults
}

function jointFaults(form: Application): Fault[] {
  if (!form.joint) return []
  const faults: Fault[] = []
  if (!form.partners?.length) faults.push({ field: 'partners', message: '联合申报须填写合作单位。' })
  if (form.agreementId === undefined)
    faults.push({ field: 'agreementId', message: '联合申报须附合作协议，请从材料库选用。' })
  return faults
}

function twice(form: Application): Fault[] {
  const seen = new Set<string>()
  return form.staff.flatMap((row, at) => {
    const key = staffKey(row)
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    return [{ field: `staff.${at}.name`, message: `第 ${at + 1} 行的人员已经列过，每人只列一次。` }]
  })
}

/** What tells one person from another across applications. */
export function staffKey(row: Application['staff'][number]): string {
  return `${row.name.replace(/\s+/gu, '')}|${row.idTail.toUpperCase()}`
}
