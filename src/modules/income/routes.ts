import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { enterEquity, enterProfit, followReceipt, payShare } from './payout/commands.ts'
import { equityForm, ownedDayForm, paymentForm, profitForm } from './payout/forms.ts'
import { enterOwnedDay } from './payout/undivided.ts'
import { bringPaperWord, draftPlan, savePlan, sayWord, settleDispute } from './plan/commands.ts'
import { OWN_MODES, paperWordForm, planForm, settleForm, whatIfForm, wordForm } from './plan/forms.ts'
import { whatIf } from './plan/what-if.ts'
import { remindOfReports, reportFile, reportQuery, showReport } from './report/report.ts'
import { printStatement } from './statement.ts'
import { listPlans, listQuery, myIncome, showMatter, showPlan } from './view.ts'

const { read, write } = routesOf('income')
const id = z.uuid()
/** A person tries a few numbers. */
const TRIES_A_MINUTE = 60
/** Setting a page of type takes a tenth of a second. */
const PRINTS_A_MINUTE = 20
const ownModes = z.enum(Object.keys(OWN_MODES) as ['EQUITY', 'SELF_IMPLEMENT'])
const matter = z.union([z.object({ contractId: id }), z.object({ achievementId: id, mode: ownModes })])

export const routes = [
  write({
    method: 'POST',
    path: '/income/plans',
    permission: 'income.draft',
    journal: 'income.draft',
    says: '{actor}起草《{title}》',
    input: planForm.extend({ matter }),
    gate: { subjects: 'actor' },
    verb: draftPlan,
  }),
  write({
    method: 'PUT',
    path: '/income/plans/{id}',
    permission: 'income.draft',
    journal: 'income.save',
    says: '{actor}修改《{title}》的收益分配方案',
    input: planForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: savePlan,
  }),
  write({
    method: 'POST',
    path: '/income/plans/{id}/words',
    permission: 'income.own',
    journal: 'income.word',
    says: '{actor}答复《{title}》的收益分配方案',
    input: wordForm.extend({ id }),
    gate: { none: '成员对自己份额的意见，不产生审批效果' },
    verb: sayWord,
  }),
  write({
    method: 'POST',
    path: '/income/plans/{id}/paper-words',
    permission: 'income.draft',
    journal: 'income.paper-word',
    says: '{actor}登记成员对《{title}》收益分配方案的书面意见',
    input: paperWordForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: bringPaperWord,
  }),
  write({
    method: 'POST',
    path: '/income/plans/{id}/findings',
    permission: 'income.settle',
    journal: 'income.settle',
    says: '{actor}处理成员对《{title}》收益分配的异议',
    input: settleForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: settleDispute,
  }),
  write({
    method: 'POST',
    path: '/income/plans/{id}/profits',
    permission: 'income.enter',
    journal: 'income.profit',
    says: '{actor}登记《{title}》的年度营业利润',
    input: profitForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue: (input) => `income:${input.id}`,
    verb: enterProfit,
  }),
  write({
    method: 'POST',
    path: '/income/plans/{id}/equity',
    permission: 'income.enter',
    journal: 'income.equity',
    says: '{actor}登记《{title}》作价投资形成的股份',
    input: equityForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue: (input) => `income:${input.id}`,
    verb: enterEquity,
  }),
  write({
    method: 'POST',
    path: '/income/plans/{id}/owned-days',
    permission: 'income.draft',
    journal: 'income.owned-day',
    says: '{actor}更正《{title}》{on} 本单位的份额',
    input: ownedDayForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue: (input) => `income:${input.id}`,
    verb: enterOwnedDay,
  }),
  write({
    method: 'POST',
    path: '/income/payouts/{id}/payments',
    permission: 'income.pay',
    journal: 'income.pay',
    says: '{actor}登记《{title}》一名成员的收益已发放',
    input: paymentForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue: (input) => `income:${input.id}`,
    verb: payShare,
  }),
  write({
    method: 'POST',
    path: '/income/receive',
    permission: 'income.clock',
    journal: 'income.receive',
    says: '按《{title}》的方案拟出新到账收入的分配',
    input: z.object({ contractId: id }),
    gate: { none: '由系统执行，无当事人' },
    queue: (input) => `income:${input.contractId}`,
    verb: followReceipt,
  }),
  write({
    method: 'POST',
    path: '/income/day',
    permission: 'income.clock',
    journal: 'income.day',
    says: '提醒单位报送科技成果转化年度报告',
    input: z.object({}),
    gate: { none: '由系统执行，无当事人' },
    everyDay: 'income.day.time',
    verb: remindOfReports,
  }),
  read({
    path: '/income/report',
    permission: 'income.report',
    journal: 'income.report',
    title: '科技成果转化年度报告',
    input: reportQuery,
    verb: showReport,
  }),
  read({
    path: '/income/report.xlsx',
    permission: 'income.report',
    journal: 'income.report-file',
    title: '科技成果转化年度报告（xlsx）',
    input: reportQuery,
    perMinute: PRINTS_A_MINUTE,
    verb: reportFile,
  }),
  read({
    path: '/income/plans',
    permission: 'income.read',
    journal: 'income.list',
    title: '收益分配',
    input: listQuery,
    verb: listPlans,
  }),
  read({
    path: '/income/matter',
    permission: 'income.draft',
    journal: 'income.matter',
    title: '可以分配的事项',
    input: matter,
    verb: showMatter,
  }),
  read({
    path: '/income/plans/{id}',
    permission: 'income.read',
    journal: 'income.show',
    title: '收益分配方案',
    input: z.object({ id }),
    verb: showPlan,
  }),
  read({
    path: '/income/plans/{id}/statements/{member}',
    permission: 'income.statement',
    journal: 'income.statement',
    title: '个人结算单（PDF）',
    input: z.object({ id, member: z.string().max(60) }),
    perMinute: PRINTS_A_MINUTE,
    verb: printStatement,
  }),
  read({
    method: 'POST',
    path: '/income/what-if',
    permission: 'income.what-if',
    journal: 'income.what-if',
    title: '收益分配试算',
    input: whatIfForm,
    perMinute: TRIES_A_MINUTE,
    verb: whatIf,
  }),
  read({
    path: '/my/income',
    permission: 'income.own',
    journal: 'income.mine',
    title: '我的转化收益',
    input: z.object({}),
    verb: myIncome,
  }),
]
