import { z } from 'zod'
import { dayOf } from '../calendar/calendar.ts'
import type { OutsideSource } from '../forms/outside.ts'
import { allKinds } from '../identity/kinds.ts'
import { databaseNow } from '../instance/instance.ts'
import type { FacetValue, SearchDoc, SearchSource } from '../search/index.ts'
import { presentFacets } from '../search/present.ts'
import type { ListedForm } from './kind.ts'
import type { RecordStore, RecordWith } from './store.ts'

/** What a row of every public list tells, whatever the kind. */
export interface ListedItem<Kind extends string = string> {
  readonly kind: Kind
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly summary: string
  readonly owner: { readonly id: string; readonly name: string; readonly class: string }
  readonly region: string | null
  readonly publishedAt: string | null
  readonly validUntil: string | null
  readonly sample: boolean
  /** Of a record that an outside platform lists here. */
  readonly source: OutsideSource | null
  /** 待补充: names of fields the record still lacks. */
  readonly missing: readonly string[]
}

/** Enough of the text for a list; the whole stands on the record's page. */
const LIST_SUMMARY = 200

/** The part of a list's row that every kind has; `open` is what the public may read, `standIn` replaces a hidden owner. */
export function listedItem<Kind extends string>(
  kind: Kind,
  record: RecordWith<unknown>,
  open: { readonly name?: string | undefined; readonly summary?: string | undefined },
  standIn?: string,
): ListedItem<Kind> {
  return {
    kind,
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: open.name ?? record.name,
    summary: (open.summary ?? '').slice(0, LIST_SUMMARY),
    owner:
      standIn === undefined
        ? { id: record.owner_public_id, name: record.owner_name, class: record.owner_kind }
        : { id: '', name: standIn, class: '' },
    region: standIn === undefined ? record.owner_region : null,
    publishedAt: record.published_at,
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
}

export interface RecordSearchSpec<Form> {
  readonly kind: string
  readonly store: Pick<RecordStore<Form>, 'publicOf' | 'publicIds'>
  /** Facets of the kind besides region, owner and sample, each with the values it takes. */
  readonly filters: z.ZodRawShape
  readonly item: (record: RecordWith<Form>, today: string) => ListedItem
  /** Everything in it is public: `item` and `parts` see a record only through the kind's public view. */
  readonly parts: (record: RecordWith<Form>, today: string) => DocParts
  /** Said instead of an owner that hides its name, and with it kind, region and identifier; undefined names the owner. */
  readonly standIn?: (record: RecordWith<Form>) => string | undefined
}

/** How a listed kind feeds the public index. */
export function recordSearch<Form>(spec: RecordSearchSpec<Form>): SearchSource {
  return {
    kind: spec.kind,
    filters: z.object({
      ...spec.filters,
      region: z.string(),
      ownerClass: z.enum(allKinds),
      ownerId: z.string(),
      sample: z.enum(['true', 'false']),
    }),
    load: async (tx, ids) => {
      const today = dayOf(await databaseNow(tx))
      return (await spec.store.publicOf(tx, ids)).map((record) => docOf(spec, record, today))
    },
    ids: spec.store.publicIds,
  }
}

function docOf<Form>(spec: RecordSearchSpec<Form>, record: RecordWith<Form>, today: string): SearchDoc {
  const item = spec.item(record, today)
  const { summary, texts, keywords, facets } = spec.parts(record, today)
  const standIn = spec.standIn?.(record)
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
      ...(standIn === undefined && {
        region: record.owner_region ?? undefined,
        ownerClass: record.owner_kind,
        ownerId: record.owner_public_id,
      }),
      sample: record.sample,
    }),
    item,
    publishedAt: record.published_at ?? record.updated_at,
    ownerName: standIn ?? record.owner_name,
  }
}
