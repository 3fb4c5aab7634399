import { loadPack } from '#platform/pack/pack.ts'
import { highlight } from '#platform/search/highlight.ts'
import { defaultPackDirectory } from '#test/pack.ts'
import { paperFixture } from './fixture-papers.ts'
import { guideFixture } from './fixture-guides.ts'
import { drawFixture } from './fixture-draws.ts'
import { lotFixture } from './fixture-lots.ts'
import { noticeFixture } from './fixture-notices.ts'
import { pilotBaseFixture } from './fixture-pilot-bases.ts'
import { fixtureDirectories, fixtureDirectoryItems } from './fixture-directories.ts'
import { fixturePilotDeps } from './fixture-pilot-services.ts'
import { fixtureFigures, fixtureRegistrations } from './market-fixture.ts'
import type { EventRecord, Kind, ListItem, ListPage, ListQuery, PortalDeps, RecordView } from './deps.ts'

/** Deps of tests: the pack's samples held in memory, so that pages need no database. */
export const fixedNow = '2026-11-23T01:12:00.000Z'

const pack = loadPack(defaultPackDirectory)
const owners = new Map(pack.cast.organisations.map((org) => [org.id, org]))

const achievements = pack.achievements.map((sample, i): RecordView => {
  const owner = owners.get(sample.ownerUnitId)
  return {
    ...record('achievement', sample.code, sample.name, i),
    ownerName: owner?.name ?? '',
    ownerClass: owner?.kind ?? null,
    isBlind: false,
    region: owner?.region ?? null,
    state: '已发布',
    until: sample.validUntil ?? null,
    summary: sample.summary,
    texts: [
      ['技术优势', sample.advantages ?? ''],
      ['应用场景', sample.application ?? ''],
    ],
    facts: [
      ['成果类别', sample.kind],
      ['资金来源', sample.fundingSource],
    ],
    techField: sample.techField,
    trl: sample.trl,
    modes: sample.modes,
    priceMode: sample.priceMode,
    money: { min: null, max: sample.priceFen ?? null, negotiable: sample.priceFen == null },
    keywords: sample.keywords ?? [],
    ip: (sample.ip ?? []).map((right) => ({
      type: right.type,
      number: right.number ?? null,
      status: right.status,
      filedOn: right.filedOn ?? null,
      grantedOn: right.grantedOn ?? null,
      expiresOn: right.expiresOn ?? null,
      owners: right.owners ?? [],
    })),
    history: [{ at: fixedNow, title: '发布' }],
  }
})

const demands = pack.demands.map((sample, i): RecordView => {
  const firm = owners.get(sample.enterpriseId)
  return {
    ...record('demand', sample.code, sample.name, i),
    ownerName: firm?.name ?? '',
    ownerClass: firm?.kind ?? null,
    isBlind: false,
    region: firm?.region ?? null,
    until: sample.deadline ?? null,
    summary: sample.problem,
    facts: [['需求类型', sample.type]],
    techField: sample.techField,
    modes: sample.cooperationModes,
    money: {
      min: sample.budgetMinFen ?? null,
      max: sample.budgetMaxFen ?? null,
      negotiable: sample.budgetMaxFen == null,
    },
    metrics: (sample.targetMetrics ?? []).map(({ name, value, unit }) => ({ name, value, unit: unit ?? '' })),
    matches: achievements.slice(i, i + 3).map(({ publicId, name, ownerName, sample: isSample }) => ({
      publicId,
      name,
      ownerName,
      phrases: ['水质', '循环水养殖'],
      gaps: [
        {
          zh: '成熟度差 1 级：需求要 7 级，成果 6 级',
          en: '1 levels short of ripe: TRL 7 wanted, 6 reached',
        },
      ],
      sample: isSample,
    })),
  }
})

function record(kind: Kind, code: string, name: string, i: number): RecordView {
  return {
    kind,
    id: `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`,
    publicId: `${kind === 'achievement' ? 'a' : 'd'}${String(i).padStart(9, 'k')}`,
    code,
    name,
    ownerName: '',
    ownerClass: null,
    isBlind: false,
    region: null,
    state: '已发布',
    isOpen: true,
    publishedAt: fixedNow,
    updatedAt: null,
    confirmedOn: fixedNow.slice(0, 10),
    until: null,
    sample: true,
    source: null,
    withheld: null,
    summary: '',
    texts: [],
    facts: [],
    techField: null,
    trl: null,
    modes: [],
    priceMode: null,
    money: { min: null, max: null, negotiable: true },
    keywords: [],
    ip: [],
    metrics: [],
    history: [],
    matches: [],
  }
}

const sampleEvent: EventRecord = {
  id: '01920000-0000-7000-8000-0000000e0e01',
  publicId: '0e0e0e0e0e0e',
  title: '示例成果对接会',
  kind: '对接会',
  organiser: '示例局',
  startsAt: '2026-12-03T01:00:00.000Z',
  endsAt: '2026-12-03T09:00:00.000Z',
  place: '示例会展中心',
  capacity: 100,
  registered: 12,
  agenda: '上午路演，下午一对一洽谈。',
  isOver: false,
  sample: true,
  mine: null,
  guestKeepDays: 30,
}

