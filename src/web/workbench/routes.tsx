import { lazy, type ComponentType } from 'react'
import { Route, Routes } from 'react-router'
import { directories } from './directories.ts'
import { achievements, demands } from './records.ts'
import { pastContracts, patents, type Register } from './registers.ts'
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
const Listings = page(() => import('./pages/Listings.tsx'), 'Listings')
const Subscriptions = page(() => import('./pages/Subscriptions.tsx'), 'Subscriptions')
const Undelivered = page(() => import('./pages/Undelivered.tsx'), 'Undelivered')
const LeavingPage = page(() => import('./pages/LeavingPage.tsx'), 'LeavingPage')
const Outgoing = page(() => import('./pages/Outgoing.tsx'), 'Outgoing')
const Webhooks = page(() => import('./pages/Webhooks.tsx'), 'Webhooks')
const Search = page(() => import('./pages/Search.tsx'), 'Search')
const Records = page<{ kind: typeof achievements }>(() => import('./pages/Records.tsx'), 'Records')
const RecordEdit = page<{ kind: typeof achievements }>(() => import('./pages/RecordEdit.tsx'), 'RecordEdit')
const RecordView = page<{ kind: typeof achievements }>(() => import('./pages/RecordView.tsx'), 'RecordView')
const DemandNew = page(() => import('./pages/DemandNew.tsx'), 'DemandNew')
const Matches = page(() => import('./pages/Matches.tsx'), 'Matches')
const RegisterList = page<{ register: Register }>(() => import('./pages/RegisterPages.tsx'), 'RegisterList')
const RegisterEdit = page<{ register: Register }>(() => import('./pages/RegisterPages.tsx'), 'RegisterEdit')
const Partners = page(() => import('./pages/Partners.tsx'), 'Partners')
const PartnerPage = page(() => import('./pages/Partners.tsx'), 'PartnerPage')
const PartnerEdit = page(() => import('./pages/Partners.tsx'), 'PartnerEdit')
const Refusals = page(() => import('./pages/Refusals.tsx'), 'Refusals')
const ImportPage = page(() => import('./pages/Import.tsx'), 'ImportPage')
const Deals = page(() => import('./pages/Deals.tsx'), 'Deals')
const DealOffer = page(() => import('./pages/DealOffer.tsx'), 'DealOffer')
const DealNew = page(() => import('./pages/DealNew.tsx'), 'DealNew')
const ContractPage = page(() => import('./pages/ContractPage.tsx'), 'ContractPage')
const PaperCheck = page(() => import('./pages/PaperCheck.tsx'), 'PaperCheck')
const DealRoom = page(() => import('./pages/DealRoom.tsx'), 'DealRoom')
const Bookings = page(() => import('./pages/Bookings.tsx'), 'Bookings')
const BookingView = page(() => import('./pages/BookingView.tsx'), 'BookingView')
const PilotBookings = page(() => import('./pages/PilotBookings.tsx'), 'PilotBookings')
const PilotBooking = page(() => import('./pages/PilotBooking.tsx'), 'PilotBooking')
const PilotRaises = page(() => import('./pages/PilotRaises.tsx'), 'PilotRaises')
const InstrumentUse = page(() => import('./pages/InstrumentUse.tsx'), 'InstrumentUse')
const Enterprises = page(() => import('./pages/Enterprises.tsx'), 'Enterprises')
const EnterpriseView = page(() => import('./pages/EnterpriseView.tsx'), 'EnterpriseView')
const EnterpriseEdit = page(() => import('./pages/EnterpriseView.tsx'), 'EnterpriseEdit')
const EnterpriseTwins = page(() => import('./pages/EnterpriseTwins.tsx'), 'EnterpriseTwins')
const MyEnterprise = page(() => import('./pages/MyEnterprise.tsx'), 'MyEnterprise')
const RoomPage = page(() => import('./pages/RoomPage.tsx'), 'RoomPage')
const Introductions = page(() => import('./pages/Introductions.tsx'), 'Introductions')
const IntroductionNew = page(() => import('./pages/IntroductionNew.tsx'), 'IntroductionNew')
const Introduction = page(() => import('./pages/Introduction.tsx'), 'Introduction')
const Licences = page(() => import('./pages/Licences.tsx'), 'Licences')
const OwnLicences = page(() => import('./pages/Licences.tsx'), 'OwnLicences')
const LicenceNew = page(() => import('./pages/LicenceNew.tsx'), 'LicenceNew')
const LicencePage = page(() => import('./pages/LicencePage.tsx'), 'LicencePage')
const Settlements = page(() => import('./pages/Settlements.tsx'), 'Settlements')
const Arrears = page(() => import('./pages/Settlements.tsx'), 'Arrears')
const Commissions = page(() => import('./pages/Commissions.tsx'), 'Commissions')
const CommissionPage = page(() => import('./pages/CommissionPage.tsx'), 'CommissionPage')
const SettlementPage = page(() => import('./pages/SettlementPage.tsx'), 'SettlementPage')
const BankLines = page(() => import('./pages/BankLines.tsx'), 'BankLines')
const Registrations = page(() => import('./pages/Registrations.tsx'), 'Registrations')
const RegistrationEdit = page(() => import('./pages/Registration.tsx'), 'RegistrationEdit')
const RegistrationPage = page(() => import('./pages/Registration.tsx'), 'RegistrationPage')
const RegistrationStatistics = page(
  () => import('./pages/RegistrationStatistics.tsx'),
  'RegistrationStatistics',
)
const RegistrationTax = page(() => import('./pages/RegistrationTax.tsx'), 'RegistrationTax')
const BidSignals = page(() => import('./pages/BidSignals.tsx'), 'BidSignals')
const Relations = page(() => import('./pages/Relations.tsx'), 'Relations')
const Lots = page(() => import('./pages/Lots.tsx'), 'Lots')
const OwnLots = page(() => import('./pages/Lots.tsx'), 'OwnLots')
const OwnBids = page(() => import('./pages/Lots.tsx'), 'OwnBids')
const OwnKeys = page(() => import('./pages/Lots.tsx'), 'OwnKeys')
const LotNew = page(() => import('./pages/LotPage.tsx'), 'LotNew')
const OutsideSales = page(() => import('./pages/OutsideSales.tsx'), 'OutsideSales')
const OutsideNew = page(() => import('./pages/OutsideSales.tsx'), 'OutsideNew')
const OutsideSale = page(() => import('./pages/OutsideSale.tsx'), 'OutsideSale')
const LotPage = page(() => import('./pages/LotPage.tsx'), 'LotPage')
const IncomePlans = page(() => import('./pages/Income.tsx'), 'IncomePlans')
const IncomePlan = page(() => import('./pages/Income.tsx'), 'IncomePlan')
const IncomeNew = page(() => import('./pages/Income.tsx'), 'IncomeNew')
const IncomeEdit = page(() => import('./pages/Income.tsx'), 'IncomeEdit')
const IncomeMine = page(() => import('./pages/IncomeMine.tsx'), 'IncomeMine')
const IncomeReport = page(() => import('./pages/IncomeReport.tsx'), 'IncomeReport')
const LotRehearsal = page(() => import('./pages/LotRehearsal.tsx'), 'LotRehearsal')
const IncomeWhatIf = page(() => import('./pages/IncomeWhatIf.tsx'), 'IncomeWhatIf')
const Trials = page(() => import('./pages/Trials.tsx'), 'Trials')
const TrialPage = page(() => import('./pages/TrialPage.tsx'), 'TrialPage')
const Events = page(() => import('./pages/Events.tsx'), 'Events')
const EventNew = page(() => import('./pages/EventNew.tsx'), 'EventNew')
const EventEdit = page(() => import('./pages/EventNew.tsx'), 'EventEdit')
const EventPage = page(() => import('./pages/EventPage.tsx'), 'EventPage')
const PilotBases = page(() => import('./pages/PilotBases.tsx'), 'PilotBases')
const PilotBasePage = page(() => import('./pages/PilotBasePage.tsx'), 'PilotBasePage')
const PilotExisting = page(() => import('./pages/PilotBasePage.tsx'), 'PilotExisting')
const PilotApplications = page(() => import('./pages/PilotBases.tsx'), 'PilotApplications')
const PilotApplication = page(() => import('./pages/PilotApplication.tsx'), 'PilotApplication')
const PilotApplicationEdit = page(() => import('./pages/PilotApplication.tsx'), 'PilotApplicationEdit')
const Notices = page(() => import('./pages/Notices.tsx'), 'Notices')
const NoticePage = page(() => import('./pages/NoticePage.tsx'), 'NoticePage')
const Letters = page(() => import('./pages/Letters.tsx'), 'Letters')
const LetterPage = page(() => import('./pages/LetterPage.tsx'), 'LetterPage')
const LetterRegisters = page(() => import('./pages/LetterRegisters.tsx'), 'LetterRegisters')
const Archive = page(() => import('./pages/Archive.tsx'), 'Archive')
const ArchiveVolume = page(() => import('./pages/Archive.tsx'), 'ArchiveVolume')
const Counter = page(() => import('./pages/Counter.tsx'), 'Counter')
const CounterCase = page(() => import('./pages/Counter.tsx'), 'CounterCase')
const PanelPage = page(() => import('./pages/PanelPage.tsx'), 'PanelPage')
const MyPanels = page(() => import('./pages/MyPanels.tsx'), 'MyPanels')
const MyPanel = page(() => import('./pages/MyPanel.tsx'), 'MyPanel')
const Pool = page(() => import('./pages/Pool.tsx'), 'Pool')
const PoolExpert = page(() => import('./pages/Pool.tsx'), 'PoolExpert')
const Help = page(() => import('./pages/Help.tsx'), 'Help')
const Organisation = page(() => import('./pages/Organisation.tsx'), 'Organisation')
const Organisations = page(() => import('./pages/Organisations.tsx'), 'Organisations')
const Users = page(() => import('./pages/Users.tsx'), 'Users')
const Security = page(() => import('./pages/Security.tsx'), 'Security')
const MyData = page(() => import('./pages/MyData.tsx'), 'MyData')
const Procedures = page(() => import('./pages/Procedures.tsx'), 'Procedures')
const BasisPage = page(() => import('./pages/Basis.tsx'), 'BasisPage')
const Terms = page(() => import('./pages/Terms.tsx'), 'Terms')
const Competence = page(() => import('./pages/Competence.tsx'), 'Competence')
const RulesetPage = page(() => import('./pages/Ruleset.tsx'), 'RulesetPage')
const CalendarPage = page(() => import('./pages/Calendar.tsx'), 'CalendarPage')
const Journal = page(() => import('./pages/Journal.tsx'), 'Journal')
const JournalEntry = page(() => import('./pages/Journal.tsx'), 'JournalEntryPage')
const GoLive = page(() => import('./pages/GoLive.tsx'), 'GoLive')
const ClockPage = page(() => import('./pages/Clock.tsx'), 'ClockPage')

