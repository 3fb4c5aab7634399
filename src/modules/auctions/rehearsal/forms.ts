import { z } from 'zod'
import { ENVELOPE_MAX, SEATS_MAX, shareText } from '../sealed/forms.ts'

/** One bidder takes it at its offer, so that there is nothing to play; more than these make a list nobody reads. */
const BIDDERS_MIN = 2
const BIDDERS_MAX = 20
/** Seeds are typed by hand and told on the telephone. */
const SEED_MAX = 999_999

export const rehearsalForm = z.object({
  bidders: z
    .int()
    .min(BIDDERS_MIN)
    .max(BIDDERS_MAX)
    .default(5)
    .meta({ title: '模拟竞买人', unit: '人', widget: 'number', help: '2 到 20 人。' }),
  snipers: z
    .int()
    .min(0)
    .max(BIDDERS_MAX)
    .default(1)
    .meta({ title: '其中：最后一分钟才出价的', unit: '人', widget: 'number' }),
  orders: z
    .int()
    .min(0)
    .max(BIDDERS_MAX)
    .default(1)
    .meta({ title: '其中：设定自动出价的', unit: '人', widget: 'number' }),
  outage: z.boolean().default(false).meta({ title: '临近结束时服务中断', widget: 'switch' }),
  seed: z.int().min(1).max(SEED_MAX).default(1).meta({
    title: '演练编号',
    widget: 'number',
    help: '同样的编号演出同样的过程，换一个编号就换一种过程。',
  }),
})

/** Envelopes the owner's browser made for a rehearsal, and the shares that open them. */
export const openingRehearsalForm = z.object({
  envelopes: z.array(z.string().min(1).max(ENVELOPE_MAX)).min(BIDDERS_MIN).max(BIDDERS_MAX),
  shares: z
    .array(
      z.object({
        envelope: z
          .int()
          .min(0)
          .max(BIDDERS_MAX - 1),
        custodian: z.uuid(),
        share: shareText().nullable(),
      }),
    )
    .max(BIDDERS_MAX * SEATS_MAX),
})
