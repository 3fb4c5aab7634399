import type { Context } from 'hono'
import type { DirectoryView } from './directory-view.ts'
import type { Figures } from '#modules/funnel/index.ts'
import type { BaseStatistics, publicBaseOf, publicBases } from '#modules/pilot-bases/index.ts'
import type { PublicFigures } from '#modules/registrations/index.ts'
import type { PublicReceipt } from '#platform/counter/view.ts'
import type { PublicLetter } from '#platform/letters/public.ts'
import type { AnswerView, NoticePage, NoticeQuery } from '#platform/notice/reading.ts'
import type { DrawItem } from '#platform/panel/view-draws.ts'
import type { PublicDraw } from '#platform/panel/view-public.ts'
import type { NoticeView } from '#platform/notice/view.ts'
import type { Pack } from '#platform/pack/pack.ts'
import type { LinkPage } from '#platform/signing/link-page.ts'
import type { FormReply, PageContext, Site } from '#web/portal/page.tsx'
import type { Segment } from '#web/portal/results.tsx'
import type { GuideDeps } from './guide-deps.ts'
import type { LotDeps } from './lot-deps.ts'
import type { OfferPage, OfferRecord } from './offers.ts'
import type { PilotDeps } from './pilot-deps.ts'

export type { OfferRecord }

export type {
  RecordTable,
  DirectoryView,
  BrokerRecord,
  CalendarSlot,
  CalendarView,
} from './directory-view.ts'

/** The two kinds of the market: they are matched with each other. */
export type Kind = 'achievement' | 'demand'
/** Kinds of the directories 服务与资源. */
export const directoryKinds = ['service-body', 'instrument', 'pilot-service', 'broker', 'expert'] as const
export type DirectoryKind = (typeof directoryKinds)[number]
/** Every kind the portal lists. */
export type ListKind = Kind | DirectoryKind

/** Where a record comes from that an outside platform lists here. */
export interface SourceView {
  readonly platform: string
  readonly contact: string
  readonly owner: string
  readonly link: string | null
}

/** A row of a list, whatever the kind; what a record lacks is null. */
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
  /** Directories: what else the row says, by the name of the field (types, level, category …). */
  readonly words: Readonly<Record<string, readonly string[]>>
  /** Directories: last day of the certificates behind the badge. */
  readonly certifiedUntil: string | null
  readonly source: SourceView | null
}

/** Whole fen. `negotiable` is 面议; all null and false means not said. */
export interface Money {
  readonly min: number | null
  readonly max: number | null
  readonly negotiable: boolean
}

