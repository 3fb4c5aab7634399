import type { Permissions } from '#platform/access/access.ts'
import type { Page, Redirect } from '#web/portal/page.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'
import { listFile, planJson, planListCsv, robotsFile, sitemapFile, type FileAnswer } from './files.ts'
import { homePage } from './home.tsx'
import { listPage } from './lists.tsx'
import { aboutPage, searchPage, signInPage } from './pages.tsx'
import { planListPage, planPage } from './plan.tsx'
import { permanentPage, recordPage } from './record.tsx'

/** What a public address answers; null is "no such page". */
export type Answer = Page | Redirect | FileAnswer | null

export interface PageRoute {
  readonly path: string
  readonly permission: 'portal.read'
  readonly journal: string
  readonly answer: (deps: PortalDeps, request: PageRequest) => Promise<Answer>
}

/** Everything here is public; nothing of it asks who reads. */
export const permissions = { 'portal.read': { visitor: 'any' } } satisfies Permissions

const page = (path: string, journal: string, answer: PageRoute['answer']): PageRoute => ({
  path,
  permission: 'portal.read',
  journal,
  answer,
})

/** Every public address of the portal; the first path that fits answers. */
export const pages: readonly PageRoute[] = [
  page('/', 'portal.home', homePage),
  page('/achievements', 'portal.achievements', listPage('achievement')),
  page('/achievements.csv', 'portal.achievements-csv', listFile('achievement', 'csv')),
  page('/achievements.json', 'portal.achievements-json', listFile('achievement', 'json')),
  page('/achievements/:publicId', 'portal.achievement', recordPage('achievement')),
  page('/demands', 'portal.demands', listPage('demand')),
  page('/demands.csv', 'portal.demands-csv', listFile('demand', 'csv')),
  page('/demands.json', 'portal.demands-json', listFile('demand', 'json')),
  page('/demands/:publicId', 'portal.demand', recordPage('demand')),
  page('/id/:kind/:publicId', 'portal.permanent', permanentPage),
  page('/plan', 'portal.plan', planPage),
  page('/plan.json', 'portal.plan-json', planJson),
  page('/plan/:list{[a-z]+\\.csv}', 'portal.plan-list-csv', planListCsv),
  page('/plan/:list', 'portal.plan-list', planListPage),
  page('/search', 'portal.search', searchPage),
  page('/about', 'portal.about', aboutPage),
  page('/sign-in', 'portal.sign-in', signInPage('password')),
  page('/sign-in/code', 'portal.sign-in-code', signInPage('code')),
  page('/robots.txt', 'portal.robots', robotsFile),
  page('/sitemap.xml', 'portal.sitemap', sitemapFile),
]
