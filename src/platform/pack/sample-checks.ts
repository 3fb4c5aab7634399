import type { Pack } from './pack.ts'

/** A day counted from the one on which the samples are made. */
const DAY = /^@day[+-]\d+(T\d\d:\d\d)?$/

type SampleIp = Pack['achievements'][number]['ip'][number]

/** Names that occur twice, as sentences. */
export function repeated(file: string, field: string, values: readonly string[]): string[] {
  const twice = new Set(values.filter((value, index) => values.indexOf(value) !== index))
  return [...twice].map((value) => `${file}：${field} ${value} 重复出现。`)
}

/** Everything wrong in the cast and the samples, a sentence each naming file and row. */
export function sampleFaults(pack: Pack): string[] {
  return [
    ...castFaults(pack),
    ...achievementFaults(pack),
    ...demandFaults(pack),
    ...pairFaults(pack),
    ...directoryFaults(pack),
    ...actFaults(pack),
  ]
}

function castFaults(pack: Pack): string[] {
  const { organisations, persons, oneClick } = pack.cast
  const places = new Set([...pack.units.map((unit) => unit.id), ...organisations.map((each) => each.id)])
  const people = new Set(persons.map((person) => person.id))
  const field = (name: string, values: string[]): string[] => repeated('cast.json', name, values)
  return [
    ...field('单位或机构 id', [
      ...pack.units.map((unit) => unit.id),
      ...organisations.map((each) => each.id),
    ]),
    ...field(
      '机构名称',
      organisations.map((each) => each.name),
    ),
    ...field(
      '统一社会信用代码',
      organisations.map((each) => each.creditCode),
    ),
    ...field(
      '人员 id',
      persons.map((person) => person.id),
    ),
    ...field(
      '登录名',
      persons.map((person) => person.login),
    ),
    ...field(
      '手机号',
      persons.map((person) => person.phone),
    ),
    ...persons.flatMap((person) =>
      person.memberships
        .filter(({ at }) => at !== null && !places.has(at))
        .map(({ at }) => `cast.json（${person.id}）：${String(at)} 既不是单位也不是机构。`),
    ),
    ...oneClick
      .filter(({ person }) => person !== null && !people.has(person))
      .map(({ key, person }) => `cast.json（${key}）：人员 ${String(person)} 不存在。`),
  ]
}

function achievementFaults(pack: Pack): string[] {
  const organisations = new Set(pack.cast.organisations.map((each) => each.id))
  const named = new Set(pack.cast.organisations.map((each) => each.name))
  const faults = repeated(
    'samples/achievements.json',
    '编号',
    pack.achievements.map((row) => row.code),
  )
  faults.push(
    ...repeated(
      'samples/achievements.json',
      '名称',
      pack.achievements.map((row) => row.name),
    ),
  )
  const numbers = pack.achievements.flatMap((row) => row.ip.map((ip) => ip.number))
  faults.push(...repeated('samples/achievements.json', '知识产权号', numbers))
  for (const row of pack.achievements) {
    const say = (sentence: string): number =>
      faults.push(`samples/achievements.json（${row.code}）：${sentence}。`)
    if (!organisations.has(row.ownerUnitId)) say(`机构 ${row.ownerUnitId} 不在 cast.json 中`)
    const owners = row.coOwners ?? []
    for (const { name } of owners) if (!named.has(name)) say(`机构 ${name} 不在 cast.json 中`)
    const shares = owners.reduce((sum, owner) => sum + owner.shareBp, 0)
    if (owners.length > 0 && shares !== 10_000) say('共有份额合计不是 10000 基点')
    const isFiscal = row.fundingSource.endsWith('财政')
    if (isFiscal !== (row.projectNo !== undefined)) say('财政资金项目应有项目编号，其他来源不应有')
    if (isFiscal !== (row.conversionDue !== undefined)) say('财政资金项目应约定转化期限，其他来源不应有')
    if ((row.priceFen === undefined) !== (row.negotiable === true)) say('应填写价格或面议之一')
    for (const ip of row.ip) for (const sentence of ipFaults(ip)) say(`${ip.number} ${sentence}`)
  }
  return faults
}

function ipFaults(ip: SampleIp): string[] {
  const faults: string[] = []
  if (!ip.number.startsWith('示例')) faults.push('应以“示例”开头')
  const { status, filedOn, publishedOn, grantedOn, expiresOn } = ip
  if ((status === '申请中') !== (grantedOn === undefined)) faults.push('授权日与状态不一致')
  if (grantedOn !== undefined && grantedOn < filedOn) faults.push('授权日早于申请日')
  if (expiresOn !== undefined && expiresOn <= filedOn) faults.push('到期日应晚于申请日')
  if (ip.type === '技术秘密' || (status === '申请中' && publishedOn === undefined)) {
    faults.push('尚未公开，示例不得写入技术内容')
  }
  return faults
}

