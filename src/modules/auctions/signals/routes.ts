import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { examineLot } from './commands.ts'
import { eraseOldTraces } from './retention.ts'
import { listReviews, reviewsQuery, showReview } from './view.ts'

const { read, write } = routesOf('auctions')

export const signalRoutes = [
  write({
    method: 'POST',
    path: '/bid-signals',
    permission: 'bid-signal.examine',
    journal: 'bid-signal.examine',
    says: '系统查看一次结束的竞价有无线索',
    input: z.object({ id: z.uuid() }),
    gate: { none: '由系统执行，无当事人' },
    verb: examineLot,
  }),
  write({
    method: 'POST',
    path: '/bid-signals/erasures',
    permission: 'bid-signal.examine',
    journal: 'bid-signal.erase-traces',
    says: '系统删除保存期满的竞买标记',
    input: z.object({}),
    gate: { none: '由系统执行，无当事人' },
    verb: eraseOldTraces,
  }),
  read({
    path: '/bid-signals',
    permission: 'bid-signal.read',
    journal: 'bid-signal.list',
    title: '竞买线索核查',
    input: reviewsQuery,
    verb: listReviews,
  }),
  read({
    path: '/bid-signals/{id}',
    permission: 'bid-signal.read',
    journal: 'bid-signal.show',
    title: '竞买线索',
    input: z.object({ id: z.uuid() }),
    verb: showReview,
  }),
]
