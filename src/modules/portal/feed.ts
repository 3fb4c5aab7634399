import { speech, withQuery } from '#web/portal/page.tsx'
import type { ListItem, ListKind, PageRequest, PortalDeps } from './deps.ts'
import { xml, type FileAnswer } from './files.ts'
import { questionOf } from './notices.tsx'
import { listSpecs, queryOf, questionText } from './lists.tsx'

/** Entries of a feed: readers ask every hour or so, and no list grows faster. */
const ENTRIES = 50
/** What XML 1.0 cannot hold. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** `/achievements.rss?q=…`: RSS 2.0 of what a list holds for a question, newest first; nothing but what is public. */
export function rssFeed(kind: ListKind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<FileAnswer> => {
    return rssOf(await feedOf(deps, kind, request))
  }
}

/** What a feed holds, whatever it lists. */
interface Feed {
  readonly title: string
  readonly about: string
  readonly page: string
  readonly rss: string
  readonly json: string
  readonly items: readonly {
    readonly id: string
    readonly link: string
    readonly title: string
    readonly summary: string
    readonly owner: string
    readonly at: string
  }[]
}

function rssOf(feed: Feed): FileAnswer {
  const items = feed.items.map(
    (item) =>
      `<item><title>${text(item.title)}</title><link>${text(item.link)}</link>` +
      `<guid isPermaLink="false">${text(item.id)}</guid><pubDate>${rfc822(item.at)}</pubDate>` +
      `<description>${text(item.summary)}</description><dc:creator>${text(item.owner)}</dc:creator></item>`,
  )
  const body =
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" ' +
    `xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>${text(feed.title)}</title>` +
    `<link>${text(feed.page)}</link><description>${text(feed.about)}</description><language>zh-CN</language>` +
    `<atom:link href="${text(feed.rss)}" rel="self" type="application/rss+xml"/>${items.join('')}</channel></rss>`
  return { type: 'application/rss+xml; charset=utf-8', body, shared: true }
}

/** `/achievements.feed.json?q=…`: the same as JSON Feed 1.1. */
export function jsonFeed(kind: ListKind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<FileAnswer> => {
    return jsonOf(await feedOf(deps, kind, request))
  }
}

function jsonOf(feed: Feed): FileAnswer {
  const body = JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.about,
    home_page_url: feed.page,
    feed_url: feed.json,
    language: 'zh-CN',
    items: feed.items.map((item) => ({
      id: item.id,
      url: item.link,
      title: item.title,
      content_text: item.summary,
      date_published: item.at,
      authors: [{ name: item.owner }],
    })),
  })
  return { type: 'application/feed+json; charset=utf-8', body, shared: true }
}

/** `/notices.rss` and `/notices.feed.json`: public notices as the list shows them, newest first. */
export function noticeFeed(form: 'rss' | 'json') {
  return async (deps: PortalDeps, { query, origin }: PageRequest): Promise<FileAnswer> => {
    const { t } = speech('zh')
    const { cursor: _cursor, ...asked } = questionOf(query)
    const { items } = await deps.notices({ ...asked, limit: ENTRIES })
    const at = (ending: string) => `${origin}${withQuery(`/notices${ending}`, query, {})}`
    const feed: Feed = {
      title: [deps.city.market.zh, t('公示')].join(' · '),
      about: t('{city}科技事项的公示：公示期、剩余天数、异议和存证。', { city: deps.city.name.zh }),
      page: at(''),
      rss: at('.rss'),
      json: at('.feed.json'),
      items: items.map((item) => ({
        id: `id/notice/${item.id}`,
        link: `${origin}/id/notice/${item.id}`,
        title: `${item.sample ? '【示例】' : ''}${item.name}`,
        summary: `${item.stateTitle}，${t('自 {from} 至 {until}', { from: item.startsOn, until: item.lastDay })}`,
        owner: item.unit ?? '',
        at: item.openedAt,
      })),
    }
    return form === 'rss' ? rssOf(feed) : jsonOf(feed)
  }
}

async function feedOf(deps: PortalDeps, kind: ListKind, { query, origin }: PageRequest): Promise<Feed> {
  const { t } = speech('zh')
  const { path, title, about } = listSpecs[kind]
  const asked = queryOf(kind, query, ENTRIES)
  const page = await deps.list({ ...asked, sort: 'newest', cursor: null, facets: [] })
  const question = new URLSearchParams(questionText(asked))
  const at = (ending: string) => `${origin}${withQuery(`${path}${ending}`, question, {})}`
  const words = [asked.q, ...Object.values(asked.filters)].filter((word) => word !== '')
  return {
    title: [deps.city.market.zh, t(title), ...words].join(' · '),
    about: t(about, { city: deps.city.name.zh }),
    page: at(''),
    rss: at('.rss'),
    json: at('.feed.json'),
    items: page.items.map((item) => entryOf(item, kind, origin)),
  }
}

function entryOf(item: ListItem, kind: ListKind, origin: string) {
  const plain = (segments: ListItem['name']) => segments.map(({ text: piece }) => piece).join('')
  return {
    // Stays whatever host the site is read at, and when pages move.
    id: `id/${kind}/${item.publicId}`,
    link: `${origin}/id/${kind}/${encodeURIComponent(item.publicId)}`,
    title: `${item.sample ? '【示例】' : ''}${plain(item.name)}`,
    summary: plain(item.summary),
    owner: item.ownerName,
    at: item.publishedAt,
  }
}

function text(value: string): string {
  return xml(value.toWellFormed().replace(NOT_XML, ''))
}

function rfc822(instant: string): string {
  return new Date(instant).toUTCString()
}
