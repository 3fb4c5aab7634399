import { z } from 'zod'
import { dayOf } from '#platform/calendar/calendar.ts'
import { INDUSTRY_SECTIONS, MODES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { allKinds } from '#platform/identity/kinds.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { RecordWith } from '#platform/records/store.ts'
import type { SearchDoc, SearchSource } from '#platform/search/index.ts'
import { presentFacets } from '#platform/search/present.ts'
import { IP_TYPES, KINDS, PRICE_MODES, type Achievement } from './forms.ts'
import { publicView } from './publicity.ts'
import { store } from './store.ts'

/** A row of the public list. */
export interface AchievementItem {
  readonly kind: 'achievement'
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly summary: string
  readonly owner: { readonly id: string; readonly name: string; readonly class: string }
  readonly techField: string | null
  readonly trl: number | null
  readonly modes: readonly string[]
  readonly priceMode: string | null
  readonly priceFen: number | null
  readonly negotiable: boolean
  readonly region: string | null
  readonly keywords: readonly string[]
  readonly publishedAt: string | null
  readonly validUntil: string | null
  readonly sample: boolean
  /** 待补充: names of fields the record still lacks. */
  readonly missing: readonly string[]
  readonly withheld: string | null
  readonly signed: boolean
}

/** Enough of the summary for a list; the whole stands on the record's page. */
const LIST_SUMMARY = 200

/** Bands of the asked price people filter by, upper ends in fen. */
const BANDS = [
  [10_000_000, '10万元以下'],
  [50_000_000, '10万–50万元'],
  [100_000_000, '50万–100万元'],
  [500_000_000, '100万–500万元'],
] as const
const TOP_BAND = '500万元以上'

/** The public index sees exactly what `publicView` shows. */
export const achievementSource: SearchSource = {
  kind: 'achievement',
  filters: z.object({
    kind: z.enum(KINDS),
    techField: z.enum(TECH_FIELDS),
    trl: z.coerce.number().int().min(1).max(9),
    modes: z.enum(MODES),
    priceMode: z.enum(PRICE_MODES),
    priceBand: z.enum([...BANDS.map(([, band]) => band), TOP_BAND]),
    industrySection: z.enum(INDUSTRY_SECTIONS),
    ipTypes: z.enum(IP_TYPES),
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

export function itemOf(record: RecordWith<Achievement>, today: string): AchievementItem {
  const { fields, withheld } = publicView(record.data, today)
  const open = fields as Achievement
  return {
    kind: 'achievement',
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: open.name ?? record.name,
    summary: (open.summary ?? '').slice(0, LIST_SUMMARY),
    owner: { id: record.owner_public_id, name: record.owner_name, class: record.owner_kind },
    techField: open.techField ?? null,
    trl: open.trl ?? null,
    modes: open.modes ?? [],
    priceMode: open.priceMode ?? null,
    priceFen: open.priceFen ?? null,
    negotiable: open.negotiable ?? false,
    region: record.owner_region,
    keywords: open.keywords ?? [],
    publishedAt: record.published_at,
    validUntil: record.valid_until,
    sample: record.sample,
    missing: [...new Set(record.gaps.map((gap) => gap.field.split('.')[0] ?? ''))],
    withheld,
    signed: record.deal_id !== null,
  }
}

function docOf(record: RecordWith<Achievement>, today: string): SearchDoc {
  const { fields } = publicView(record.data, today)
  const open = fields as Achievement
  return {
    kind: 'achievement',
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: open.name ?? record.name,
    summary: open.summary ?? '',
    text: [open.advantages, open.application, open.benefits, open.techField2, ...(open.ipc ?? [])]
      .filter((part) => part !== undefined)
      .join('\n'),
    keywords: open.keywords ?? [],
    facets: presentFacets({
      kind: open.kind,
      techField: open.techField,
      trl: open.trl,
      modes: open.modes,
      priceMode: open.priceMode,
      priceBand: priceBand(open.priceFen),
      industrySection: open.industrySection,
      ipTypes: [...new Set((open.ip ?? []).map((ip) => ip.type))],
      region: record.owner_region ?? undefined,
      ownerClass: record.owner_kind,
      ownerId: record.owner_public_id,
      negotiable: open.negotiable ?? false,
      sample: record.sample,
    }),
    item: itemOf(record, today),
    publishedAt: record.published_at ?? record.updated_at,
    ownerName: record.owner_name,
  }
}

function priceBand(fen: number | undefined): string | undefined {
  if (fen === undefined) return undefined
  return BANDS.find(([limit]) => fen < limit)?.[1] ?? TOP_BAND
}
