import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { proposals } from '#modules/exchange/index.ts'
import type { ListItem, ListQuery, PortalDeps } from '#modules/portal/deps.ts'
import { baseStatistics, publicBaseOf, publicBases } from '#modules/pilot-bases/index.ts'
import { findForm, findServices, publicStatistics } from '#modules/pilot-services/index.ts'
import { publicOffers } from '#modules/licences/index.ts'
import { publicEvent, publicEventIcs, publicEvents } from '#modules/events/index.ts'
import { scopesOf, visitor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { leafProof, PROOFS_PER_MINUTE } from '#platform/evidence/http.ts'
import { logState } from '#platform/evidence/store.ts'
import { draftsFor } from '#platform/identity/drafting.ts'
import type { RateLimit } from '#platform/http/rate.ts'
import type { Identity } from '#platform/identity/http.ts'
import type { SentSms } from '#platform/identity/sms.ts'
import { publicReceipt } from '#platform/counter/view.ts'
import { publicLetterOf } from '#platform/letters/public.ts'
import { databaseNow, readInstance } from '#platform/instance/instance.ts'
import { publicDraws } from '#platform/panel/view-draws.ts'
import { publicDraw } from '#platform/panel/view-public.ts'
import { CODE_LENGTH } from '#platform/notice/forms.ts'
import { noticePage, objectionByCode, publicNotice } from '#platform/notice/reading.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { search, type Filter, type SearchItem } from '#platform/search/index.ts'
import type { LinkPageOf } from '#platform/signing/http.ts'
import type { OutsideSource } from '#platform/forms/outside.ts'
import { absentAsNull } from './absent.ts'
import { linkView } from './links.ts'
import { portalCalendar, portalCalendarFile, portalDirectory } from './portal-directory.ts'
import { guideDeps } from './portal-guides.ts'
import { lotDeps } from './portal-lots.ts'
import { portalRecord, sourceView } from './portal-record.ts'
import { publicFigures } from '#modules/registrations/index.ts'
import { directoryCounts, marketCounts } from './public-counts.ts'
import { poolOf } from './pool.ts'
import type { Runtime } from './runtime.ts'

/** What the portal's pages ask, answered by this city. */
export function portalDeps(
  runtime: Runtime,
  identity: Identity,
  { asked, links: { linkPage, sentTo }, figures }: Beside,
): PortalDeps {
  return {
    ...publicDeps(runtime, figures),
    link: (token) => linkView(runtime, token),
    source: asked.source,
    propose: async (text, { viewer, source }) => {
      asked.rate(PROPOSE, viewer?.personId ?? source, perMinuteOf(runtime, PROPOSE))
      return runtime.db.read('exchange', async (tx) => ({
        ...(await proposals.propose(tx, { orgId: viewer?.orgId ?? null }, { text }, await databaseNow(tx))),
        types: proposals.types,
      }))
    },
    viewer: async (context) => {
      // Somebody who still owes the second factor is a visitor to every route, and yet known by name.
      const { actor, person } = await identity.resolve(context)
      if (person === null) return null
      const may = (permission: string) => scopesOf(runtime.permissions, permission, actor).length > 0
      return {
        name: person.name,
        orgId: actor.orgId,
        orgName: actor.orgName,
        canOpenDeal: may('deal.open'),
        canBook: may('booking.request'),
        canBookPilot: may('pilot-booking.request'),
        canPostDemand: may('demand.draft') && actor.orgId !== null,
        personId: person.personId,
      }
    },
    signingLink: async (cookies, token) => {
      const page = await linkPage(cookies, token)
      if (page === null) return null
      const isShown = page.state === 'sign' && (await runtime.instance())?.kind !== 'production'
      return { ...page, codes: isShown ? (sentTo?.(page.phone) ?? []).map(({ text }) => text) : [] }
    },
    objection: (code, source) => {
      asked.rate(FIND_OBJECTION, source, perMinuteOf(runtime, FIND_OBJECTION))
      return absentAsNull(() => runtime.db.read('platform', (tx) => objectionByCode(tx, code)))
    },
    leafProof: async (leaf, { source }) => {
      asked.rate('log.proof', source, PROOFS_PER_MINUTE)
      const parts = { keys: runtime.keys, witnesses: runtime.config.witnesses }
      return (await runtime.db.read('platform', (tx) => leafProof(tx, parts, leaf))) ?? null
    },
    drafts: (viewer) => runtime.db.read('platform', (tx) => draftsFor(tx, viewer.personId)),
    demo: async (viewer) => {
      const { cast, codes } = await identity.demo(viewer?.personId ?? null)
      return { cast: cast.map(({ key, label }) => ({ key, label })), codes }
    },
  }
}

type OwnDeps =
  | 'viewer'
  | 'demo'
  | 'drafts'
  | 'link'
  | 'signingLink'
  | 'propose'
  | 'source'
  | 'objection'
  | 'leafProof'

/** Read routes that portal and API share the count of. */
const PROPOSE = 'demand.propose'
const FIND_OBJECTION = 'notice.find-objection'

function perMinuteOf({ routes }: Runtime, journal: string): number {
  const route = routes.find((one) => one.journal === journal)
  if (route?.kind !== 'read' || route.perMinute === undefined) throw new Error(`${journal} is not counted`)
  return route.perMinute
}

/** How dear questions are counted, and by whom: the same count as the API's. */
export interface Asked {
  readonly rate: RateLimit
  readonly source: (context: Context) => string
}

/** One-time signing links, and the text messages a rehearsal shows. */
interface Links {
  readonly linkPage: LinkPageOf
  readonly sentTo: ((phone: string) => readonly SentSms[]) | undefined
}

/** What else of the city the portal speaks with. */
interface Beside {
  readonly asked: Asked
  readonly links: Links
  readonly figures: PortalDeps['figures']
}

/** What pages show to nobody in particular; enough for a static copy. */
export function publicDeps(runtime: Runtime, figures: PortalDeps['figures']): Omit<PortalDeps, OwnDeps> {
  const { config, db, pack } = runtime
  return {
    city: pack.city,
    units: pack.units,
    regions: pack.regions,
    plan: pack.plan,
    // Questions to the responsible officer get their term with the ask page (P40); none is promised before.
    answerDays: null,
    origin: config.origin ?? null,
    instance: () =>
      db.read('platform', async (tx) => {
        const instance = await readInstance(tx)
        return { kind: instance?.kind ?? 'demo', now: await databaseNow(tx) }
      }),
    log: () =>
      db.read('platform', async (tx) => {
        const { size, checkpoint, witnesses } = await logState(tx)
        const origin = (await readInstance(tx))?.origin ?? ''
        return { origin, size, at: checkpoint?.at ?? null, witnesses }
      }),
    counts: () => marketCounts(db),
    figures,
    registrationFigures: (year) =>
      db.read('registrations', async (tx) =>
        publicFigures(tx, year === null ? {} : { year }, await databaseNow(tx)),
      ),
    list: (query) => list(runtime, query),
    record: (kind, publicId) => portalRecord(db, kind, publicId),
    directoryCounts: () => directoryCounts(db),
    directory: (kind, publicId) => portalDirectory(db, kind, publicId),
    calendar: (kind, publicId, from, days) => portalCalendar(db, kind, publicId, from, days),
    calendarFile: (kind, publicId) => portalCalendarFile(db, kind, publicId),
    ...pilotServiceDeps(db),
    letter: async (id) => (await db.read('platform', (tx) => publicLetterOf(tx, id))) ?? null,
    receipt: async (id) =>
      (await db.read('platform', (tx) => publicReceipt(tx, runtime.bindings, id))) ?? null,
    askExpert: (id) => `/app/experts/${id}?view=public`,
    offers: (achievementId) =>
      db.read(
        'licences',
        async (tx) => (await publicOffers(tx, { achievement: achievementId, limit: OFFERS_OF_ONE })).items,
      ),
    licences: (cursor) =>
      db.read('licences', (tx) =>
        publicOffers(tx, { limit: OFFERS_A_PAGE, ...(cursor !== null && { cursor }) }),
      ),
    ...lotDeps(runtime),
    ...eventDeps(db),
    ...noticeDeps(runtime),
    ...drawDeps(runtime),
    ...pilotBaseDeps(db),
    ...guideDeps(runtime),
    newKey: () => randomUUID(),
  }
}

function pilotBaseDeps(db: Runtime['db']): Pick<PortalDeps, 'pilotBases' | 'pilotBase' | 'pilotBaseFigures'> {
  return {
    pilotBases: (query) =>
      db.read('pilot-bases', async (tx) => (await publicBases(tx, query, await databaseNow(tx))).items),
    pilotBase: (id) =>
      db.read('pilot-bases', async (tx) => (await publicBaseOf(tx, id, await databaseNow(tx))) ?? null),
    pilotBaseFigures: () => db.read('pilot-bases', async (tx) => baseStatistics(tx, await databaseNow(tx))),
  }
}

function pilotServiceDeps(db: Runtime['db']): Pick<PortalDeps, 'findPilot' | 'pilotServiceFigures'> {
  return {
    findPilot: (query) => {
      // What a form of the page cannot hold is left out, as unknown filters of a list are.
      const asked = Object.entries(query).filter(([, value]) => value !== '')
      const known = asked.filter(([name, value]) => findForm.partial().safeParse({ [name]: value }).success)
      const input = findForm.parse(Object.fromEntries(known))
      return db.read('pilot-services', async (tx) => findServices(tx, input, await databaseNow(tx)))
    },
    pilotServiceFigures: () =>
      db.read('pilot-services', async (tx) => publicStatistics(tx, await databaseNow(tx))),
  }
}

function noticeDeps({ db, bindings }: Runtime): Pick<PortalDeps, 'notices' | 'notice' | 'newCode'> {
  return {
    notices: (query) =>
      db.read('platform', async (tx) => noticePage(tx, bindings, query, null, await databaseNow(tx))),
    notice: (id) =>
      absentAsNull(() =>
        db.read('platform', async (tx) => publicNotice(tx, bindings, id, await databaseNow(tx))),
      ),
    newCode: () => (publicId() + publicId()).slice(0, CODE_LENGTH),
  }
}

function drawDeps({ db, bindings, modules }: Runtime): Pick<PortalDeps, 'draw' | 'draws'> {
  const pool = poolOf(modules)
  return {
    draws: () => db.read('platform', (tx) => publicDraws(tx, bindings)),
    draw: (id) =>
      absentAsNull(() =>
        db.read('platform', async (tx) => publicDraw(tx, { bindings, pool }, id, await databaseNow(tx))),
      ),
  }
}

/** Posted terms the page of an achievement shows; nobody posts as many of one. */
const OFFERS_OF_ONE = 100
const OFFERS_A_PAGE = 20
/** Events a list shows; a city holds fewer in years. */
const EVENTS_SHOWN = 100

function eventDeps(db: Runtime['db']): Pick<PortalDeps, 'events' | 'event' | 'eventIcs'> {
  const keepDays = async (tx: Tx, now: string) =>
    (await loadRuleset(tx)).number('event.guestKeep.days', dayOf(now))
  return {
    events: () =>
      db.read('events', async (tx) => {
        const now = await databaseNow(tx)
        const guestKeepDays = await keepDays(tx, now)
        const { items } = await publicEvents(tx, visitor, { limit: EVENTS_SHOWN }, now)
        return items.map((event) => ({ ...event, guestKeepDays }))
      }),
    event: (publicId, viewer) =>
      absentAsNull(() =>
        db.read('events', async (tx) => {
          const now = await databaseNow(tx)
          // Only what is open to everybody is on the portal; the person matters for its own registration.
          const actor = { ...visitor, personId: viewer?.personId ?? null }
          const event = await publicEvent(tx, actor, { id: publicId }, now)
          return { ...event, guestKeepDays: await keepDays(tx, now) }
        }),
      ),
    eventIcs: (publicId, origin) =>
      absentAsNull(() =>
        db.read('events', async (tx) => publicEventIcs(tx, publicId, origin, await databaseNow(tx))),
      ),
  }
}

async function list({ db }: Runtime, query: ListQuery) {
  const filters: Record<string, Filter> = { ...query.filters }
  const found = await search(db.reader, {
    kind: query.kind,
    q: query.q,
    filters,
    // Without words there is nothing to be relevant to.
    ...(query.sort !== 'relevance' && { sort: query.sort }),
    limit: query.limit,
    ...(query.cursor !== null && { cursor: query.cursor }),
    ...(query.facets.length > 0 && { facets: query.facets }),
    highlight: true,
  })
  return {
    items: found.items.map(listItem),
    total: found.total,
    totalIsCapped: found.totalIsCapped,
    next: found.next,
    facets: found.facets ?? {},
    hint: found.hint ?? null,
  }
}

/** The display columns of the index as the kinds of record write them. */
interface Shown {
  readonly summary?: string
  readonly techField?: string | null
  readonly region?: string | null
  readonly trl?: number | null
  readonly modes?: readonly string[]
  readonly type?: string | null
  readonly priceFen?: number | null
  readonly budgetMinFen?: number | null
  readonly budgetMaxFen?: number | null
  readonly negotiable?: boolean
  readonly validUntil?: string | null
  readonly deadline?: string | null
  readonly sample?: boolean
  readonly qualifiedUntil?: string | null
  readonly certificateUntil?: string | null
  readonly source?: OutsideSource | null
}

function listItem(row: SearchItem): ListItem {
  const shown = row.item as Shown
  const plain = (text: string) => [{ text, hit: false }]
  return {
    publicId: row.publicId,
    code: row.code,
    name: row.marked?.name ?? plain(row.name),
    summary: row.marked?.summary ?? plain(shown.summary ?? ''),
    ownerName: shown.source?.owner ?? row.ownerName,
    techField: shown.techField ?? null,
    region: shown.region ?? null,
    trl: shown.trl ?? null,
    modes: shown.modes ?? [],
    type: shown.type ?? null,
    money: {
      min: shown.priceFen ?? shown.budgetMinFen ?? null,
      max: shown.priceFen ?? shown.budgetMaxFen ?? null,
      negotiable: shown.negotiable ?? false,
    },
    until: shown.deadline ?? shown.validUntil ?? null,
    publishedAt: row.publishedAt,
    sample: shown.sample ?? false,
    words: wordsOf(row.item),
    certifiedUntil: shown.qualifiedUntil ?? shown.certificateUntil ?? null,
    source: sourceView(shown.source),
  }
}

/** Fields of a directory's row that its list shows. */
const WORDS = [
  'types',
  'techFields',
  'model',
  'category',
  'location',
  'bookable',
  'level',
  'jobTitle',
  'services',
  'processes',
  'materials',
  'trlFrom',
  'trlTo',
] as const

function wordsOf(item: unknown): Readonly<Record<string, readonly string[]>> {
  const row = item as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    WORDS.flatMap((field) => {
      const value = row[field]
      if (value === undefined || value === null) return []
      return [[field, (Array.isArray(value) ? value : [value]).map(String)]]
    }),
  )
}
