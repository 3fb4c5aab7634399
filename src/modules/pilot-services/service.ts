import { z } from 'zod'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { closedFields, openPart } from '#platform/forms/publicity.ts'
import { Refusal } from '#platform/refusal.ts'
import type { RecordKind } from '#platform/records/kind.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { baseOf } from '#modules/pilot-bases/index.ts'
import { HAZARDS, serviceDraftForm, serviceForm, type PilotService } from './forms.ts'
import { KEEPERS, serviceListing, serviceRevision } from './procedure.ts'
import { serviceFaults, serviceGaps } from './rules.ts'
import { services } from './store.ts'

/** A row of the catalogue. */
export interface ServiceItem extends ListedItem<'pilot-service'> {
  readonly techField: string | null
  readonly processes: readonly string[]
  readonly materials: readonly string[]
  readonly trlFrom: number | null
  readonly trlTo: number | null
  readonly unitFeeFen: number | null
  readonly feeUnit: string | null
  readonly bookable: boolean
}

const CLOSED = closedFields(serviceForm)

export function openOf(form: PilotService): PilotService {
  return openPart(form, CLOSED)
}

export function serviceItem(record: RecordWith<PilotService>, _today: string): ServiceItem {
  const open = openOf(record.data)
  return {
    ...listedItem('pilot-service', record, { name: open.name, summary: open.capability }),
    techField: open.techField ?? null,
    processes: open.processes ?? [],
    materials: open.materials ?? [],
    trlFrom: open.trlFrom ?? null,
    trlTo: open.trlTo ?? null,
    unitFeeFen: open.unitFeeFen ?? null,
    feeUnit: open.feeUnit ?? null,
    bookable: bookingRulesOf(open) !== undefined,
  }
}

export const serviceKind: RecordKind<PilotService> = {
  kind: 'pilot-service',
  title: '中试服务',
  module: 'pilot-services',
  codePrefix: 'ZS',
  store: services,
  liveStates: ['draft', 'reviewing', 'published'],
  publishedState: 'published',
  validityRule: 'directory.validity.months',
  link: (id) => `/app/pilot-services/${id}`,
  faults: (form, _rules, today) => serviceFaults(form, today),
  gaps: (form) => serviceGaps(form),
  warnings: async () => [],
  lastDayField: 'validUntil',
  submitting: async (tx, _actor, _record, dossier) => {
    if (!(await baseOf(tx, dossier.org_id, tx.today)))
      throw new Refusal('conflict', '只有认定在有效期内的中试基地可以发布中试服务；请先办理中试基地认定。')
  },
}

export const serviceListed = listedRecord<PilotService, ServiceItem>({
  kind: serviceKind,
  path: '/pilot-services',
  procedure: serviceListing,
  revision: serviceRevision,
  form: serviceForm,
  draftForm: serviceDraftForm,
  owners: KEEPERS,
  readers: ['leader', 'legal', 'orgAdmin'],
  publicView: (form) => ({ fields: openOf(form), withheld: null }),
  item: serviceItem,
  absent: '没有找到这项中试服务，或它已下架。',
})

export const serviceSource = recordSearch<PilotService>({
  kind: 'pilot-service',
  list: { title: '中试服务', path: '/pilot-services' },
  store: services,
  filters: {
    techField: z.enum(TECH_FIELDS),
    hazards: z.enum(HAZARDS),
    trlFrom: z.coerce.number().int().min(1).max(9),
    trlTo: z.coerce.number().int().min(1).max(9),
    bookable: z.enum(['true', 'false']),
  },
  item: serviceItem,
  parts: ({ data }) => {
    const open = openOf(data)
    return {
      summary: open.capability ?? '',
      texts: [...(open.processes ?? []), ...(open.materials ?? [])],
      keywords: [],
      facets: {
        techField: open.techField,
        hazards: open.hazards,
        trlFrom: open.trlFrom,
        trlTo: open.trlTo,
        bookable: bookingRulesOf(open) !== undefined,
      },
    }
  },
})
