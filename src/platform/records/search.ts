import { z } from 'zod'
import { dayOf } from '../calendar/calendar.ts'
import type { OutsideSource } from '../forms/outside.ts'
import { allKinds } from '../identity/kinds.ts'
import { databaseNow } from '../instance/instance.ts'
import type { FacetValue, SearchDoc, SearchSource } from '../search/index.ts'
import { presentFacets } from '../search/present.ts'
import type { ListedForm } from './kind.ts'
import type { RecordStore, RecordWith } from './store.ts'
import { asOthersSee, type OwnerVeil } from './veil.ts'

/** What a row of every public list tells, whatever the kind. */
export interface ListedItem<Kind extends string = string> {
  readonly kind: Kind
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly summary: string
  /** Without identifier and class where the owner is not shown. */
  readonly owner: { readonly id: string | null; readonly name: string; readonly class: string | null }
  readonly region: string | null
  readonly publishedAt: string | null
  /** Last day on which somebody answered for it: the publishing, or the owner's latest confirmation. */
  readonly confirmedOn: string | null
  readonly validUntil: string | null
  readonly sample: boolean
  /** Of a record that an outside platform lists here. */
  readonly source: OutsideSource | null
  /** 待补充: names of fields the record still lacks. */
  readonly missing: readonly string[]
}

/** Enough of the text for a list; the whole stands on the record's page. */
const LIST_SUMMARY = 200

/** The part of a list's row that every kind has; `open` is what the public may read. */
export function listedItem<Kind extends string>(
  kind: Kind,
  record: RecordWith<unknown>,
  open: { readonly name?: string | undefined; readonly summary?: string | undefined },
): ListedItem<Kind> {
  return {
    kind,
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: open.name ?? record.name,
    summary: (open.summary ?? '').slice(0, LIST_SUMMARY),
    owner: {
      id: record.owner_public_id || null,
      name: record.owner_name,
      class: record.owner_kind || null,
    },
    region: record.owner_region,
    publishedAt: record.published_at,
    confirmedOn: record.confirmed_on,
    validUntil: record.valid_until,
    sample: record.sample,
    source: (record.data as ListedForm).source ?? null,
    missing: [...new Set(record.gaps.map((gap) => gap.field.split('.')[0] ?? ''))],
  }
}

/** What a kind's document in the public index has besides the shared part. */
export interface DocParts {
  readonly summary: string
  /** Further public texts, for searching only. */
  readonly texts: readonly (string | undefined)[]
  readonly keywords: readonly string[]
  readonly facets: Readonly<Record<string, FacetValue | undefined>>
  /** No count of a facet may single this record out (SearchDoc.discreet). */
  readonly isDiscreet?: boolean
}

export interface RecordSearchSpec<Form> {
  readonly kind: string
  readonly list?: NonNullable<SearchSource['list']>
  readonly store: Pick<RecordStore<Form>, 'publicOf' | 'publicIds'>
  /** Facets of the kind besides region, owner and sample, each with the values it takes. */
  readonly filters: z.ZodRawShape
  readonly item: (record: RecordWith<Form>, today: string) => ListedItem
  /** Everything in it is public: `item` and `parts` see a record only through the kind's public view. */
  readonly parts: (record: RecordWith<Form>, today: string) => DocParts
  readonly veil?: OwnerVeil<Form>
}

/** How a listed kind feeds the public index. */
export function recordSearch<Form>(spec: RecordSearchSpec<Form>): SearchSource {
  return {
    kind: spec.kind,
    ...(spec.list && { list: spec.list }),
    filters: z.object({
      ...spec.filters,
      region: z.string(),
      ownerClass: z.enum(allKinds),
      ownerId: z.string(),
      sample: z.enum(['true', 'false']),
    }),
    load: async (tx, ids) => {
      const today = dayOf(await databaseNow(tx))
      const records = await spec.store.publicOf(tx, ids)
      return records.map((record) => docOf(spec, asOthersSee(spec.veil, record), today))
    },
    ids: spec.store.publicIds,
  }
}

function docOf<Form>(spec: RecordSearchSpec<Form>, record: RecordWith<Form>, today: string): SearchDoc {
  const item = spec.item(record, today)
  const { summary, texts, keywords, facets, isDiscreet } = spec.parts(record, today)
  return {
    kind: spec.kind,
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: item.name,
    summary,
    text: texts.filter((text) => text !== undefined && text !== '').join('\n'),
    keywords,
    facets: presentFacets({
      ...facets,
      region: record.owner_region ?? undefined,
      ownerClass: record.owner_kind || undefined,
      ownerId: record.owner_public_id || undefined,
      sample: record.sample,
    }),
    item,
    publishedAt: record.published_at ?? record.updated_at,
    ownerName: record.owner_name,
    ...(isDiscreet === true && { discreet: true as const }),
  }
}
