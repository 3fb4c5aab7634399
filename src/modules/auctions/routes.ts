import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { placeBid, setOrder } from './bidding.ts'
import { acceptAward, closeLot } from './closing.ts'
import { admitBidder, applyForLot, draftLot, returnDeposit, saveLot } from './commands.ts'
import { acceptForm, admitForm, applyForm, bidForm, lotForm, returnForm, standingForm } from './forms.ts'
import { openingRehearsalForm, rehearsalForm } from './rehearsal/forms.ts'
import { rehearseOpening } from './rehearsal/opening.ts'
import { rehearseLot } from './rehearsal/view.ts'
import { acceptSeat, appointCustodian, handIn } from './sealed/commands.ts'
import { appointForm, handInForm, seatForm, sharesForm } from './sealed/forms.ts'
import { bringShares } from './sealed/opening.ts'
import { sealedRecord } from './sealed/view.ts'
import { followContract } from './signed.ts'
import { outsideRoutes } from './outside/routes.ts'
import { signalRoutes } from './signals/routes.ts'
import { listQuery, liveLot, ownLots, ownQuery, publicLots, recordOfLot, showLot } from './view.ts'

const { read, write } = routesOf('auctions')
const id = z.uuid()
/** Id or public id. */
const one = z.object({ id: z.string().max(64) })
/** Bids, applications and the close of a lot run one after another (design.md 5). */
const queue = (input: { readonly id: string }) => `lot:${input.id}`
/** A page asks every second; more from one person is a program. */
const LOOKS_PER_MINUTE = 240
/** A person tries a few casts. */
const REHEARSALS_PER_MINUTE = 30

export const routes = [
  ...signalRoutes,
  ...outsideRoutes,
  write({
    method: 'POST',
    path: '/lots',
    permission: 'lot.post',
    journal: 'lot.draft',
    says: '{actor}拟定《{title}》的挂牌',
    input: lotForm,
    gate: { subjects: 'actor' },
    verb: draftLot,
  }),
  write({
    method: 'PUT',
    path: '/lots/{id}',
    permission: 'lot.post',
    journal: 'lot.save',
    says: '{actor}修改《{title}》的挂牌',
    input: lotForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: saveLot,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/applications',
    permission: 'lot.apply',
    journal: 'lot.apply',
    says: '{actor}申请受让《{title}》',
    input: applyForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: applyForLot,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/applications/{bidderId}/admission',
    permission: 'lot.admit',
    journal: 'lot.admit',
    says: '{actor}答复{alias}对《{title}》的受让申请',
    input: admitForm.extend({ id, bidderId: id }),
    gate: { subjects: 'actor' },
    queue,
    verb: admitBidder,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/applications/{bidderId}/deposit',
    permission: 'lot.admit',
    journal: 'lot.return-deposit',
    says: '{actor}登记{alias}的保证金去向（《{title}》）',
    input: returnForm.extend({ id, bidderId: id }),
    gate: { subjects: 'actor' },
    queue,
    verb: returnDeposit,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/bids',
    permission: 'lot.bid',
    journal: 'lot.bid',
    says: '{alias}对《{title}》出价',
    input: bidForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: placeBid,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/orders',
    permission: 'lot.bid',
    journal: 'lot.order',
    says: '{alias}对《{title}》设定自动出价',
    input: standingForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: setOrder,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/custodians',
    permission: 'lot.post',
    journal: 'lot.appoint',
    says: '{actor}指定《{title}》第{seat}席的密钥保管单位',
    input: appointForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: appointCustodian,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/custodians/key',
    permission: 'lot.custody',
    journal: 'lot.custody',
    says: '{actor}接受《{title}》第{seat}席的密钥保管',
    input: seatForm.extend({ id }),
    gate: { none: '保管密钥的人不是当事人' },
    queue,
    verb: acceptSeat,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/envelopes',
    permission: 'lot.bid',
    journal: 'lot.seal',
    says: '{alias}对《{title}》提交密封报价',
    input: handInForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: handIn,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/shares',
    permission: 'lot.custody',
    journal: 'lot.open',
    says: '{actor}（第{seat}席）为《{title}》开标',
    input: sharesForm.extend({ id }),
    gate: { none: '保管密钥的人不是当事人' },
    queue,
    verb: bringShares,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/accept',
    permission: 'lot.apply',
    journal: 'lot.accept',
    says: '{actor}就竞得的《{title}》进入签约',
    input: acceptForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: acceptAward,
  }),
  write({
    method: 'POST',
    path: '/lots/{id}/close',
    permission: 'lot.clock',
    journal: 'lot.close',
    says: '《{title}》竞价到时',
    input: z.object({ id }),
    gate: { none: '由系统执行，无当事人' },
    queue,
    verb: closeLot,
  }),
  write({
    method: 'POST',
    path: '/lots/follow-contract',
    permission: 'lot.clock',
    journal: 'lot.follow-contract',
    says: '《{title}》的合同已签订，成交完成',
    input: z.object({ dealId: id, purpose: z.string().max(20) }),
    gate: { none: '由系统执行，无当事人' },
    verb: followContract,
  }),
  read({
    path: '/lots',
    permission: 'lot.read',
    journal: 'lot.public',
    title: '挂牌竞价',
    input: listQuery,
    verb: (tx, _actor, input) => publicLots(tx, input),
  }),
  read({
    path: '/my/lots',
    permission: 'lot.own',
    journal: 'lot.list',
    title: '本单位的挂牌和竞买',
    input: ownQuery,
    verb: ownLots,
  }),
  read({
    path: '/lots/{id}',
    permission: 'lot.read',
    journal: 'lot.show',
    title: '挂牌',
    input: one,
    verb: showLot,
  }),
  read({
    path: '/lots/{id}/live',
    permission: 'lot.read',
    journal: 'lot.live',
    title: '竞价现场',
    input: one.extend({ after: z.coerce.number().int().min(0).default(0) }),
    perMinute: LOOKS_PER_MINUTE,
    verb: liveLot,
  }),
  read({
    method: 'POST',
    path: '/lots/{id}/rehearsal',
    permission: 'lot.post',
    journal: 'lot.rehearse',
    title: '公告以前的演练：模拟竞买人按这次的规则出价，不写入任何数据',
    input: rehearsalForm.extend({ id }),
    perMinute: REHEARSALS_PER_MINUTE,
    verb: rehearseLot,
  }),
  read({
    method: 'POST',
    path: '/lots/{id}/rehearsal/opening',
    permission: 'lot.post',
    journal: 'lot.rehearse-opening',
    title: '公告以前的演练：打开模拟的密封报价，不写入任何数据',
    input: openingRehearsalForm.extend({ id }),
    perMinute: REHEARSALS_PER_MINUTE,
    verb: rehearseOpening,
  }),
  read({
    path: '/lots/{id}/record',
    permission: 'lot.read',
    journal: 'lot.record',
    title: '竞价记录',
    input: one,
    verb: recordOfLot,
  }),
  read({
    path: '/lots/{id}/opening',
    permission: 'lot.read',
    journal: 'lot.opening',
    title: '开标记录',
    input: one,
    verb: sealedRecord,
  }),
]
