import { randomUUID } from 'node:crypto'
import type { ListItem, ListQuery, PortalDeps } from '#modules/portal/deps.ts'
import { scopesOf } from '#platform/access/access.ts'
import { draftsFor } from '#platform/identity/drafting.ts'
import type { Identity } from '#platform/identity/http.ts'
import { databaseNow, readInstance } from '#platform/instance/instance.ts'
import { search, type Filter, type SearchItem } from '#platform/search/index.ts'
import type { OutsideSource } from '#platform/forms/outside.ts'
import { portalRecord, sourceView } from './portal-record.ts'
import { marketCounts } from './public-counts.ts'
import type { Runtime } from './runtime.ts'

/** What the portal's pages ask, answered by this city. */
export function portalDeps(runtime: Runtime, identity: Identity): PortalDeps {
  return {
    ...publicDeps(runtime),
    viewer: async (context) => {
      // Somebody who still owes the second factor is a visitor to every route, and yet known by name.
      const { actor, person } = await identity.resolve(context)
      if (person === null) return null
      const canOpenDeal = scopesOf(runtime.permissions, 'deal.open', actor).length > 0
      return { name: person.name, orgName: actor.orgName, canOpenDeal, personId: person.personId }
    },
    drafts: (viewer) => runtime.db.read('platform', (tx) => draftsFor(tx, viewer.personId)),
    demo: async (viewer) => {
      const { cast, codes } = await identity.demo(viewer?.personId ?? null)
      return { cast: cast.map(({ key, label }) => ({ key, label })), codes }
    },
  }
}

/** What pages show to nobody in particular; enough for a static copy. */
export function publicDeps(runtime: Runtime): Omit<PortalDeps, 'viewer' | 'demo' | 'drafts'> {
  const { db, pack } = runtime
  return {
    city: pack.city,
    units: pack.units,
    regions: pack.regions,
    plan: pack.plan,
    // Questions to the responsible officer get their term with the ask page (P40); none is promised before.
    answerDays: null,
    origin: null,
    instance: () =>
      db.read('platform', async (tx) => {
        const instance = await readInstance(tx)
        return { kind: instance?.kind ?? 'demo', now: await databaseNow(tx) }
      }),
    counts: () => marketCounts(db),
    list: (query) => list(runtime, query),
    record: (kind, publicId) => portalRecord(db, kind, publicId),
    newKey: () => randomUUID(),
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

/** The display columns of the index as both kinds of record write them. */
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
    source: sourceView(shown.source),
  }
}
