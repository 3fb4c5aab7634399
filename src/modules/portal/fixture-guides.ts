import { z } from 'zod'
import { ADMINISTRATIVE_REMEDIES, plainLetter } from '#platform/letters/letter.ts'
import { guideHead, guideOf } from '#platform/procedure/guide.ts'
import { recognition } from '#test/engine-procedure.ts'
import { rules } from '#test/market.ts'
import type { PortalDeps } from './deps.ts'

/** The guide of a procedure with a county, opinions, and a term for the whole. */
const form = z.object({
  name: z.string().meta({ title: '名称' }),
  proof: z.uuid().nullable().default(null).meta({ title: '证明材料', widget: 'file' }),
})
const bases = [
  {
    basis: 'b',
    title: '示例认定办法',
    number: '示例规字〔2022〕1号',
    state: '状态待核实',
    from: null,
    until: null,
  },
] as const
const letters = {
  refusal: plainLetter('不予认定通知书', {
    says: '不予认定《{title}》。',
    adverse: { remedies: ADMINISTRATIVE_REMEDIES },
  }),
}
const seats = [
  { step: null, region: null, place: null, unit: '示例市局' },
  { step: 'county', region: 'a', place: null, unit: '示例甲县局' },
  { step: 'county', region: 'b', place: null, unit: '示例乙县局' },
  { step: 'opinion', region: null, place: 1, unit: '示例发改局' },
  { step: 'opinion', region: null, place: 2, unit: '示例工信局' },
]
const law = { rules, today: '2026-11-23', seats } as const

export const guideFixture: Pick<PortalDeps, 'guides' | 'guide' | 'guideIds'> = {
  guideIds: [recognition.id],
  guides: async () => [guideHead(recognition, law)],
  guide: async (id) => (id === recognition.id ? guideOf(recognition, { form, letters, bases }, law) : null),
}