/** Pages without parts of their own, by address. */
const PAGES: readonly (readonly [path: string, Shown: ComponentType])[] = [
  ['review', Review],
  ['review/:box', Review],
  ['dossiers/:id', DossierPage],
  ['messages', Messages],
  ['listings', Listings],
  ['subscriptions', Subscriptions],
  ['undelivered', Undelivered],
  ['search', Search],
  ['matches', Matches],
  ['refusals', Refusals],
  ['import', ImportPage],
  ['partners', Partners],
  ['partners/new', PartnerEdit],
  ['partners/:id', PartnerPage],
  ['partners/:id/edit', PartnerEdit],
  ['deals', Deals],
  ['deals/new', DealNew],
  ['deals/offer', DealOffer],
  ['deals/:id', DealRoom],
  ['bookings', Bookings],
  ['bookings/:id', BookingView],
  ['instrument-use', InstrumentUse],
  ['pilot-bookings', PilotBookings],
  ['pilot-bookings/:id', PilotBooking],
  ['pilot-raises', PilotRaises],
  ['enterprises', Enterprises],
  ['enterprises/new', EnterpriseEdit],
  ['enterprises/twins', EnterpriseTwins],
  ['enterprises/:id', EnterpriseView],
  ['enterprises/:id/edit', EnterpriseEdit],
  ['my-enterprise', MyEnterprise],
  ['contracts/:id', ContractPage],
  ['contracts/:id/papers/:paperId', PaperCheck],
  ['achievements/:id/room', RoomPage],
  ['introductions', Introductions],
  ['introductions/new', IntroductionNew],
  ['introductions/:id', Introduction],
  ['licences', Licences],
  ['licences/own', OwnLicences],
  ['licences/new', LicenceNew],
  ['licences/:id', LicencePage],
  ['commissions', Commissions],
  ['commissions/:id', CommissionPage],
  ['settlements', Settlements],
  ['settlements/:id', SettlementPage],
  ['bank-lines', BankLines],
  ['arrears', Arrears],
  ['registrations', Registrations],
  ['registrations/new', RegistrationEdit],
  ['registrations/statistics', RegistrationStatistics],
  ['registrations/tax', RegistrationTax],
  ['registrations/:id', RegistrationPage],
  ['registrations/:id/edit', RegistrationEdit],
  ['bid-signals', BidSignals],
  ['relations', Relations],
  ['lots', Lots],
  ['lots/own', OwnLots],
  ['lots/bids', OwnBids],
  ['lots/keys', OwnKeys],
  ['lots/new', LotNew],
  ['lots/:id', LotPage],
  ['lots/:id/rehearsal', LotRehearsal],
  ['outside-sales', OutsideSales],
  ['outside-sales/new', OutsideNew],
  ['outside-sales/:id', OutsideSale],
  ['income', IncomePlans],
  ['income/new', IncomeNew],
  ['income/mine', IncomeMine],
  ['income/report', IncomeReport],
  ['income/what-if', IncomeWhatIf],
  ['income/:id', IncomePlan],
  ['income/:id/edit', IncomeEdit],
  ['trials', Trials],
  ['trials/:id', TrialPage],
  ['events', Events],
  ['events/new', EventNew],
  ['events/:id', EventPage],
  ['events/:id/edit', EventEdit],
  ['pilot-bases', PilotBases],
  ['pilot-bases/existing', PilotExisting],
  ['pilot-bases/applications', PilotApplications],
  ['pilot-bases/applications/new', PilotApplicationEdit],
  ['pilot-bases/applications/:id', PilotApplication],
  ['pilot-bases/applications/:id/edit', PilotApplicationEdit],
  ['pilot-bases/:id', PilotBasePage],
  ['panels/:id', PanelPage],
  ['my-panels', MyPanels],
  ['my-panels/:id', MyPanel],
  ['pool', Pool],
  ['pool/:id', PoolExpert],
  ['notices', Notices],
  ['notices/:id', NoticePage],
  ['letters', Letters],
  ['letters/:id', LetterPage],
  ['letter-registers', LetterRegisters],
  ['archive', Archive],
  ['archive/:id', ArchiveVolume],
  ['counter', Counter],
  ['counter/:id', CounterCase],
  ['help', Help],
  ['organisation', Organisation],
  ['leaving/:id', LeavingPage],
  ['organisations', Organisations],
  ['organisations/:id', Organisation],
  ['users', Users],
  ['security', Security],
  ['my-data', MyData],
  ['procedures', Procedures],
  ['terms', Terms],
  ['competence', Competence],
  ['basis', BasisPage],
  ['ruleset', RulesetPage],
  ['calendar', CalendarPage],
  ['journal', Journal],
  ['journal/:id', JournalEntry],
  ['webhooks', Webhooks],
  ['outgoing', Outgoing],
  ['go-live', GoLive],
  ['clock', ClockPage],
]

/** Every address of the workbench. */
export function Pages(props: { readonly elder: boolean; readonly setElder: (on: boolean) => void }) {
  return (
    <Routes>
      <Route element={<Shell {...props} />}>
        <Route index element={<Home />} />
        {[achievements, demands, ...directories].map((kind) => (
          <Route key={kind.path} path={kind.path}>
            <Route index element={<Records kind={kind} />} />
            <Route path="new" element={kind.kind === 'demand' ? <DemandNew /> : <RecordEdit kind={kind} />} />
            <Route path=":id" element={<RecordView kind={kind} />} />
            <Route path=":id/edit" element={<RecordEdit kind={kind} />} />
          </Route>
        ))}
        {[patents, pastContracts].map((register) => (
          <Route key={register.path} path={register.path}>
            <Route index element={<RegisterList register={register} />} />
            <Route path="new" element={<RegisterEdit register={register} />} />
            <Route path=":id" element={<RegisterEdit register={register} />} />
          </Route>
        ))}
        {PAGES.map(([path, Shown]) => (
          <Route key={path} path={path} element={<Shown />} />
        ))}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  )
}
