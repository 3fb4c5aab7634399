import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { arrearsQuery, dayOfSettlements, listArrears } from './arrears.ts'
import {
  endForm,
  enterForm,
  invoiceForm,
  reasonForm,
  receiptForm,
  refundForm,
  royaltyForm,
  scheduleForm,
} from './forms.ts'
import { confirmLine, putAside, queuedLines } from './matching.ts'
import { confirmMoney, recordReceipt, recordReversal, rejectMoney } from './money.ts'
import { recordInvoice, reportRoyalty } from './papers.ts'
import { recordEnding, recordRefund } from './refund.ts'
import { confirmSchedule, enterContract, openConcluded, proposeSchedule } from './schedule.ts'
import { listQuery, listSettlements, showSettlement } from './view.ts'

const { read, write } = routesOf('settlement')
const id = z.uuid()
/** A line of what is due is named by an identifier, or by the number of the item. */
const LINE_CHARS = 36
const gate = { subjects: 'actor' } as const
/** The account of what a contract was paid has a floor: its postings run one after another (design.md 5). */
const queue = (input: { readonly id: string }) => `account:${input.id}`

const scheduling = [
  write({
    method: 'POST',
    path: '/settlements/open',
    permission: 'settlement.clock',
    journal: 'settlement.open',
    says: '合同成立，列出《{title}》的付款计划',
    input: z.object({ dealId: id, purpose: z.string().max(20) }),
    gate: { none: '由系统执行，无当事人' },
    verb: openConcluded,
  }),
  write({
    method: 'POST',
    path: '/settlements',
    permission: 'settlement.enter',
    journal: 'settlement.enter',
    says: '{actor}登记《{title}》的结算',
    input: enterForm,
    gate,
    verb: enterContract,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/schedule',
    permission: 'settlement.schedule',
    journal: 'settlement.propose',
    says: '{actor}提出《{title}》第 {version} 版付款计划',
    input: scheduleForm.extend({ id }),
    gate,
    verb: proposeSchedule,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/schedule/confirm',
    permission: 'settlement.schedule',
    journal: 'settlement.agree',
    says: '{actor}确认《{title}》第 {version} 版付款计划',
    input: z.object({ id, version: z.int().min(1) }),
    gate,
    verb: confirmSchedule,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/invoices',
    permission: 'settlement.invoice',
    journal: 'settlement.invoice',
    says: '{actor}登记《{title}》的发票',
    input: invoiceForm.extend({ id }),
    gate,
    verb: recordInvoice,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/royalties',
    permission: 'settlement.royalty',
    journal: 'settlement.royalty',
    says: '{actor}报送《{title}》的提成',
    input: royaltyForm.extend({ id, corrects: id.optional() }),
    gate,
    verb: reportRoyalty,
  }),
]

const ending = write({
  method: 'POST',
  path: '/settlements/{id}/end',
  permission: 'settlement.record',
  journal: 'settlement.end',
  says: '{actor}登记《{title}》{how}，付款计划不再执行',
  input: endForm.extend({ id }),
  gate,
  verb: recordEnding,
})

const paying = [
  write({
    method: 'POST',
    path: '/settlements/{id}/receipts',
    permission: 'settlement.record',
    journal: 'settlement.receipt',
    says: '{actor}登记《{title}》{kind} {amount}，待第二人确认',
    input: receiptForm.extend({ id, royaltyId: id.optional() }),
    gate,
    queue,
    verb: recordReceipt,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/refunds',
    permission: 'settlement.record',
    journal: 'settlement.refund',
    says: '{actor}登记《{title}》{kind} {amount}，待第二人确认',
    input: refundForm.extend({ id, line: z.string().max(LINE_CHARS).optional() }),
    gate,
    queue,
    verb: recordRefund,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/receipts/{receiptId}/reversal',
    permission: 'settlement.record',
    journal: 'settlement.reverse',
    says: '{actor}登记《{title}》{kind} {amount}，待第二人确认',
    input: reasonForm.extend({ id, receiptId: id }),
    gate,
    queue,
    verb: recordReversal,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/receipts/{receiptId}/confirm',
    permission: 'settlement.confirm',
    journal: 'settlement.confirm',
    says: '{actor}确认《{title}》{kind} {amount} 入账',
    input: z.object({ id, receiptId: id }),
    gate,
    queue,
    verb: confirmMoney,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/receipts/{receiptId}/reject',
    permission: 'settlement.confirm',
    journal: 'settlement.reject',
    says: '{actor}作废《{title}》{kind} {amount} 的登记',
    input: reasonForm.extend({ id, receiptId: id }),
    gate,
    queue,
    verb: rejectMoney,
  }),
  write({
    method: 'POST',
    path: '/settlements/{id}/lines/{lineId}/confirm',
    permission: 'settlement.confirm',
    journal: 'settlement.match',
    says: '{actor}确认一笔银行流水是《{title}》的{kind} {amount}',
    input: z.object({ id, lineId: id, royaltyId: id.optional() }),
    gate,
    queue,
    verb: confirmLine,
  }),
  write({
    method: 'POST',
    path: '/bank-lines/{lineId}/aside',
    permission: 'settlement.record',
    journal: 'settlement.aside',
    says: '{actor}把流水 {ref} 标为不是合同款',
    input: reasonForm.extend({ lineId: id }),
    gate,
    verb: putAside,
  }),
]

export const routes = [
  ...scheduling,
  ending,
  ...paying,
  read({
    path: '/settlements',
    permission: 'settlement.read',
    journal: 'settlement.list',
    title: '合同结算',
    input: listQuery,
    verb: listSettlements,
  }),
  write({
    method: 'POST',
    path: '/settlements/day',
    permission: 'settlement.clock',
    journal: 'settlement.day',
    says: '提醒到期和逾期的款项，删除过了保存期限的付款人信息',
    input: z.object({}),
    gate: { none: '由时钟执行，无当事人' },
    everyDay: 'settlement.day.time',
    verb: dayOfSettlements,
  }),
  read({
    path: '/arrears',
    permission: 'settlement.read',
    journal: 'settlement.arrears',
    title: '逾期未付的款项',
    input: arrearsQuery,
    verb: listArrears,
  }),
  read({
    path: '/settlements/{id}',
    permission: 'settlement.read',
    journal: 'settlement.show',
    title: '合同结算',
    input: z.object({ id }),
    verb: showSettlement,
  }),
  read({
    path: '/bank-lines',
    permission: 'settlement.record',
    journal: 'settlement.lines',
    title: '银行流水',
    input: listQuery.extend({ box: z.enum(['open', 'done', 'aside']).default('open') }),
    verb: queuedLines,
  }),
]
