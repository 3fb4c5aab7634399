import { stringify } from 'csv-stringify/sync'
import { XLSX } from '#platform/files/respond.ts'
import { dayOf } from '#platform/text/format.ts'
import { writeBook } from '#platform/workbook/writer.ts'
import { directoryKinds, type ListItem, type ListKind, type PageRequest, type PortalDeps } from './deps.ts'
import { listSpecs, queryOf } from './lists.tsx'
import type { LotPage } from './lot-deps.ts'
import { planLists } from './plan.tsx'

/** What is answered that is no page. */
export interface FileAnswer {
  readonly type: string
  readonly body: string | Uint8Array
  /** Offered under this name; undefined shows it in the browser. */
  readonly download?: string
  /** The same for everybody, so that caches on the way may keep it for a while. */
  readonly shared?: true
}

/** Rows of one download: as many as a search counts; larger copies come from the API page by page. */
const DOWNLOAD_ROWS = 1_000
const CHUNK = 100
/** A sitemap holds at most 50,000 addresses (sitemaps.org); far fewer keep the answer quick. */
const SITEMAP_ROWS = 1_000
/** Excel reads UTF-8 only with the mark. */
const BYTE_ORDER_MARK = '\uFEFF'

/** `/achievements.xlsx`, `/demands.json` …: the list as filtered, up to 1,000 rows. */
export function listFile(kind: ListKind, format: 'xlsx' | 'csv' | 'json') {
  return async (deps: PortalDeps, request: PageRequest): Promise<FileAnswer> => {
    const line = kind === 'achievement' || kind === 'demand' ? rowOf : directoryRowOf
    const rows = (await collect(deps, kind, request.query, DOWNLOAD_ROWS)).map((item) => line(item))
    const name = `${listSpecs[kind].path.slice(1)}-${request.today}.${format}`
    if (format === 'json') {
      return {
        type: 'application/json; charset=utf-8',
        body: JSON.stringify({ items: rows, total: rows.length }),
        download: name,
      }
    }
    if (format === 'csv') return { type: 'text/csv; charset=utf-8', body: csv(rows), download: name }
    return { type: XLSX, body: await book(listSpecs[kind].title, rows), download: name }
  }
}

/** A workbook of these rows: numbers as numbers, everything else as text, which nothing can run. */
async function book(
  name: string,
  rows: readonly Readonly<Record<string, string | number>>[],
): Promise<Uint8Array> {
  const titles = Object.keys(rows[0] ?? {})
  const header = titles.map((text) => ({ text, style: 'header' as const }))
  const cells = (row: Readonly<Record<string, string | number>>) =>
    titles.map((title) => {
      const value = row[title] ?? ''
      return typeof value === 'number' ? { number: value } : { text: value, style: 'text' as const }
    })
  const columns = titles.map((title) => ({ width: title === '名称' ? 40 : 14 }))
  const lines = [{ cells: header }, ...rows.map((row) => ({ cells: cells(row) }))]
  return writeBook([{ name, columns, frozenRows: 1, rows: lines }])
}

async function collect(deps: PortalDeps, kind: ListKind, query: URLSearchParams, most: number) {
  const rows: ListItem[] = []
  let cursor: string | null = null
  do {
    const page = await deps.list({ ...queryOf(kind, query, CHUNK), cursor, facets: [] })
    rows.push(...page.items)
    cursor = page.next
  } while (cursor !== null && rows.length < most)
  return rows.slice(0, most)
}

function rowOf(item: ListItem) {
  const plain = (segments: ListItem['name']) => segments.map(({ text }) => text).join('')
  return {
    编号: item.code,
    名称: plain(item.name),
    单位: item.ownerName,
    技术领域: item.techField ?? '',
    地区: item.region ?? '',
    成熟度: item.trl ?? '',
    类型: item.type ?? '',
    方式: item.modes.join('、'),
    '价格下限（分）': item.money.min ?? '',
    '价格上限（分）': item.money.max ?? '',
    面议: item.money.negotiable ? '是' : '否',
    发布日期: dayOf(item.publishedAt),
    截止日期: item.until ?? '',
    示例: item.sample ? '示例' : '',
    来源: item.source?.platform ?? '',
    固定编号: item.publicId,
  }
}

/** Names of the further fields a directory's row may have, as the download heads them. */
const WORDS = {
  types: '类型',
  category: '仪器类别',
  model: '规格型号',
  location: '放置地点',
  level: '级别',
  jobTitle: '职称或职务',
  techFields: '技术领域',
  services: '可以提供',
} as const

