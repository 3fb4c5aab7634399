import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Lang } from '#platform/text/text.ts'
import { readAssets, type Assets } from '#web/portal/assets.ts'
import { directoryKinds, type PortalDeps } from './deps.ts'
import { fixedPaths } from './files.ts'
import { listSpecs } from './lists.tsx'
import { renderPage, requestOf, type Visit } from './render.tsx'
import { pages } from './table.ts'

const CHUNK = 100
const langs = ['zh', 'en'] as const

/**
 * Writes the portal as static pages (practice.md P37): home, first pages of the lists, every record, the plan, in
 * Chinese and below `en/` in English. Links are relative, so the folder works under any base path. What needs a
 * server (search, filters, sign-in) leads to `deps.origin`, or is left out when that is null. Answers the number of pages.
 */
export async function exportPortal(deps: PortalDeps, dir: string): Promise<{ pages: number }> {
  const assets = readAssets()
  const instance = await deps.instance()
  const paths = [...fixedPaths(deps), ...(await recordPaths(deps))]
  const known = new Set(paths)
  for (const asset of [assets.css, assets.js, assets.icon]) save(dir, asset.path, asset.body)
  let written = 0
  for (const lang of langs) {
    for (const path of paths) {
      const html = await staticPage({ deps, assets, known, lang, instance }, path)
      if (html === null) continue
      save(dir, fileOf(lang, path), html)
      written += 1
    }
  }
  return { pages: written }
}

interface Copy {
  readonly deps: PortalDeps
  readonly assets: Assets
  readonly known: ReadonlySet<string>
  readonly lang: Lang
  readonly instance: Visit['instance']
}

async function staticPage(copy: Copy, path: string): Promise<string | null> {
  const { deps, assets, lang, instance } = copy
  const route = routeOf(path)
  if (route === undefined) throw new Error(`no page answers ${path}`)
  const visit: Visit = {
    path,
    query: new URLSearchParams(),
    params: route.params,
    origin: deps.origin ?? '',
    lang,
    elder: false,
    viewer: null,
    cookies: '',
    source: '',
    kept: '',
    instance,
  }
  const page = await route.answer(deps, requestOf(visit))
  // A record may have gone off the shelf since the list was read.
  if (page === null || !('title' in page)) return null
  const { canonical: _canonical, ...rest } = page
  const shown = deps.origin === null ? rest : page
  return renderPage(deps, assets, visit, shown, { href: addressOf(copy, path), isStatic: true })
}

/** Addresses from the page at `from`, relative; null where only a server could answer and none is known. */
function addressOf(copy: Copy, from: string): (to: string) => string | null {
  const { deps, known, lang } = copy
  const up = '../'.repeat(fileOf(lang, from).split('/').length - 1)
  return (to) => {
    if (to.startsWith('/assets/')) return `${up}${to.slice(1)}`
    const [, otherLang, otherPath] = /^lang:(zh|en):(.*)$/.exec(to) ?? []
    if (otherPath !== undefined) return `${up}${fileOf(otherLang === 'en' ? 'en' : 'zh', otherPath)}`
    const [path = '', hash] = to.split('#', 2)
    if (known.has(path)) return `${up}${fileOf(lang, path)}${hash === undefined ? '' : `#${hash}`}`
    return deps.origin === null ? null : `${deps.origin}${to}`
  }
}

function fileOf(lang: Lang, path: string): string {
  return `${lang === 'en' ? 'en/' : ''}${path === '/' ? '' : `${path.slice(1)}/`}index.html`
}

function routeOf(path: string) {
  const steps = path.split('/')
  for (const { path: pattern, answer } of pages) {
    const parts = pattern.split('/')
    if (parts.length !== steps.length) continue
    const fits = parts.every((part, i) => (part.startsWith(':') ? !part.includes('{') : part === steps[i]))
    if (!fits) continue
    const params = parts.flatMap((part, i) =>
      part.startsWith(':') ? [[part.slice(1), decodeURIComponent(steps[i] ?? '')] as const] : [],
    )
    return { answer, params: Object.fromEntries(params) }
  }
  return undefined
}

async function recordPaths(deps: PortalDeps): Promise<string[]> {
  const paths: string[] = []
  for (const kind of ['achievement', 'demand', ...directoryKinds] as const) {
    let cursor: string | null = null
    do {
      const page = await deps.list({
        kind,
        q: '',
        filters: {},
        sort: 'newest',
        limit: CHUNK,
        cursor,
        facets: [],
      })
      for (const { publicId } of page.items)
        paths.push(`${listSpecs[kind].path}/${encodeURIComponent(publicId)}`)
      cursor = page.next
    } while (cursor !== null)
  }
  return paths
}

function save(dir: string, path: string, body: string): void {
  const file = join(dir, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, body)
}
