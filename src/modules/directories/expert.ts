import { z } from 'zod'
import { EXPERT_TYPES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { closedFields, openPart } from '#platform/forms/publicity.ts'
import type { RecordKind } from '#platform/records/kind.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { EXPERT_SERVICES, expertForm, type Expert, draftOf } from './forms.ts'
import { LIVE, VALIDITY } from './kinds.ts'
import { expertListing, expertRevision } from './procedure.ts'
import { expertFaults, expertGaps } from './rules.ts'
import { experts } from './store.ts'

/** A row of the directory of experts; all of it is public by the person's consent. */
export interface ExpertItem extends ListedItem<'expert'> {
  readonly jobTitle: string | null
  readonly types: readonly string[]
  readonly services: readonly string[]
  readonly techFields: readonly string[]
  readonly ipc: readonly string[]
}

const CLOSED = closedFields(expertForm)

function openOf(form: Expert): Expert {
  return openPart(form, CLOSED)
}

export function expertItem(record: RecordWith<Expert>, _today: string): ExpertItem {
  const open = openOf(record.data)
  return {
    ...listedItem('expert', record, { name: open.name, summary: open.introduction }),
    jobTitle: open.jobTitle ?? null,
    types: open.types ?? [],
    services: open.services ?? [],
    techFields: open.techFields ?? [],
    ipc: open.ipc ?? [],
  }
}

export const expertKind: RecordKind<Expert> = {
  kind: 'expert',
  title: '专家',
  module: 'directories',
  codePrefix: 'ZJ',
  store: experts,
  headName: (code) => `专家 ${code}`,
  liveStates: LIVE,
  publishedState: 'published',
  validityRule: VALIDITY,
  link: (id) => `/app/experts/${id}`,
  faults: (form, _rules, today) => expertFaults(form, today),
  gaps: (form) => expertGaps(form),
  warnings: async () => [],
  lastDayField: 'validUntil',
}

export const expertListed = listedRecord<Expert, ExpertItem>({
  kind: expertKind,
  path: '/experts',
  procedure: expertListing,
  revision: expertRevision,
  form: expertForm,
  draftForm: draftOf(expertForm),
  owners: ['expert', 'researcher'],
  readers: ['tto', 'orgAdmin'],
  publicView: (form) => ({ fields: openOf(form), withheld: null }),
  item: expertItem,
  absent: '没有找到这位专家，或资料已撤下。',
})

export const expertSource = recordSearch<Expert>({
  kind: 'expert',
  list: { title: '专家', path: '/experts' },
  store: experts,
  filters: { types: z.enum(EXPERT_TYPES), services: z.enum(EXPERT_SERVICES), techField: z.enum(TECH_FIELDS) },
  item: expertItem,
  parts: ({ data }) => {
    const open = openOf(data)
    return {
      summary: open.introduction ?? '',
      texts: [open.jobTitle, ...(open.ipc ?? [])],
      keywords: open.techFields ?? [],
      facets: { types: open.types, services: open.services, techField: open.techFields },
    }
  },
})
