import { declineForm, rateForm } from '#platform/booking/forms.ts'
import { defineProcedure, type GuardContext } from '#platform/procedure/procedure.ts'
import { outcomeForm } from '#platform/records/forms.ts'
import { declarationForm, listingProcedure, revisionProcedure } from '#platform/records/procedure.ts'
import {
  acceptForm,
  cancelForm,
  contractForm,
  feasibleForm,
  moveForm,
  quoteForm,
  reportForm,
  returnForm,
  safetyForm,
  type Approval,
  type Report,
} from './forms.ts'

const PLAN = {
  basis: ['城市实施方案：创建科技成果转化中试基地', '科技成果中试基地认定管理办法（第四条以后待核对原文）'],
  planItems: ['task-6', 'list-task-6'],
} as const

/** Who runs a line of a base (P6). */
export const KEEPERS = [
  'tto',
  'researcher',
  'researchOffice',
  'assets',
  'secretary',
  'firm',
  'serviceBody',
] as const
/** Who may ask for a pilot run for a verified organisation. */
export const CLIENTS = ['firm', 'researcher', 'tto', 'researchOffice', 'secretary', 'serviceBody'] as const

const service = {
  ...PLAN,
  kind: 'pilot-service',
  module: 'pilot-services',
  title: '中试服务',
  owners: KEEPERS,
  submit: declarationForm,
} as const
export const serviceListing = listingProcedure({
  ...service,
  ownerTitle: '中试基地',
  validityRule: 'directory.validity.months',
  words: { heartbeat: '确认仍然有效', expire: '到期下架', expired: '到期下架' },
  shelf: 'offShelf',
  ends: { offShelf: { title: '已下架', end: 'withdrawn' } },
  actions: {
    withdraw: {
      title: '下架',
      by: 'owner',
      from: 'published',
      to: 'offShelf',
      input: outcomeForm,
      when: ['settled'],
      confirm: '下架后公众看不到这项服务，可以随时重新上架（须重新审核）；已有的预约不受影响。',
    },
  },
})
export const serviceRevision = revisionProcedure(service)

/** What the guards of a booking look at. */
export interface PilotFacts {
  readonly clientVerified: boolean
  /** The organisation still has a base in force. */
  readonly baseInForce: boolean
  readonly hasStarted: boolean
  /** The side that brought the contract or asked for the other time: the other one answers. */
  readonly broughtBy: string | null
  readonly movedBy: string | null
  readonly moveHasStarted: boolean
  /** Why the run would not be safe, given further approvals; undefined when it is. */
  readonly unsafe: (more: readonly Approval[]) => string | undefined
  readonly reportFault: (report: Report) => string | undefined
  /** The contract says that a report nobody answers is accepted. */
  readonly silenceAccepts: boolean
  readonly contractFault: (signedOn: string) => string | undefined
}

const guards = {
  verified: ({ clientVerified }: PilotFacts) => (clientVerified ? undefined : '客户单位尚未通过核验。'),
  inForce: ({ baseInForce }: PilotFacts) =>
    baseInForce ? undefined : '基地的认定已经到期或被撤销，不能再承接新的服务。',
  ahead: ({ hasStarted }: PilotFacts) =>
    hasStarted ? '预约的时段已经开始；请先改期，或按实际情况办理。' : undefined,
  started: ({ hasStarted }: PilotFacts) => (hasStarted ? undefined : '预约的时段还没有开始。'),
  otherBrought: ({ broughtBy }: PilotFacts, { orgId }: GuardContext) =>
    broughtBy === orgId ? '合同是本单位交来的，请等对方核对。' : undefined,
  otherMoved: ({ movedBy }: PilotFacts, { orgId }: GuardContext) =>
    movedBy === orgId ? '改期是本单位提出的，请等对方答复。' : undefined,
  moveAhead: ({ moveHasStarted }: PilotFacts) =>
    moveHasStarted ? '改期后的时段已经开始，不能再同意；请不同意这次改期，另行提出时间。' : undefined,
  signedBefore: ({ contractFault }: PilotFacts, { input }: GuardContext) =>
    input === undefined ? undefined : contractFault((input as { readonly signedOn: string }).signedOn),
  safe: ({ unsafe }: PilotFacts, { input }: GuardContext) =>
    input === undefined
      ? undefined
      : unsafe((input as { readonly approvals?: readonly Approval[] | null }).approvals ?? []),
  soundReport: ({ reportFault }: PilotFacts, { input }: GuardContext) =>
    input === undefined ? undefined : reportFault(input as Report),
  silenceAgreed: ({ silenceAccepts }: PilotFacts) =>
    silenceAccepts ? undefined : '合同没有约定逾期未答复视为验收，须由客户验收或退回。',
} as const