export interface ListQuery {
  readonly kind: ListKind
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
  /** The owner does not show itself until it consents. */
  readonly isBlind: boolean
  readonly ownerClass: string | null
  readonly region: string | null
  readonly state: string
  readonly isOpen: boolean
  readonly publishedAt: string
  readonly updatedAt: string | null
  /** Last day on which somebody answered for the record. */
  readonly confirmedOn: string | null
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

/** One value read from the description of a demand, as the page offers it. */
export interface ProposedItem {
  readonly key: string
  readonly title: string
  readonly fill: Readonly<Record<string, unknown>>
  readonly shown: string
  readonly words: readonly string[]
  readonly why?: string
  readonly doubt?: string
}

/** What a description says, what is near it and what would tell who wrote it. */
export interface PageProposal {
  readonly items: readonly ProposedItem[]
  readonly questions: readonly { readonly asks: string; readonly improves: string }[]
  readonly near: {
    readonly total: number
    readonly top: readonly {
      readonly publicId: string
      readonly name: string
      readonly phrases: readonly string[]
    }[]
  }
  readonly telling: readonly { readonly words: string }[]
  /** Kinds of demand there are. */
  readonly types: readonly string[]
}

export interface Viewer {
  readonly name: string
  readonly orgId: string | null
  readonly orgName: string | null
  readonly canOpenDeal: boolean
  readonly canBook: boolean
  readonly canBookPilot: boolean
  readonly canPostDemand: boolean
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

/** What a one-time signing link shows; `codes` are the messages a demo would have sent to that telephone. */
export type SigningLinkView = LinkPage & { readonly codes: readonly string[] }

/** What is public of an event. */
export interface EventRecord {
  readonly id: string
  readonly publicId: string
  readonly title: string
  readonly kind: string
  readonly organiser: string
  readonly startsAt: string
  readonly endsAt: string
  readonly place: string
  readonly capacity: number
  readonly registered: number
  readonly agenda: string
  readonly isOver: boolean
  readonly sample: boolean
  /** The viewer's own registration. */
  readonly mine: 'registered' | 'waiting' | 'cancelled' | null
  /** Days after the event until guests' names are erased. */
  readonly guestKeepDays: number
}

/** Buttons of the one-click sign-in, and messages the demo shows instead of sending them. */
export interface Demo {
  readonly cast: readonly { readonly key: string; readonly label: string }[]
  readonly codes: readonly string[]
}

/** What a signed link of a message may do. */
export type LinkView =
  | { readonly purpose: 'stop'; readonly channel: string }
  | {
      readonly purpose: 'confirm'
      readonly items: readonly {
        readonly dossierId: string
        readonly visit: number
        readonly title: string
        readonly validUntil: string
      }[]
    }

/** How far the evidence log is, for its page. */
export interface LogView {
  readonly origin: string
  readonly size: number
  /** Instant of the last checkpoint. */
  readonly at: string | null
  /** Names of witnesses outside that cosigned lately. */
  readonly witnesses: readonly string[]
}

/** Where a leaf stands in the evidence log; `index` is null while it waits for its number. */
export type LeafProof =
  | { readonly at: string; readonly index: null }
  | {
      readonly at: string
      readonly index: number
      readonly size: number
      readonly entry: string
      readonly checkpoint: string
      readonly path: readonly string[]
    }

export type PilotBaseItem = Awaited<ReturnType<typeof publicBases>>['items'][number]
export type PilotBaseView = NonNullable<Awaited<ReturnType<typeof publicBaseOf>>>

/** Everything the pages ask of the rest of the system, so that they are functions of it and the request. */
export interface PortalDeps extends GuideDeps, LotDeps, PilotDeps {
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
  /** Public figures of contract registration for a year; of the newest when null. */
  readonly registrationFigures: (year: number | null) => Promise<PublicFigures>
  /** What the page 市场运行 shows. */
  readonly figures: () => Promise<Figures>
  readonly list: (query: ListQuery) => Promise<ListPage>
  readonly record: (kind: Kind, publicId: string) => Promise<RecordView | null>
  /** Public records of each directory. */
  readonly directoryCounts: () => Promise<Readonly<Record<DirectoryKind, number>>>
  readonly directory: (kind: DirectoryKind, publicId: string) => Promise<DirectoryView | null>
  /** Where one asks an expert through the platform. */
  readonly askExpert: (expertId: string) => string
  /** What a link of a message is about; null for one that does not count. */
  readonly link: (token: string) => Promise<LinkView | null>
  /** Posted terms in force of one achievement. */
  readonly offers: (achievementId: string) => Promise<readonly OfferRecord[]>
  /** A page of all posted terms in force, newest first. */
  readonly licences: (cursor: string | null) => Promise<OfferPage>
  /** Recognised pilot bases, whatever their status. */
  readonly pilotBases: (query: {
    readonly region?: string
    readonly field?: string
    readonly q?: string
  }) => Promise<readonly PilotBaseItem[]>
  readonly pilotBase: (publicId: string) => Promise<PilotBaseView | null>
  readonly pilotBaseFigures: () => Promise<BaseStatistics>
  /** A draw of experts by its public id; null for none. */
  readonly draw: (publicId: string) => Promise<PublicDraw | null>
  /** The newest draws. */
  readonly draws: () => Promise<readonly DrawItem[]>
  /** A page of public notices, newest first. */
  readonly notices: (query: NoticeQuery) => Promise<NoticePage>
  /** A notice as everybody reads it; null for none. */
  readonly notice: (publicId: string) => Promise<NoticeView | null>
  /** What became of an objection, by its code; refused when one address asks too often. */
  readonly objection: (code: string, source: string) => Promise<AnswerView | null>
  /** What anybody may know of an official letter, and of a receipt of the counter; null for none. */
  readonly letter: (publicId: string) => Promise<PublicLetter | null>
  readonly receipt: (publicId: string) => Promise<PublicReceipt | null>
  /** A fresh code by which an objector reads the answer. */
  readonly newCode: () => string
  /** Events open to everybody: to come first, then past ones. */
  readonly events: () => Promise<readonly EventRecord[]>
  readonly event: (publicId: string, viewer: Viewer | null) => Promise<EventRecord | null>
  /** The event as a calendar file; null when it is not public. */
  readonly eventIcs: (publicId: string, origin: string) => Promise<string | null>
  readonly demo: (viewer: Viewer | null) => Promise<Demo>
  readonly drafts: (viewer: Viewer) => Promise<readonly DraftRow[]>
  /** A one-time signing link by its token, for a browser with these cookies; null when it cannot be used. */
  readonly signingLink: (cookies: string, token: string) => Promise<SigningLinkView | null>
  /** What a description says; refused when one asker asks too often. Null where no demand can be sent (static copy). */
  readonly propose:
    | ((text: string, asker: Pick<PageRequest, 'viewer' | 'source'>) => Promise<PageProposal>)
    | null
  readonly log: () => Promise<LogView>
  /** Proof of a leaf, or null when there is none of that hash; refused when one asker asks too often. */
  readonly leafProof: (leaf: string, asker: Pick<PageRequest, 'source'>) => Promise<LeafProof | null>
  /** The address a request comes from. */
  readonly source: (context: Context) => string
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
  /** The cookie header as sent. */
  readonly cookies: string
  readonly now: string
  readonly today: string
  /** The address it comes from. */
  readonly source: string
  /** The text this browser keeps for the page; empty on every other page. */
  readonly kept: string
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
