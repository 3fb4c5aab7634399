import { z } from 'zod'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { closedFields, openPart } from '#platform/forms/publicity.ts'
import type { RecordKind } from '#platform/records/kind.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { INSTRUMENT_CLASSES, instrumentForm, type Instrument, draftOf } from './forms.ts'
import { LIVE, VALIDITY } from './kinds.ts'
import { instrumentListing, instrumentRevision, KEEPERS } from './procedure.ts'
import { instrumentFaults, instrumentGaps } from './rules.ts'
import { instruments } from './store.ts'

/** A row of the directory of instruments. */
export interface InstrumentItem extends ListedItem<'instrument'> {
  readonly model: string | null
  readonly category: string | null
  readonly techField: string | null
  readonly location: string | null
  readonly originalValueFen: number | null
  readonly bookable: boolean
}

/** Bands of the original value people filter by, upper ends in fen. */
const BANDS = [
  [10_000_000, '10万元以下'],
  [50_000_000, '10万–50万元'],
  [200_000_000, '50万–200万元'],
] as const
const TOP_BAND = '200万元以上'

const CLOSED = closedFields(instrumentForm)

function openOf(form: Instrument): Instrument {
  return openPart(form, CLOSED)
}

export function instrumentItem(record: RecordWith<Instrument>, _today: string): InstrumentItem {
  const open = openOf(record.data)
  return {
    ...listedItem('instrument', record, { name: open.name, summary: open.capability }),
    model: open.model ?? null,
    category: open.category ?? null,
    techField: open.techField ?? null,
    location: open.location ?? null,
    originalValueFen: open.originalValueFen ?? null,
    bookable: bookingRulesOf(open) !== undefined,
  }
}

export const instrumentKind: RecordKind<Instrument> = {
  kind: 'instrument',
  title: '仪器设备',
  module: 'directories',
  codePrefix: 'YQ',
  store: instruments,
  liveStates: LIVE,
  publishedState: 'published',
  validityRule: VALIDITY,
  link: (id) => `/app/instruments/${id}`,
  faults: (form, _rules, today) => instrumentFaults(form, today),
  gaps: (form) => instrumentGaps(form),
  warnings: async () => [],
  lastDayField: 'validUntil',
}

export const instrumentListed = listedRecord<Instrument, InstrumentItem>({
  kind: instrumentKind,
  path: '/instruments',
  procedure: instrumentListing,
  revision: instrumentRevision,
  form: instrumentForm,
  draftForm: draftOf(instrumentForm),
  owners: KEEPERS,
  readers: ['leader', 'legal', 'orgAdmin'],
  publicView: (form) => ({ fields: openOf(form), withheld: null }),
  item: instrumentItem,
  absent: '没有找到这台仪器，或它已下架。',
})

export const instrumentSource = recordSearch<Instrument>({
  kind: 'instrument',
  list: { title: '仪器设备', path: '/instruments' },
  store: instruments,
  filters: {
    category: z.enum(INSTRUMENT_CLASSES),
    techField: z.enum(TECH_FIELDS),
    bookable: z.enum(['true', 'false']),
    valueBand: z.enum([...BANDS.map(([, band]) => band), TOP_BAND]),
  },
  item: instrumentItem,
  parts: ({ data }) => {
    const open = openOf(data)
    return {
      summary: open.capability ?? '',
      texts: [open.model, open.maker, open.location, open.category],
      keywords: [],
      facets: {
        category: open.category,
        techField: open.techField,
        bookable: bookingRulesOf(open) !== undefined,
        valueBand: valueBand(open.originalValueFen),
      },
    }
  },
})

function valueBand(fen: number | undefined): string | undefined {
  if (fen === undefined) return undefined
  return BANDS.find(([limit]) => fen < limit)?.[1] ?? TOP_BAND
}
