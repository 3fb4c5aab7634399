import { z } from 'zod'
import { dayOf } from '#platform/calendar/calendar.ts'
import { INDUSTRY_SECTIONS, MODES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { allKinds } from '#platform/identity/kinds.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { RecordWith } from '#platform/records/store.ts'
import type { SearchDoc, SearchSource } from '#platform/search/index.ts'
import { presentFacets } from '#platform/search/present.ts'
import { DEMAND_TYPES, type Demand } from './forms.ts'
import { publicDemandView } from './rules.ts'
import { store } from './store.ts'

/** A row of the public list of demands. */
export interface DemandItem {
  readonly kind: 'demand'
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly summary: string
  readonly owner: { readonly id: string; readonly name: string; readonly class: string }
  readonly type: string | null
  readonly techField: string | null
  readonly modes: readonly string[]
  readonly budgetMinFen: number | null
  readonly budgetMaxFen: number | null
  readonly negotiable: boolean
  readonly deadline: string | null
  readonly region: string | null
  readonly keywords: readonly string[]
  readonly publishedAt: string | null
  readonly validUntil: string | null
  readonly sample: boolean
  /** 待补充: names of fields the record still lacks. */
  readonly missing: readonly string[]
  readonly matching: boolean
}

/** Enough of the problem for a list; the whole stands on the record's page. */
const LIST_SUMMARY = 200

export const demandSource: SearchSource = {
  kind: 'demand',
  filters: z.object({
    type: z.enum(DEMAND_TYPES),
    techField: z.enum(TECH_FIELDS),
    modes: z.enum(MODES),
    industrySection: z.enum(INDUSTRY_SECTIONS),
    region: z.string(),
    ownerClass: z.enum(allKinds),
    ownerId: z.string(),
    negotiable: z.enum(['true', 'false']),
    sample: z.enum(['true', 'false']),
  }),
  load: async (tx, ids) => {
    const today = dayOf(await databaseNow(tx))
    return (await store.publicOf(tx, ids)).map((record) => docOf(record, today))
  },
  ids: store.publicIds,
}

export function demandItem(record: RecordWith<Demand>, _today: string): DemandItem {
  const open: Demand = publicDemandView(record.data)
  return {
    kind: 'demand',
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: open.name ?? record.name,
    summary: (open.problem ?? '').slice(0, LIST_SUMMARY),
    owner: { id: record.owner_public_id, name: record.owner_name, class: record.owner_kind },
    type: open.type ?? null,
    techField: open.techField ?? null,
    modes: open.cooperationModes ?? [],
    budgetMinFen: open.budgetMinFen ?? null,
    budgetMaxFen: open.budgetMaxFen ?? null,
    negotiable: open.negotiable ?? false,
    deadline: open.deadline ?? null,
    region: record.owner_region,
    keywords: open.keywords ?? [],
    publishedAt: record.published_at,
    validUntil: record.valid_until,
    sample: record.sample,
    missing: [...new Set(record.gaps.map((gap) => gap.field.split('.')[0] ?? ''))],
    matching: record.state === 'matching',
  }
}

function docOf(record: RecordWith<Demand>, today: string): SearchDoc {
  const open: Demand = publicDemandView(record.data)
  const facets = {
    type: open.type,
    techField: open.techField,
    modes: open.cooperationModes,
    industrySection: open.industrySection,
    region: record.owner_region ?? undefined,
    ownerClass: record.owner_kind,
    ownerId: record.owner_public_id,
    negotiable: open.negotiable ?? false,
    sample: record.sample,
  }
  return {
    kind: 'demand',
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: open.name ?? record.name,
    summary: open.problem ?? '',
    text: (open.targetMetrics ?? [])
      .map(({ name, value, unit }) => `${name} ${value} ${unit ?? ''}`)
      .join('\n'),
    keywords: open.keywords ?? [],
    facets: presentFacets(facets),
    item: demandItem(record, today),
    publishedAt: record.published_at ?? record.updated_at,
    ownerName: record.owner_name,
  }
}
