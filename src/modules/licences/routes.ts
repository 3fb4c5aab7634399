import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { offerForm, openForm, takeForm, trialForm, tryForm } from './forms.ts'
import { postOffer, postOpen, postTrial, takeOffer } from './offer/commands.ts'
import { ownOffers, ownQuery, publicOffers, publicQuery, showOffer } from './offer/view.ts'
import { followText, tryOffer } from './trial/commands.ts'
import { readingForm, wordForm } from './trial/forms.ts'
import { answerReading, correctReading, recordReading } from './trial/readings.ts'
import { listQuery, listTrials, showTrial } from './trial/view.ts'

const { read, write } = routesOf('licences')
const id = z.uuid()
/** Id or public id. */
const one = z.object({ id: z.string().max(64) })

/** Places are few and many may want them: takes of one offer run one after another. */
const queue = (input: { readonly id: string }) => `licence-offer:${input.id}`

const posting = [
  write({
    method: 'POST',
    path: '/licence-offers',
    permission: 'licence-offer.post',
    journal: 'licence-offer.post',
    says: '{actor}公布《{title}》的许可条件',
    input: offerForm,
    gate: { subjects: 'actor' },
    verb: postOffer,
  }),
  write({
    method: 'POST',
    path: '/licence-offers/open',
    permission: 'licence-offer.post',
    journal: 'licence-offer.post-open',
    says: '{actor}公布《{title}》的专利开放许可',
    input: openForm,
    gate: { subjects: 'actor' },
    verb: postOpen,
  }),
  write({
    method: 'POST',
    path: '/licence-offers/trial',
    permission: 'licence-offer.post',
    journal: 'licence-offer.post-trial',
    says: '{actor}公布《{title}》的先用后付条件',
    input: trialForm,
    gate: { subjects: 'actor' },
    verb: postTrial,
  }),
  write({
    method: 'POST',
    path: '/licence-offers/{id}/take',
    permission: 'licence-offer.take',
    journal: 'licence-offer.take',
    says: '{actor}按公布的条件取得《{title}》的许可',
    input: takeForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: takeOffer,
  }),
  write({
    method: 'POST',
    path: '/licence-offers/{id}/try',
    permission: 'licence-offer.try',
    journal: 'licence-offer.try',
    says: '{actor}申请试用《{title}》',
    input: tryForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue,
    verb: tryOffer,
  }),
  read({
    path: '/licence-offers',
    permission: 'licence-offer.read',
    journal: 'licence-offer.public',
    title: '公布的许可条件',
    input: publicQuery,
    verb: (tx, _actor, input) => publicOffers(tx, input),
  }),
  read({
    path: '/my/licence-offers',
    permission: 'licence-offer.list',
    journal: 'licence-offer.list',
    title: '本单位公布的许可条件',
    input: ownQuery,
    verb: ownOffers,
  }),
  read({
    path: '/licence-offers/{id}',
    permission: 'licence-offer.read',
    journal: 'licence-offer.show',
    title: '许可条件',
    input: one,
    verb: showOffer,
  }),
]

const metering = [
  read({
    path: '/licence-trials',
    permission: 'licence-trial.read',
    journal: 'licence-trial.list',
    title: '试用',
    input: listQuery,
    verb: listTrials,
  }),
  read({
    path: '/licence-trials/{id}',
    permission: 'licence-trial.read',
    journal: 'licence-trial.show',
    title: '试用',
    input: one,
    verb: showTrial,
  }),
  write({
    method: 'POST',
    path: '/licence-trials/{id}/readings',
    permission: 'licence-trial.meter',
    journal: 'licence-trial.record',
    says: '{actor}登记《{title}》的试用读数',
    input: readingForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: recordReading,
  }),
  write({
    method: 'POST',
    path: '/licence-trials/{id}/readings/{readingId}/correct',
    permission: 'licence-trial.meter',
    journal: 'licence-trial.correct',
    says: '{actor}更正《{title}》的一次试用读数',
    input: readingForm.extend({ id, readingId: z.uuid() }),
    gate: { subjects: 'actor' },
    verb: correctReading,
  }),
  write({
    method: 'POST',
    path: '/licence-trials/{id}/readings/{readingId}/answer',
    permission: 'licence-trial.meter',
    journal: 'licence-trial.answer',
    says: '{actor}答复《{title}》的一次试用读数',
    input: wordForm.extend({ id, readingId: z.uuid() }),
    gate: { subjects: 'actor' },
    verb: answerReading,
  }),
  write({
    method: 'POST',
    path: '/licence-trials/follow',
    permission: 'licence-trial.follow',
    journal: 'licence-trial.follow',
    says: '双方签订的文本成立，试用《{title}》进入下一步',
    input: z.object({ dealId: z.uuid(), purpose: z.string().max(20) }),
    gate: { none: '由系统执行，无当事人' },
    verb: followText,
  }),
]

export const routes = [...posting, ...metering]
