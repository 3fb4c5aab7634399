import { z } from 'zod'
import { INDUSTRY_SECTIONS, MODES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { IP_TYPES, KINDS, PRICE_MODES, type Achievement } from './forms.ts'
import { publicView } from './publicity.ts'
import { store } from './store.ts'

/** A row of the public list. */
export interface AchievementItem extends ListedItem<'achievement'> {
  readonly techField: string | null
  readonly industrySection: string | null
  readonly industryDivision: string | null
  /** Classes of the patents; none while only the teaser is public. */
  readonly ipc: readonly string[]
  readonly trl: number | null
  readonly modes: readonly string[]
  readonly priceMode: string | null
  readonly priceFen: number | null
  readonly negotiable: boolean
  readonly keywords: readonly string[]
  readonly withheld: string | null
  readonly signed: boolean
}

/** Bands of the asked price people filter by, upper ends in fen. */
const BANDS = [
  [10_000_000, '10万元以下'],
  [50_000_000, '10万–50万元'],
  [100_000_000, '50万–100万元'],
  [500_000_000, '100万–500万元'],
] as const
const TOP_BAND = '500万元以上'

/** The public index sees exactly what `publicView` shows. */
export const achievementSource = recordSearch<Achievement>({
  kind: 'achievement',
  list: { title: '科技成果', path: '/achievements' },
  store,
  filters: {
    kind: z.enum(KINDS),
    techField: z.enum(TECH_FIELDS),
    trl: z.coerce.number().int().min(1).max(9),
    modes: z.enum(MODES),
    priceMode: z.enum(PRICE_MODES),
    priceBand: z.enum([...BANDS.map(([, band]) => band), TOP_BAND]),
    industrySection: z.enum(INDUSTRY_SECTIONS),
    ipTypes: z.enum(IP_TYPES),
    negotiable: z.enum(['true', 'false']),
  },
  item: itemOf,
  parts: (record, today) => {
    const open: Achievement = publicView(record.data, today).fields
    return {
      summary: open.summary ?? '',
      texts: [open.advantages, open.application, open.benefits, open.techField2, ...(open.ipc ?? [])],
      keywords: open.keywords ?? [],
      facets: {
        kind: open.kind,
        techField: open.techField,
        trl: open.trl,
        modes: open.modes,
        priceMode: open.priceMode,
        priceBand: priceBand(open.priceFen),
        industrySection: open.industrySection,
        ipTypes: [...new Set((open.ip ?? []).map((ip) => ip.type))],
        negotiable: open.negotiable ?? false,
      },
    }
  },
})

export function itemOf(record: RecordWith<Achievement>, today: string): AchievementItem {
  const { fields, withheld } = publicView(record.data, today)
  const open: Achievement = fields
  return {
    ...listedItem('achievement', record, open),
    techField: open.techField ?? null,
    industrySection: open.industrySection ?? null,
    industryDivision: open.industryDivision ?? null,
    ipc: open.ipc ?? [],
    trl: open.trl ?? null,
    modes: open.modes ?? [],
    priceMode: open.priceMode ?? null,
    priceFen: open.priceFen ?? null,
    negotiable: open.negotiable ?? false,
    keywords: open.keywords ?? [],
    withheld,
    signed: record.deal_id !== null,
  }
}

function priceBand(fen: number | undefined): string | undefined {
  if (fen === undefined) return undefined
  return BANDS.find(([limit]) => fen < limit)?.[1] ?? TOP_BAND
}
