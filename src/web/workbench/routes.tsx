import { lazy, type ComponentType } from 'react'
import { Route, Routes } from 'react-router'
import { achievements, demands } from './records.ts'
import { NotFound } from './shell/NotFound.tsx'
import { Shell } from './shell/Shell.tsx'

/** A page loaded when it is first opened. */
function page<P>(load: () => Promise<Record<string, unknown>>, name: string) {
  return lazy(async () => ({ default: (await load())[name] as ComponentType<P> }))
}

const Home = page(() => import('./pages/Home.tsx'), 'Home')
const Review = page(() => import('./pages/Review.tsx'), 'Review')
const DossierPage = page(() => import('./pages/DossierPage.tsx'), 'DossierPage')
const Messages = page(() => import('./pages/Messages.tsx'), 'Messages')
const Search = page(() => import('./pages/Search.tsx'), 'Search')
const Records = page<{ kind: typeof achievements }>(() => import('./pages/Records.tsx'), 'Records')
const RecordEdit = page<{ kind: typeof achievements }>(() => import('./pages/RecordEdit.tsx'), 'RecordEdit')
const RecordView = page<{ kind: typeof achievements }>(() => import('./pages/RecordView.tsx'), 'RecordView')
const DemandNew = page(() => import('./pages/DemandNew.tsx'), 'DemandNew')
const Matches = page(() => import('./pages/Matches.tsx'), 'Matches')
const ImportPage = page(() => import('./pages/Import.tsx'), 'ImportPage')
const Deals = page(() => import('./pages/Deals.tsx'), 'Deals')
const DealOffer = page(() => import('./pages/DealOffer.tsx'), 'DealOffer')
const DealNew = page(() => import('./pages/DealNew.tsx'), 'DealNew')
const ContractPage = page(() => import('./pages/ContractPage.tsx'), 'ContractPage')
const PaperCheck = page(() => import('./pages/PaperCheck.tsx'), 'PaperCheck')
const DealRoom = page(() => import('./pages/DealRoom.tsx'), 'DealRoom')
const RoomPage = page(() => import('./pages/RoomPage.tsx'), 'RoomPage')
const Introductions = page(() => import('./pages/Introductions.tsx'), 'Introductions')
const IntroductionNew = page(() => import('./pages/IntroductionNew.tsx'), 'IntroductionNew')
const Introduction = page(() => import('./pages/Introduction.tsx'), 'Introduction')
const Licences = page(() => import('./pages/Licences.tsx'), 'Licences')
const OwnLicences = page(() => import('./pages/Licences.tsx'), 'OwnLicences')
const LicenceNew = page(() => import('./pages/LicenceNew.tsx'), 'LicenceNew')
const LicencePage = page(() => import('./pages/LicencePage.tsx'), 'LicencePage')
const Trials = page(() => import('./pages/Trials.tsx'), 'Trials')
const TrialPage = page(() => import('./pages/TrialPage.tsx'), 'TrialPage')
const Events = page(() => import('./pages/Events.tsx'), 'Events')
const EventNew = page(() => import('./pages/EventNew.tsx'), 'EventNew')
const EventEdit = page(() => import('./pages/EventNew.tsx'), 'EventEdit')
const EventPage = page(() => import('./pages/EventPage.tsx'), 'EventPage')
const Help = page(() => import('./pages/Help.tsx'), 'Help')
const Organisation = page(() => import('./pages/Organisation.tsx'), 'Organisation')
const Organisations = page(() => import('./pages/Organisations.tsx'), 'Organisations')
const Users = page(() => import('./pages/Users.tsx'), 'Users')
const Security = page(() => import('./pages/Security.tsx'), 'Security')
const MyData = page(() => import('./pages/MyData.tsx'), 'MyData')
const Procedures = page(() => import('./pages/Procedures.tsx'), 'Procedures')
const Competence = page(() => import('./pages/Competence.tsx'), 'Competence')
const RulesetPage = page(() => import('./pages/Ruleset.tsx'), 'RulesetPage')
const CalendarPage = page(() => import('./pages/Calendar.tsx'), 'CalendarPage')
const Journal = page(() => import('./pages/Journal.tsx'), 'Journal')
const JournalEntry = page(() => import('./pages/Journal.tsx'), 'JournalEntryPage')
const GoLive = page(() => import('./pages/GoLive.tsx'), 'GoLive')
const ClockPage = page(() => import('./pages/Clock.tsx'), 'ClockPage')

/** Every address of the workbench. */
export function Pages(props: { readonly elder: boolean; readonly setElder: (on: boolean) => void }) {
  return (
    <Routes>
      <Route element={<Shell {...props} />}>
        <Route index element={<Home />} />
        <Route path="review" element={<Review />} />
        <Route path="dossiers/:id" element={<DossierPage />} />
        <Route path="messages" element={<Messages />} />
        <Route path="search" element={<Search />} />
        {[achievements, demands].map((kind) => (
          <Route key={kind.path} path={kind.path}>
            <Route index element={<Records kind={kind} />} />
            <Route path="new" element={kind.kind === 'demand' ? <DemandNew /> : <RecordEdit kind={kind} />} />
            <Route path=":id" element={<RecordView kind={kind} />} />
            <Route path=":id/edit" element={<RecordEdit kind={kind} />} />
          </Route>
        ))}
        <Route path="matches" element={<Matches />} />
        <Route path="import" element={<ImportPage />} />
        <Route path="deals" element={<Deals />} />
        <Route path="deals/new" element={<DealNew />} />
        <Route path="deals/offer" element={<DealOffer />} />
        <Route path="deals/:id" element={<DealRoom />} />
        <Route path="contracts/:id" element={<ContractPage />} />
        <Route path="contracts/:id/papers/:paperId" element={<PaperCheck />} />
        <Route path="achievements/:id/room" element={<RoomPage />} />
        <Route path="introductions" element={<Introductions />} />
        <Route path="introductions/new" element={<IntroductionNew />} />
        <Route path="introductions/:id" element={<Introduction />} />
        <Route path="licences" element={<Licences />} />
        <Route path="licences/own" element={<OwnLicences />} />
        <Route path="licences/new" element={<LicenceNew />} />
        <Route path="licences/:id" element={<LicencePage />} />
        <Route path="trials" element={<Trials />} />
        <Route path="trials/:id" element={<TrialPage />} />
        <Route path="events" element={<Events />} />
        <Route path="events/new" element={<EventNew />} />
        <Route path="events/:id" element={<EventPage />} />
        <Route path="events/:id/edit" element={<EventEdit />} />
        <Route path="help" element={<Help />} />
        <Route path="organisation" element={<Organisation />} />
        <Route path="organisations" element={<Organisations />} />
        <Route path="organisations/:id" element={<Organisation />} />
        <Route path="users" element={<Users />} />
        <Route path="security" element={<Security />} />
        <Route path="my-data" element={<MyData />} />
        <Route path="procedures" element={<Procedures />} />
        <Route path="competence" element={<Competence />} />
        <Route path="ruleset" element={<RulesetPage />} />
        <Route path="calendar" element={<CalendarPage />} />
        <Route path="journal" element={<Journal />} />
        <Route path="journal/:id" element={<JournalEntry />} />
        <Route path="go-live" element={<GoLive />} />
        <Route path="clock" element={<ClockPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  )
}