function directoryRowOf(item: ListItem) {
  const plain = (segments: ListItem['name']) => segments.map(({ text }) => text).join('')
  return {
    编号: item.code,
    名称: plain(item.name),
    单位: item.ownerName,
    地区: item.region ?? '',
    ...Object.fromEntries(
      Object.entries(WORDS).map(([field, title]) => [title, (item.words[field] ?? []).join('、')]),
    ),
    证书有效期至: item.certifiedUntil ?? '',
    发布日期: dayOf(item.publishedAt),
    截止日期: item.until ?? '',
    示例: item.sample ? '示例' : '',
    固定编号: item.publicId,
  }
}

/** A spreadsheet must not run what a stranger typed: formula marks get an apostrophe. */
export function csv(rows: readonly Readonly<Record<string, string | number>>[]): string {
  return (
    BYTE_ORDER_MARK + stringify([...rows], { header: true, record_delimiter: '\r\n', escape_formulas: true })
  )
}

/** `/plan.json`: the plan as data, units by name. */
export async function planJson(deps: PortalDeps): Promise<FileAnswer> {
  return {
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({
      ...deps.plan,
      units: deps.units.map(({ id, name, members }) => ({ id, name, members })),
    }),
  }
}

/** `/plan/problems.csv` …; null for another name. */
export async function planListCsv(deps: PortalDeps, request: PageRequest): Promise<FileAnswer | null> {
  const list = planLists(deps.plan).find(({ id }) => `${id}.csv` === request.params['list'])
  if (list === undefined) return null
  const nameOf = (id: string) => deps.units.find((unit) => unit.id === id)?.name ?? id
  const rows = list.items.map((item) => ({
    序号: item.number,
    [list.noun]: item.text,
    责任单位: item.responsible,
    牵头单位: nameOf(item.units[0] ?? ''),
    ...(item.status !== undefined && {
      类别: item.list ?? '',
      状态: item.status,
      说明: item.statusNote ?? '',
    }),
    ...(item.status === undefined && { 完成时限: item.due ?? '', 目标: item.target ?? '' }),
  }))
  return { type: 'text/csv; charset=utf-8', body: csv(rows), download: `${list.id}.csv` }
}

/** `/robots.txt`: everything public may be read; forms and the workbench are nobody's index. */
export async function robotsFile(_deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  const forms = ['/sign-in', '/register', '/first-administrator', '/invitation', '/reset-password', '/l/']
  const closed = ['/app/', '/api/', '/do/', ...forms, '/change-password', '/search'].map(
    (path) => `Disallow: ${path}`,
  )
  const lines = ['User-agent: *', ...closed, `Sitemap: ${request.origin}/sitemap.xml`]
  return { type: 'text/plain; charset=utf-8', body: `${lines.join('\n')}\n` }
}

/** `/sitemap.xml`: fixed pages and the newest records. */
export async function sitemapFile(deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  const kinds = ['achievement', 'demand', ...directoryKinds] as const
  const records = await Promise.all(
    kinds.map(async (kind) =>
      (await collect(deps, kind, new URLSearchParams(), SITEMAP_ROWS)).map(
        ({ publicId }) => `${listSpecs[kind].path}/${encodeURIComponent(publicId)}`,
      ),
    ),
  )
  const urls = [...fixedPaths(deps), ...records.flat(), ...(await lotPaths(deps))].map(
    (path) => `<url><loc>${xml(request.origin + path)}</loc></url>`,
  )
  const body = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`
  return { type: 'application/xml; charset=utf-8', body }
}

async function lotPaths(deps: PortalDeps): Promise<string[]> {
  const paths: string[] = []
  let cursor: string | null = ''
  do {
    const page: LotPage = await deps.lots({ limit: String(CHUNK), cursor })
    paths.push(...page.items.map(({ publicId }) => `/lots/${publicId}`))
    cursor = page.next
  } while (cursor !== null && paths.length < SITEMAP_ROWS)
  return paths
}

/** Pages that exist in every city. */
export function fixedPaths(deps: Pick<PortalDeps, 'plan' | 'guideIds'>): readonly string[] {
  return [
    '/',
    '/achievements',
    '/demands',
    '/resources',
    ...directoryKinds.map((kind) => listSpecs[kind].path),
    '/market',
    '/contract-registrations',
    '/licences',
    '/lots',
    '/events',
    '/notices',
    '/guides',
    ...deps.guideIds.map((id) => `/guides/${id}`),
    '/plan',
    ...planLists(deps.plan).map(({ path }) => path),
    '/about',
  ]
}

/** Text as XML content or attribute. */
export function xml(text: string): string {
  return text.replace(/[<>&'"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`)
}
