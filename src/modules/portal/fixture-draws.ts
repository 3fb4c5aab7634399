import type { PublicDraw } from '#platform/panel/view-public.ts'
import type { PortalDeps } from './deps.ts'
import { drawOf, entryLeaf, rootOf } from '#platform/panel/draw.ts'

const pool = Array.from({ length: 8 }, (_, at) => {
  const stratum = at < 5 ? 0 : 1
  return { stratum, leaf: entryLeaf(`salt${at}`, stratum, `ZK${at}`) }
})

/** A draw that was made, and whose panel has decided. */
export const sampleDraw: PublicDraw = {
  id: 'd0d0d0d0d0d0',
  procedure: '中试基地认定',
  round: 1,
  algorithm: 'keqiao-draw/1',
  strata: [
    { type: '技术', place: '不限', seats: 1 },
    { type: '财务', place: '本市以外', seats: 1 },
  ],
  counts: [5, 3],
  root: rootOf(pool),
  seedName: '示例彩票第2026137期开奖号码',
  seedAt: '2026-11-20T13:30:00.000Z',
  frozenAt: '2026-11-19T02:00:00.000Z',
  seed: '1.3.4.9.15./',
  seedSource: 'https://example.test/2026137',
  drawnAt: '2026-11-20T14:00:00.000Z',
  order: drawOf(pool, '1.3.4.9.15./'),
  reason: null,
  commitment: { leaf: '1f'.repeat(32), leafBody: '{"v":2}' },
  replacedAt: null,
  replacedReason: null,
  outcome: [
    { who: '专家 0a1b2c3d', state: '已确认', why: null },
    { who: '专家 4e5f6071', state: '按规则略过', why: '2026-11-20 被暂停入库资格' },
  ],
  names: [{ name: '示例甲（示例）', unit: '示例大学', type: '技术' }],
  sample: true,
}

export const drawFixture: Pick<PortalDeps, 'draw' | 'draws'> = {
  draws: async () => [{ ...sampleDraw, candidates: 8, seats: 2 }],
  draw: async (publicId) => (publicId === sampleDraw.id ? sampleDraw : null),
}
