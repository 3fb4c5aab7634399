import type { Page, Redirect } from '#web/portal/page.tsx'
import {
  changePasswordPage,
  firstAdministratorPage,
  invitationPage,
  organisationPage,
  registerPage,
  resetPage,
} from './account.tsx'
import { calendarFile, calendarPage } from './calendar.tsx'
import { pilotFigures, pilotFiguresFile, pilotFinder } from './pilot-services.tsx'
import { demandNewPage } from './demand-new.tsx'
import { directoryKinds, type PageRequest, type PortalDeps } from './deps.ts'
import { directoryPage, resourcesPage } from './directory.tsx'
import { draftsPage } from './drafts.tsx'
import { eventFile, eventPage, eventSignInPage, eventsPage } from './events.tsx'
import { listFile, planJson, planListCsv, robotsFile, sitemapFile, type FileAnswer } from './files.ts'
import { jsonFeed, noticeFeed, rssFeed } from './feed.ts'
import { guidePage, guidesPage } from './guides.tsx'
import { homePage } from './home.tsx'
import { licencesPage } from './licences.tsx'
import { listPage, listSpecs } from './lists.tsx'
import { lotPage, lotsPage } from './lots.tsx'
import { lotReplayPage } from './lot-replay.tsx'
import { letterPage, receiptPage } from './papers.tsx'
import { linkPage } from './link.tsx'
import { drawPage, drawsPage } from './draw.tsx'
import { noticePage } from './notice.tsx'
import { noticesPage } from './notices.tsx'
import { objectionPage } from './objection.tsx'
import { aboutPage, searchPage, signInPage } from './pages.tsx'
import { pilotBasePage, pilotBasesFile, pilotBasesPage } from './pilot-bases.tsx'
import { planListPage, planPage } from './plan.tsx'
import { marketCsv, marketJson, marketPage } from './market.tsx'
import { permanentPage, recordPage } from './record.tsx'
import { registrationsFile, registrationsPage } from './registrations.tsx'
import { signPage } from './sign.tsx'
import { verifyPage } from './verify.tsx'

/** What a public address answers; null is "no such page". */
export type Answer = Page | Redirect | FileAnswer | null

export interface PageRoute {
  readonly path: string
  readonly answer: (deps: PortalDeps, request: PageRequest) => Promise<Answer>
}

/** Every address of the portal, all public: no page asks for a permission. The first path that fits answers. */
export const pages: readonly PageRoute[] = [
  { path: '/', answer: homePage },
  { path: '/achievements', answer: listPage('achievement') },
  { path: '/achievements.xlsx', answer: listFile('achievement', 'xlsx') },
  { path: '/achievements.csv', answer: listFile('achievement', 'csv') },
  { path: '/achievements.json', answer: listFile('achievement', 'json') },
  { path: '/achievements.rss', answer: rssFeed('achievement') },
  { path: '/achievements.feed.json', answer: jsonFeed('achievement') },
  { path: '/achievements/:publicId', answer: recordPage('achievement') },
  { path: '/demands', answer: listPage('demand') },
  { path: '/demands.xlsx', answer: listFile('demand', 'xlsx') },
  { path: '/demands.csv', answer: listFile('demand', 'csv') },
  { path: '/demands.json', answer: listFile('demand', 'json') },
  { path: '/demands.rss', answer: rssFeed('demand') },
  { path: '/demands.feed.json', answer: jsonFeed('demand') },
  { path: '/demands/new', answer: demandNewPage },
  { path: '/demands/:publicId', answer: recordPage('demand') },
  { path: '/resources', answer: resourcesPage },
  { path: '/pilot-services/find', answer: pilotFinder },
  { path: '/pilot-services/statistics', answer: pilotFigures },
  { path: '/pilot-services/statistics.xlsx', answer: pilotFiguresFile },
  ...directoryKinds.flatMap((kind): PageRoute[] => {
    const { path } = listSpecs[kind]
    return [
      { path, answer: listPage(kind) },
      { path: `${path}.xlsx`, answer: listFile(kind, 'xlsx') },
      { path: `${path}.csv`, answer: listFile(kind, 'csv') },
      { path: `${path}.json`, answer: listFile(kind, 'json') },
      { path: `${path}.rss`, answer: rssFeed(kind) },
      { path: `${path}.feed.json`, answer: jsonFeed(kind) },
      { path: `${path}/:publicId`, answer: directoryPage(kind) },
    ]
  }),
  ...(['instrument', 'pilot-service'] as const).flatMap((kind): PageRoute[] => [
    { path: `${listSpecs[kind].path}/:publicId/calendar.ics`, answer: calendarFile(kind) },
    { path: `${listSpecs[kind].path}/:publicId/calendar`, answer: calendarPage(kind) },
  ]),
  { path: '/licences', answer: licencesPage },
  { path: '/lots', answer: lotsPage },
  { path: '/lots/:publicId', answer: lotPage },
  { path: '/lots/:publicId/replay', answer: lotReplayPage },
  { path: '/events', answer: eventsPage },
  { path: '/events/:file{[0-9a-z]+\\.ics}', answer: eventFile },
  { path: '/events/:publicId', answer: eventPage },
  { path: '/events/:publicId/sign-in', answer: eventSignInPage },
  { path: '/draws', answer: drawsPage },
  { path: '/draws/:publicId', answer: drawPage },
  { path: '/notices', answer: noticesPage },
  { path: '/notices.rss', answer: noticeFeed('rss') },
  { path: '/notices.feed.json', answer: noticeFeed('json') },
  { path: '/notices/:publicId', answer: noticePage },
  { path: '/guides', answer: guidesPage },
  { path: '/guides/:procedure', answer: guidePage },
  { path: '/objections', answer: objectionPage },
  { path: '/pilot-bases', answer: pilotBasesPage },
  { path: '/pilot-bases.xlsx', answer: pilotBasesFile },
  { path: '/pilot-bases/:publicId', answer: pilotBasePage },
  { path: '/id/:kind/:publicId', answer: permanentPage },
  { path: '/market', answer: marketPage },
  { path: '/market.csv', answer: marketCsv },
  { path: '/market.json', answer: marketJson },
  { path: '/contract-registrations', answer: registrationsPage },
  { path: '/contract-registrations.xlsx', answer: registrationsFile },
  { path: '/plan', answer: planPage },
  { path: '/plan.json', answer: planJson },
  { path: '/plan/:list{[a-z]+\\.csv}', answer: planListCsv },
  { path: '/plan/:list', answer: planListPage },
  { path: '/search', answer: searchPage },
  { path: '/about', answer: aboutPage },
  { path: '/verify', answer: verifyPage },
  { path: '/letters/:publicId', answer: letterPage },
  { path: '/receipts/:publicId', answer: receiptPage },
  { path: '/sign-in', answer: signInPage('password') },
  { path: '/sign-in/code', answer: signInPage('code') },
  { path: '/register', answer: registerPage },
  { path: '/register/organisation', answer: organisationPage },
  { path: '/first-administrator', answer: firstAdministratorPage },
  { path: '/invitation', answer: invitationPage },
  { path: '/reset-password', answer: resetPage },
  { path: '/change-password', answer: changePasswordPage },
  { path: '/drafts', answer: draftsPage },
  { path: '/l/:token', answer: linkPage },
  { path: '/sign/:token', answer: signPage },
  { path: '/robots.txt', answer: robotsFile },
  { path: '/sitemap.xml', answer: sitemapFile },
]
