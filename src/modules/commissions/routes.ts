import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { followContract, propose, raise } from './agreement/commands.ts'
import { openDispute } from './dispute/commands.ts'
import { followMoney } from './dues.ts'
import { agreementForm, disputeForm, paymentForm, raiseForm, reasonForm, returnForm } from './forms.ts'
import { confirmPayment, recordPayment, recordReturn, rejectPayment } from './money.ts'
import { printRecord } from './paper.ts'
import { listCommissions, listQuery, showCommission } from './view.ts'

const { read, write } = routesOf('commissions')
const id = z.uuid()
const one = z.object({ id })
const payment = z.object({ id, paymentId: id })
/** Setting a page of type takes a tenth of a second. */
const PRINTS_A_MINUTE = 20
const queue = (input: { readonly id: string }) => `commission:${input.id}`

export const routes = [
  write({
    method: 'POST',
    path: '/introductions/{introductionId}/commissions',
    permission: 'commission.propose',
    journal: 'commission.propose',
    says: '{actor}就《{title}》提出佣金约定',
    input: agreementForm.extend({ introductionId: id }),
    gate: { subjects: 'actor' },
    queue: (input) => `commission:${input.introductionId}`,
    verb: propose,
  }),
  write({
    method: 'POST',
    path: '/commissions/{id}/claims',
    permission: 'commission.claim',
    journal: 'commission.claim',
    says: '{actor}就《{title}》主张佣金',
    input: raiseForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: raise,
  }),
  write({
    method: 'POST',
    path: '/commissions/{id}/disputes',
    permission: 'commission.complain',
    journal: 'commission.complain',
    says: '{actor}就《{title}》的佣金提出争议',
    input: disputeForm.extend({ id }),
    gate: { none: '对争议的说明不因信用状况受限' },
    queue,
    verb: openDispute,
  }),
  write({
    method: 'POST',
    path: '/commissions/{id}/payments',
    permission: 'commission.pay',
    journal: 'commission.pay',
    says: '{actor}登记《{title}》佣金付款 {amount}',
    input: paymentForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: recordPayment,
  }),
  write({
    method: 'POST',
    path: '/commissions/{id}/returns',
    permission: 'commission.receive',
    journal: 'commission.return',
    says: '{actor}登记《{title}》佣金退回 {amount}',
    input: returnForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: recordReturn,
  }),
  write({
    method: 'POST',
    path: '/commissions/{id}/payments/{paymentId}/confirm',
    permission: 'commission.receive',
    journal: 'commission.confirm-payment',
    says: '{actor}确认《{title}》佣金{kind} {amount} 已到账',
    input: payment,
    gate: { subjects: 'actor' },
    queue,
    verb: confirmPayment,
  }),
  write({
    method: 'POST',
    path: '/commissions/{id}/payments/{paymentId}/reject',
    permission: 'commission.receive',
    journal: 'commission.reject-payment',
    says: '{actor}作废《{title}》佣金{kind} {amount}',
    input: payment.extend(reasonForm.shape),
    gate: { subjects: 'actor' },
    queue,
    verb: rejectPayment,
  }),
  write({
    method: 'POST',
    path: '/commissions/conclude',
    permission: 'commission.clock',
    journal: 'commission.follow-contract',
    says: '合同签订，《{title}》的佣金成立',
    input: z.object({ contractId: id, dealId: id }),
    gate: { none: '由系统执行，无当事人' },
    queue: (input) => `commission:${input.contractId}`,
    verb: followContract,
  }),
  write({
    method: 'POST',
    path: '/commissions/receive',
    permission: 'commission.clock',
    journal: 'commission.follow-money',
    says: '合同到账，计算《{title}》的应付佣金',
    input: z.object({ contractId: id }),
    gate: { none: '由系统执行，无当事人' },
    queue: (input) => `commission:${input.contractId}`,
    verb: followMoney,
  }),
  read({
    path: '/commissions',
    permission: 'commission.read',
    journal: 'commission.list',
    title: '经纪佣金',
    input: listQuery,
    verb: listCommissions,
  }),
  read({
    path: '/commissions/{id}',
    permission: 'commission.read',
    journal: 'commission.show',
    title: '经纪佣金',
    input: one,
    verb: showCommission,
  }),
  read({
    path: '/commissions/{id}/record.pdf',
    permission: 'commission.read',
    journal: 'commission.record',
    title: '经纪佣金记录（PDF）',
    input: one,
    perMinute: PRINTS_A_MINUTE,
    verb: printRecord,
  }),
]
