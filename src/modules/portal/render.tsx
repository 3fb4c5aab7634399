import { dayOf } from '#platform/text/format.ts'
import type { Lang } from '#platform/text/text.ts'
import type { Assets } from '#web/portal/assets.ts'
import { renderDocument } from '#web/portal/document.tsx'
import type { FormReply, Page, PageContext } from '#web/portal/page.tsx'
import { siteOf, type PageRequest, type PortalDeps, type Viewer } from './deps.ts'

/** Who asks for what, before any page has looked at it. */
export interface Visit {
  readonly path: string
  readonly query: URLSearchParams
  readonly params: Readonly<Record<string, string>>
  readonly origin: string
  readonly lang: Lang
  readonly elder: boolean
  readonly viewer: Viewer | null
  readonly cookies: string
  readonly source: string
  readonly kept: string
  readonly instance: { readonly kind: PageContext['instance']; readonly now: string }
  readonly reply?: FormReply
}

/** The visit as a page sees it. */
export function requestOf(visit: Visit): PageRequest {
  const { instance, ...rest } = visit
  return { ...rest, now: instance.now, today: dayOf(instance.now) }
}

/** How addresses are written: by the server as they are, by a static copy relative to the page. */
export interface Addresses {
  readonly href: PageContext['href']
  readonly isStatic: boolean
}

const served: Addresses = { href: (path) => path, isStatic: false }

/** The HTML of a page for a visit. */
export function renderPage(
  deps: PortalDeps,
  assets: Assets,
  visit: Visit,
  page: Page,
  addresses: Addresses = served,
): string {
  const { lang, elder, query, viewer, instance, reply } = visit
  const asset = (path: string) => addresses.href(path) ?? path
  const text = query.toString()
  const context: PageContext = {
    lang,
    elder,
    path: text === '' ? visit.path : `${visit.path}?${text}`,
    query,
    today: dayOf(instance.now),
    now: instance.now,
    site: siteOf(deps, lang),
    instance: instance.kind,
    viewer,
    ...(reply !== undefined && { reply }),
    assets: {
      css: asset(assets.css.path),
      js: asset(assets.js.path),
      icon: asset(assets.icon.path),
      verify: assets.verify.path,
      recompute: assets.recompute.path,
    },
    ...addresses,
  }
  return renderDocument(context, page)
}
