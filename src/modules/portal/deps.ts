import type { Context } from 'hono'
import type { Pack } from '#platform/pack/pack.ts'
import type { FormReply, PageContext, Site } from '#web/portal/page.tsx'
import type { Segment } from '#web/portal/results.tsx'

/** Kinds of record the portal lists. */
export type Kind = 'achievement' | 'demand'

/** Where a record comes from that an outside platform lists here. */
export interface SourceView {
  readonly platform: string
  readonly contact: string
  readonly owner: string
  readonly link: string | null
}

/** A row of a list, for both kinds; what a record lacks is null. */
export interface ListItem {
  readonly publicId: string
  readonly code: string
  readonly name: readonly Segment[]
  readonly summary: readonly Segment[]
  readonly ownerName: string
  readonly techField: string | null
  readonly region: string | null
  readonly trl: number | null
  readonly modes: readonly string[]
  /** Demands only: 技术攻关, 成果引进 … */
  readonly type: string | null
  /** Asking price, or the budget's ends. */
  readonly money: Money
  /** Last day the record is valid or solutions are asked for. */
  readonly until: string | null
  readonly publishedAt: string
  readonly sample: boolean
  readonly source: SourceView | null
}

/** Whole fen. `negotiable` is 面议; all null and false means not said. */
export interface Money {
  readonly min: number | null
  readonly max: number | null
  readonly negotiable: boolean
}

export interface ListQuery {
  readonly kind: Kind
  readonly q: string
  readonly filters: Readonly<Record<string, string>>
  readonly sort: 'relevance' | 'newest' | 'name'
  readonly limit: number
  readonly cursor: string | null
  readonly facets: readonly string[]
}

export interface ListPage {
  readonly items: readonly ListItem[]
  readonly total: number
  readonly totalIsCapped: boolean
  readonly next: string | null
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>
  /** A sentence about how the answer differs from the question. */
  readonly hint: string | null
}

export interface IpRow {
  readonly type: string
  readonly number: string | null
  readonly status: string
  readonly filedOn: string | null
  readonly grantedOn: string | null
  readonly expiresOn: string | null
  readonly owners: readonly string[]
}

/** A record of the other kind that the matcher found near, the phrases both use and what does not fit. */
export interface MatchRow {
  readonly publicId: string
  readonly name: string
  readonly ownerName: string
  readonly phrases: readonly string[]
  readonly gaps: readonly { readonly zh: string; readonly en: string }[]
  readonly sample: boolean
}

/** What is public of one record. */
export interface RecordView {
  readonly kind: Kind
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly ownerName: string
  readonly ownerClass: string | null
  readonly region: string | null
  readonly state: string
  readonly isOpen: boolean
  readonly publishedAt: string
  readonly updatedAt: string | null
  readonly until: string | null
  readonly sample: boolean
  readonly source: SourceView | null
  /** Said where the technical content is withheld (practice.md P17). */
  readonly withheld: string | null
  readonly summary: string
  /** Further texts in order: heading and text. */
  readonly texts: readonly (readonly [title: string, text: string])[]
  /** Further facts in order; values are data text. */
  readonly facts: readonly (readonly [title: string, value: string])[]
  readonly techField: string | null
  readonly trl: number | null
  readonly modes: readonly string[]
  readonly priceMode: string | null
  readonly money: Money
  readonly keywords: readonly string[]
  readonly ip: readonly IpRow[]
  readonly metrics: readonly { readonly name: string; readonly value: string; readonly unit: string }[]
  readonly history: readonly { readonly at: string; readonly title: string }[]
  readonly matches: readonly MatchRow[]
}

export interface Viewer {
  readonly name: string
  readonly orgName: string | null
  readonly canOpenDeal: boolean
  /** For whom the demo shows codes. */
  readonly personId: string | null
}

/** A text somebody drafted for the viewer and asks to confirm. */
export interface DraftRow {
  readonly id: string
  readonly title: string
  readonly link: string
  readonly by: string
}

/** Buttons of the one-click sign-in, and messages the demo shows instead of sending them. */
export interface Demo {
  readonly cast: readonly { readonly key: string; readonly label: string }[]
  readonly codes: readonly string[]
}

/** Everything the pages ask of the rest of the system, so that they are functions of it and the request. */
export interface PortalDeps {
  readonly city: Pack['city']
  readonly units: Pack['units']
  readonly regions: Pack['regions']
  readonly plan: Pack['plan']
  /** Working days the responsible unit has to answer a question, or null when not set. */
  readonly answerDays: number | null
  readonly instance: () => Promise<{
    readonly kind: 'demo' | 'rehearsal' | 'production'
    readonly now: string
  }>
  /** Scheme and host the outside uses; null takes them from the request. */
  readonly origin: string | null
  readonly viewer: (context: Context) => Promise<Viewer | null>
  readonly counts: () => Promise<{
    readonly achievements: number
    readonly demands: number
    readonly matches: number
    readonly contracts: number
    /** Contracts of the past that units have registered, as a count only (practice.md P16). */
    readonly pastContracts: number
  }>
  readonly list: (query: ListQuery) => Promise<ListPage>
  readonly record: (kind: Kind, publicId: string) => Promise<RecordView | null>
  readonly demo: (viewer: Viewer | null) => Promise<Demo>
  readonly drafts: (viewer: Viewer) => Promise<readonly DraftRow[]>
  /** A fresh idempotency key for a plain form. */
  readonly newKey: () => string
}

/** A request as a page sees it. */
export interface PageRequest {
  readonly path: string
  readonly query: URLSearchParams
  readonly params: Readonly<Record<string, string>>
  /** Scheme and host the outside uses, for canonical addresses. */
  readonly origin: string
  readonly lang: PageContext['lang']
  readonly elder: boolean
  readonly viewer: Viewer | null
  readonly now: string
  readonly today: string
  readonly reply?: FormReply
}

/** Names of the city's site in a language. */
export function siteOf(deps: PortalDeps, lang: PageContext['lang']): Site {
  const { city, units } = deps
  const unit = units.find(({ id }) => id === city.operatorUnit)?.name ?? ''
  return {
    logo: city.logo[lang],
    market: city.market[lang],
    cityName: city.name[lang],
    ...city.footer,
    consult: { unit, ...city.consult },
  }
}