const fixtureCounts = { 'service-body': 1, instrument: 1, 'pilot-service': 1, broker: 1, expert: 1 }
const fixtureProof: PortalDeps['leafProof'] = async (leaf) =>
  leaf === '0'.repeat(64)
    ? null
    : { at: fixedNow, index: 1, size: 3, entry: '{}', checkpoint: 'log.example\n3\n', path: [leaf] }
const regionCodes = pack.regions.map(({ code }) => code)
/** Parts with a file of their own. */
const ofFiles = {
  ...guideFixture,
  ...noticeFixture,
  ...drawFixture,
  ...lotFixture,
  ...pilotBaseFixture,
  ...paperFixture,
}

/** Deps over the pack's samples; `extra` records stand first in the lists, `change` replaces single functions. */
export function fixtureDeps(change: Partial<PortalDeps> = {}, extra: readonly RecordView[] = []): PortalDeps {
  const records = [...extra, ...achievements, ...demands]
  return {
    city: pack.city,
    units: pack.units,
    regions: pack.regions,
    plan: pack.plan,
    answerDays: 5,
    origin: null,
    instance: async () => ({ kind: 'demo', now: fixedNow }),
    viewer: async () => null,
    counts: async () => ({
      achievements: achievements.length,
      demands: demands.length,
      matches: 136,
      contracts: 0,
      pastContracts: 12,
    }),
    directoryCounts: async () => fixtureCounts,
    directory: async (kind, publicId) =>
      fixtureDirectories.find((found) => found.kind === kind && found.publicId === publicId) ?? null,
    ...fixturePilotDeps,
    askExpert: (id) => `/app/experts/${id}?view=public`,
    list: async (query) => fixtureDirectoryItems(query) ?? listOf(records, query),
    figures: async () => fixtureFigures(fixedNow, regionCodes),
    registrationFigures: async (year) => fixtureRegistrations(year ?? 2026),
    record: async (kind, publicId) =>
      records.find((found) => found.kind === kind && found.publicId === publicId) ?? null,
    offers: async () => [],
    licences: async () => ({ items: [], next: null }),
    ...ofFiles,
    events: async () => [sampleEvent],
    event: async (publicId) => (publicId === sampleEvent.publicId ? sampleEvent : null),
    eventIcs: async (publicId) => (publicId === sampleEvent.publicId ? 'BEGIN:VCALENDAR' : null),
    drafts: async () => [],
    link: async (token) =>
      token === 'stop'
        ? { purpose: 'stop', channel: '短信' }
        : {
            purpose: 'confirm',
            items: [{ dossierId: 'd', visit: 2, title: '示例成果', validUntil: '2026-12-20' }],
          },
    signingLink: async () => null,
    log: async () => ({ origin: 'log.example', size: 3, at: fixedNow, witnesses: [] }),
    leafProof: fixtureProof,
    demo: async () => ({ cast: pack.cast.oneClick, codes: [] }),
    propose: null,
    source: () => 'process',
    newKey: () => '018f0000-0000-7000-8000-000000000000',
    ...change,
  }
}

/** A record for tests of one field; everything else empty. */
export function bareRecord(kind: Kind, change: Partial<RecordView>): RecordView {
  return { ...record(kind, 'T-1', '测试记录', 0), ...change }
}

function listOf(records: readonly RecordView[], query: ListQuery): ListPage {
  const words = query.q.split(/\s+/).filter((word) => word !== '')
  const hits = records.filter(
    (found) =>
      found.kind === query.kind &&
      words.every((word) => `${found.name}${found.summary}${found.ownerName}`.includes(word)) &&
      Object.entries(query.filters).every(([field, value]) => valuesOf(found, field).includes(value)),
  )
  const start = Number(query.cursor ?? 0)
  const end = start + query.limit
  return {
    items: hits.slice(start, end).map((found) => itemOf(found, words)),
    total: hits.length,
    totalIsCapped: false,
    next: end < hits.length ? String(end) : null,
    facets: Object.fromEntries(query.facets.map((field) => [field, countsOf(hits, field)])),
    hint: null,
  }
}

function valuesOf(found: RecordView, field: string): readonly string[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    techField: [found.techField ?? ''],
    region: [found.region ?? ''],
    trl: found.trl === null ? [] : [String(found.trl)],
    modes: found.modes,
    type: found.facts.filter(([title]) => title === '需求类型').map(([, value]) => value),
  }
  return values[field] ?? []
}

function countsOf(hits: readonly RecordView[], field: string) {
  const counts = new Map<string, number>()
  for (const value of hits.flatMap((found) => valuesOf(found, field)).filter((one) => one !== '')) {
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}

function itemOf(found: RecordView, words: readonly string[]): ListItem {
  const {
    publicId,
    code,
    ownerName,
    techField,
    region,
    trl,
    modes,
    money,
    until,
    publishedAt,
    sample,
    source,
  } = found
  return {
    publicId,
    code,
    ownerName,
    techField,
    region,
    trl,
    modes,
    money,
    until,
    publishedAt,
    sample,
    source,
    name: highlight(found.name, words),
    summary: highlight(found.summary.slice(0, 80), words),
    type: valuesOf(found, 'type')[0] ?? null,
    words: {},
    certifiedUntil: null,
  }
}
