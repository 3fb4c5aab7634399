import { createContext, useContext, type ReactNode } from 'react'
import type { RefusalParams } from '#platform/refusal.ts'
import { translate, translateData, type Lang, type Template } from '#platform/text/text.ts'

/** What a page answers besides its body; the layout makes the rest of the document. */
export interface Page {
  readonly status: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
  readonly title: string
  readonly description: string
  readonly body: ReactNode
  /** Steps of 当前位置 after the home page; the last one is the page itself. */
  readonly crumbs?: readonly Crumb[]
  /** Address under which search engines keep the page; without it the page asks not to be indexed. */
  readonly canonical?: string
  /** What the page is about for search engines, as schema.org data. */
  readonly structured?: Readonly<Record<string, unknown>>
  /** Feeds of what the page lists, for readers that look for them. */
  readonly feeds?: { readonly rss: string; readonly json: string }
}

export interface Redirect {
  readonly status: 301 | 302 | 303
  readonly location: string
}

export interface Crumb {
  readonly title: string
  readonly to?: string
}

/** Identity of the city's site; an empty value hides its line and is never made up. */
export interface Site {
  readonly logo: string
  readonly market: string
  readonly cityName: string
  readonly sponsor: string
  readonly siteCode: string
  readonly icp: string
  readonly policeRecord: string
  readonly consult: {
    readonly unit: string
    readonly phone: string
    readonly email: string
    readonly address: string
    readonly hours: string
  }
}

/** Why the last submit of a plain form was refused, and what was typed. */
export interface FormReply {
  readonly sentence: string
  readonly fields: readonly { readonly field: string; readonly message: string }[]
  readonly values: Readonly<Record<string, string>>
}

/** Everything that is the same for all components of one page. */
export interface PageContext {
  readonly lang: Lang
  readonly elder: boolean
  /** Path and query as asked for, without base path. */
  readonly path: string
  readonly query: URLSearchParams
  /** Day in Shanghai on the instance's clock. */
  readonly today: string
  readonly now: string
  readonly site: Site
  readonly instance: 'demo' | 'rehearsal' | 'production'
  readonly viewer: { readonly name: string; readonly orgName: string | null } | null
  readonly reply?: FormReply
  readonly assets: {
    readonly css: string
    readonly js: string
    readonly icon: string
    readonly verify: string
    readonly recompute: string
  }
  /** Address of a path of the site from here, or null where it cannot be reached (static copy). */
  readonly href: (path: string) => string | null
  /** True when no server answers, so that forms and switches that need one are left out. */
  readonly isStatic: boolean
}

const Context = createContext<PageContext | null>(null)
export const PageProvider = Context.Provider

export interface Speech {
  readonly t: (template: Template, params?: RefusalParams) => string
  /** Data text (enumeration values) in the page's language where the catalogue has it. */
  readonly word: (text: string) => string
}

/** The sentences of one language. */
export function speech(lang: Lang): Speech {
  return {
    t: (template, params) => translate(lang, template, params),
    word: (text) => translateData(lang, text).text,
  }
}

/** Context of the page being rendered; only inside a `PageProvider`. */
export function usePage(): PageContext & Speech {
  const context = useContext(Context)
  if (context === null) throw new Error('usePage outside a page')
  return { ...context, ...speech(context.lang) }
}

/** A link to a path of the site; plain text where the path cannot be reached. */
export function A(props: {
  readonly to: string
  readonly children: ReactNode
  readonly className?: string
  readonly current?: boolean
  readonly label?: string
}) {
  const address = usePage().href(props.to)
  if (address === null) return <span className={props.className}>{props.children}</span>
  return (
    <a
      href={address}
      className={props.className}
      aria-current={props.current === true ? 'page' : undefined}
      aria-label={props.label}
    >
      {props.children}
    </a>
  )
}

/** The path with some query parameters changed; null removes one, an empty list too. */
export function withQuery(
  path: string,
  query: URLSearchParams,
  change: Readonly<Record<string, string | null>>,
): string {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  return text === '' ? path : `${path}?${text}`
}