const REMIND = 'pilotservice.remind.days'
const within = (rule: string) => ({ rule, unit: 'workingDays' }) as const
const before = { remindRule: REMIND, remindSays: '《{title}》的办理期限是 {on}，逾期失效。' } as const

/** Before the contract: nothing is agreed, and either side may let it be. */
export const OPEN = ['requested', 'feasible', 'quoted', 'contracting', 'contracted'] as const
const PLANNED = ['scheduled', 'moving', 'checked'] as const

/**
 * A pilot run at a base: request → feasibility → quotation → contract → scheduled → safety check → running → report →
 * accepted → rated. The slot is held from the request on, so that of two who want the same hour one wins at once;
 * whatever ends without a run frees it.
 */
export const pilotBooking = defineProcedure<PilotFacts>()({
  id: 'pilot-service-booking',
  module: 'pilot-services',
  version: 1,
  title: '中试服务预约',
  basis: [...PLAN.basis, '《中华人民共和国民法典》第八百七十八条（技术服务合同）'],
  planItems: PLAN.planItems,
  dealing: true,
  form: 'pilot-booking',
  parts: {
    client: { title: '客户单位', hold: CLIENTS, within: 'org' },
    base: { title: '中试基地', hold: KEEPERS, within: 'party' },
  },
  guards,
  start: 'requested',
  states: {
    requested: {
      title: '待可行性答复',
      due: {
        term: within('pilotservice.feasibility.workingDays'),
        performs: 'lapse',
        ...before,
        onReturn: 'restart',
      },
    },
    feasible: {
      title: '待报价',
      due: {
        term: within('pilotservice.quote.workingDays'),
        performs: 'lapse',
        ...before,
        onReturn: 'restart',
      },
    },
    quoted: {
      title: '待确认报价',
      due: {
        term: within('pilotservice.answer.workingDays'),
        performs: 'lapse',
        ...before,
        onReturn: 'restart',
      },
    },
    contracting: {
      title: '待签合同',
      due: {
        term: within('pilotservice.contract.workingDays'),
        performs: 'lapse',
        ...before,
        onReturn: 'resume',
      },
    },
    contracted: {
      title: '待核对合同',
      due: {
        term: within('pilotservice.contract.workingDays'),
        performs: 'lapse',
        ...before,
        onReturn: 'restart',
      },
    },
    scheduled: { title: '已排期', dated: ['miss'] },
    moving: {
      title: '待答复改期',
      due: { term: within('pilotservice.answer.workingDays'), performs: 'stay', onReturn: 'restart' },
    },
    checked: { title: '安全检查通过', dated: ['miss'] },
    running: { title: '中试中' },
    reported: {
      title: '待验收',
      due: {
        term: within('pilotservice.accept.workingDays'),
        performs: 'acceptBySilence',
        silence: { basis: '双方签订的中试服务合同中逾期未答复视为验收的约定' },
        remindRule: REMIND,
        remindSays: '《{title}》的验收期限是 {on}；合同有约定的，逾期未答复视为验收。',
        onReturn: 'restart',
      },
    },
    accepted: { title: '已验收', end: 'granted' },
    rated: { title: '已评价', end: 'granted' },
    declined: { title: '未承接', end: 'refused' },
    cancelled: { title: '已取消', end: 'withdrawn' },
    lapsed: { title: '逾期失效', end: 'lapsed' },
    missed: { title: '未如期开展', end: 'lapsed' },
    failed: { title: '中试未完成', end: 'lapsed' },
  },
  actions: {
    reply: {
      title: '答复可行',
      by: 'base',
      from: 'requested',
      to: 'feasible',
      input: feasibleForm,
      when: ['verified', 'inForce', 'ahead'],
    },
    decline: {
      title: '不承接',
      by: 'base',
      from: ['requested', 'feasible'],
      to: 'declined',
      input: declineForm,
    },
    reschedule: {
      title: '改时间',
      by: 'client',
      from: ['requested', 'feasible', 'quoted'],
      to: 'requested',
      input: moveForm,
      confirm: '改时间后由基地重新答复，原来的时段随即释放。',
    },
    quote: {
      title: '报价',
      by: 'base',
      from: ['feasible', 'quoted'],
      to: 'quoted',
      input: quoteForm,
      when: ['inForce', 'ahead'],
    },
    refuseQuote: { title: '不接受报价', by: 'client', from: 'quoted', to: 'declined', input: declineForm },
    acceptQuote: { title: '接受报价', by: 'client', from: 'quoted', to: 'contracting', when: ['ahead'] },
    bringContract: {
      title: '交来已签合同',
      by: ['client', 'base'],
      from: 'contracting',
      to: 'contracted',
      input: contractForm,
      when: ['inForce', 'signedBefore'],
    },
    checkContract: {
      title: '核对合同无误',
      by: ['client', 'base'],
      from: 'contracted',
      to: 'scheduled',
      when: ['otherBrought', 'inForce', 'ahead'],
      confirm: '请打开合同，核对双方名称、印章、价款和时间。核对后排期生效。',
    },
    sendBackContract: {
      title: '合同有误，退回',
      by: ['client', 'base'],
      from: 'contracted',
      to: 'contracting',
      input: returnForm,
      when: ['otherBrought'],
    },
    askMove: { title: '提出改期', by: ['client', 'base'], from: 'scheduled', to: 'moving', input: moveForm },
    agreeMove: {
      title: '同意改期',
      by: ['client', 'base'],
      from: 'moving',
      to: 'scheduled',
      when: ['otherMoved', 'moveAhead'],
    },
    refuseMove: {
      title: '不同意改期',
      by: ['client', 'base'],
      from: 'moving',
      to: 'scheduled',
      input: returnForm,
      when: ['otherMoved'],
    },
    passSafety: {
      title: '登记安全检查通过',
      by: 'base',
      from: 'scheduled',
      to: 'checked',
      input: safetyForm,
      when: ['safe'],
    },
    start: { title: '开始中试', by: 'base', from: 'checked', to: 'running', when: ['started'] },
    report: {
      title: '提交中试报告',
      by: 'base',
      from: 'running',
      to: 'reported',
      input: reportForm,
      when: ['soundReport'],
    },
    fail: {
      title: '中试未能完成，结束',
      by: 'base',
      from: 'running',
      to: 'failed',
      input: returnForm,
      confirm: '结束后不能再提交报告，时段随即释放；费用由双方按合同结清。',
    },
    sendBack: { title: '退回报告', by: 'client', from: 'reported', to: 'running', input: returnForm },
    accept: {
      title: '验收',
      by: 'client',
      from: 'reported',
      to: 'accepted',
      input: acceptForm,
      confirm: '验收后，成熟度有提高的会提请成果所有单位确认。',
    },
    acceptBySilence: {
      title: '逾期未答复，视为验收',
      by: 'clock',
      from: 'reported',
      to: 'accepted',
      when: ['silenceAgreed'],
    },
    rate: { title: '评价', by: 'client', from: 'accepted', to: 'rated', input: rateForm },
    cancel: {
      title: '取消预约',
      by: 'client',
      from: [...OPEN, ...PLANNED],
      to: 'cancelled',
      input: cancelForm,
      when: ['ahead'],
      confirm: '取消后时段随即释放。排期后晚于免责期限取消的，会记为临近取消。',
    },
    retract: {
      title: '因故不能提供',
      by: 'base',
      from: ['quoted', 'contracting', 'contracted', ...PLANNED],
      to: 'cancelled',
      input: declineForm,
      when: ['ahead'],
    },
    lapse: { title: '逾期未办，预约失效', by: 'clock', from: OPEN, to: 'lapsed' },
    stay: { title: '逾期未答复，时间不变', by: 'clock', from: 'moving', to: 'scheduled' },
    miss: { title: '时段已过，未开展', by: 'clock', from: ['scheduled', 'checked'], to: 'missed' },
  },
})