function demandFaults(pack: Pack): string[] {
  const organisations = new Set(pack.cast.organisations.map((each) => each.id))
  const faults = repeated(
    'samples/demands.json',
    '编号',
    pack.demands.map((row) => row.code),
  )
  faults.push(
    ...repeated(
      'samples/demands.json',
      '名称',
      pack.demands.map((row) => row.name),
    ),
  )
  for (const row of pack.demands) {
    const say = (sentence: string): number =>
      faults.push(`samples/demands.json（${row.code}）：${sentence}。`)
    if (!organisations.has(row.enterpriseId)) say(`机构 ${row.enterpriseId} 不在 cast.json 中`)
    const { budgetMinFen: min, budgetMaxFen: max } = row
    if ((min === undefined) !== (max === undefined)) say('预算上下限应同时填写')
    if ((min === undefined) !== (row.negotiable === true)) say('应填写预算或面议之一')
    if (min !== undefined && max !== undefined && min > max) say('预算下限大于上限')
  }
  return faults
}

/** Records of the directories: own numbers, owners of the cast, and persons that are plainly made up. */
function directoryFaults(pack: Pack): string[] {
  const organisations = new Set(pack.cast.organisations.map((each) => each.id))
  const files = [
    ['samples/service-bodies.json', pack.serviceBodies],
    ['samples/instruments.json', pack.instruments],
    ['samples/brokers.json', pack.brokers],
    ['samples/experts.json', pack.experts],
  ] as const
  const isPerson = (file: string) => /brokers|experts/.test(file)
  return files.flatMap(([file, rows]) => [
    ...repeated(
      file,
      '编号',
      rows.map((row) => row.code),
    ),
    ...rows
      .filter((row) => !organisations.has(row.ownerUnitId))
      .map((row) => `${file}（${row.code}）：机构 ${row.ownerUnitId} 不在 cast.json 中。`),
    ...rows
      .filter((row) => isPerson(file) && !row.name.endsWith('（示例）'))
      .map((row) => `${file}（${row.code}）：姓名应以“（示例）”结尾。`),
  ])
}

function pairFaults(pack: Pack): string[] {
  const achievements = new Map(pack.achievements.map((row) => [row.code, row]))
  const demands = new Map(pack.demands.map((row) => [row.code, row]))
  return pack.pairs.flatMap((pair) => {
    const at = `samples/pairs.json（${pair.demand} 与 ${pair.achievement}）`
    const demand = demands.get(pair.demand)
    const achievement = achievements.get(pair.achievement)
    if (demand === undefined || achievement === undefined) return [`${at}：编号不存在。`]
    const asked = `${demand.name}${demand.problem}${demand.targetMetrics.map((metric) => metric.name).join('')}`
    const offered = `${achievement.name}${achievement.summary}${achievement.keywords.join('')}${achievement.advantages}${achievement.application}`
    return pair.phrases
      .filter((phrase) => !asked.includes(phrase) || !offered.includes(phrase))
      .map((phrase) => `${at}：短语“${phrase}”没有同时出现在需求和成果中。`)
  })
}

/** Acts follow one another: each names a person of the cast, and only what stands before it. */
function actFaults(pack: Pack): string[] {
  const logins = new Set(pack.cast.persons.map((person) => person.login))
  const places = new Set([...pack.units, ...pack.cast.organisations].map((each) => each.id))
  const codes = new Set([...pack.achievements, ...pack.demands].map((row) => row.code))
  const earlier = new Set<string>()
  const known: Readonly<Record<string, ReadonlySet<string>>> = {
    act: earlier,
    dossier: earlier,
    org: places,
    person: logins,
    record: codes,
  }
  const faults = repeated(
    'samples/acts.json',
    '名称',
    pack.acts.map((act) => act.name),
  )
  for (const act of pack.acts) {
    const say = (sentence: string): number => faults.push(`samples/acts.json（${act.name}）：${sentence}。`)
    if (!logins.has(act.as)) say(`登录名 ${act.as} 不在 cast.json 中`)
    if (act.on !== undefined && !earlier.has(act.on)) say(`前面没有 ${act.on}`)
    for (const name of referencesIn(act.with)) {
      const [kind = '', key = name] = name.includes(':') ? name.split(/[:#]/) : ['record']
      if (known[kind]?.has(key) !== true) say(`@${name} 不存在`)
    }
    if (act.later !== true && pack.acts.some(({ name, later }) => later === true && earlier.has(name)))
      say('往下演的（later）应排在最后')
    earlier.add(act.name)
  }
  return faults
}

function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('@') && !DAY.test(value) ? [value.slice(1)] : []
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(referencesIn)
}
