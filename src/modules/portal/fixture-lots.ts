import { replayAuction, type PublishedLot } from '../../verify/auction.ts'
import type { LotDeps, LotRecord } from './lot-deps.ts'

const rules = {
  windowSeconds: 300,
  extendSeconds: 300,
  outageSeconds: 60,
  outageLookbackSeconds: 600,
  sealed: { custodians: 5, threshold: 3, orgSeatsMax: 2 },
}

const row = {
  id: '01920000-0000-7000-8000-000000000901',
  publicId: '0b0b0b0b0b0b',
  name: '示例竞价成果',
  owner: '示例大学',
  mode: '普通许可',
  manner: '网络竞价',
  state: 'concluded',
  stateTitle: '已成交',
  floorFen: 10_000_000,
  startsAt: '2026-11-10T01:00:00.000Z',
  closesAt: '2026-11-11T01:03:00.000Z',
  closedAt: '2026-11-11T01:03:02.000Z',
  awardFen: 12_000_000,
  sample: true,
} as const

const attempt = {
  kind: 'lot',
  id: row.id,
  publicId: row.publicId,
  exchange: null,
  stateTitle: row.stateTitle,
  floorFen: row.floorFen,
  priceFen: row.awardFen,
  on: '2026-10-20',
} as const

const ended: LotRecord = {
  ...row,
  dossierId: null,
  achievementPublicId: 'akkkkkkkk0',
  isOwner: false,
  form: {
    mode: '普通许可',
    manner: '网络竞价',
    routeReason: '有多家企业提出过意向。',
    priceBasis: '参照同类许可的价格。',
    floorFen: row.floorFen,
    stepFen: 1_000_000,
    depositFen: 0,
    watched: true,
    achievementId: row.id,
    startsAt: row.startsAt,
    endsAt: '2026-11-11T01:00:00.000Z',
    deliverables: '交付技术资料一套。',
    termMonths: 36,
    acceptance: '按双方确认的大纲验收。',
    payment: '签约后 10 日内付清。',
    liability: '按民法典的规定承担。',
  },
  rules,
  announcedAt: '2026-10-20T01:00:00.000Z',
  withdrawnReason: null,
  admitted: 2,
  winner: '示例公司',
  asksRelation: null,
  contractId: null,
  chain: [
    { ...attempt, publicId: '0a0a0a0a0a0a', stateTitle: '流标', priceFen: null, on: '2026-08-01' },
    {
      ...attempt,
      kind: 'outside',
      id: null,
      publicId: null,
      exchange: '示例产权交易中心',
      stateTitle: '未成交',
      priceFen: null,
      on: '2026-09-01',
    },
    attempt,
  ],
  applicants: [],
  sealed: null,
  next: [],
  endsAt: '2026-11-11T01:00:00.000Z',
  terms: [
    ['底价的依据', '参照同类许可的价格。'],
    ['支付方式', '签约后 10 日内付清。'],
  ],
  live: {
    now: '2026-11-23T01:12:00.000Z',
    state: row.state,
    stateTitle: row.stateTitle,
    startsAt: row.startsAt,
    closesAt: row.closesAt,
    closedAt: row.closedAt,
    isShown: true,
    priceFen: row.awardFen,
    count: 2,
    bids: [],
    me: null,
  },
}

/** A lot that is being bid on, before its price may be told. */
const going: LotRecord = {
  ...ended,
  publicId: '0c0c0c0c0c0c',
  state: 'bidding',
  stateTitle: '公告期满，竞价',
  closedAt: null,
  awardFen: null,
  winner: null,
  chain: [],
  live: {
    ...ended.live,
    now: '2026-11-10T02:00:30.000Z',
    closedAt: null,
    isShown: false,
    priceFen: null,
    count: 0,
  },
}

const published: PublishedLot = {
  id: row.publicId,
  rules: {
    ...rules,
    startsAt: row.startsAt,
    endsAt: ended.endsAt,
    floorFen: row.floorFen,
    stepFen: 1_000_000,
  },
  bidders: [
    { alias: 'AAAAAA', priority: false },
    { alias: 'BBBBBB', priority: false },
  ],
  bids: [
    { alias: 'AAAAAA', amountFen: 10_000_000, at: '2026-11-10T02:00:00.000Z', auto: false },
    { alias: 'BBBBBB', amountFen: 12_000_000, at: '2026-11-11T00:58:00.000Z', auto: false },
  ],
  limits: [],
  outages: [],
  closedAt: row.closedAt,
  award: { alias: 'BBBBBB', amountFen: 12_000_000 },
}

export const lotFixture: LotDeps = {
  lots: async () => ({
    items: [row],
    total: 1,
    next: null,
    counts: {
      state: [{ value: 'concluded', title: '已成交', n: 1 }],
      manner: [{ value: '网络竞价', n: 1 }],
      mode: [{ value: '普通许可', n: 1 }],
    },
  }),
  lot: async (id) => [ended, going].find(({ publicId }) => publicId === id) ?? null,
  lotReplay: async (id) => {
    const about = { publicId: id, name: row.name, sample: true }
    if (id === row.publicId) return { ...about, kind: 'open', replay: replayAuction(published) }
    return id === going.publicId ? { ...about, kind: 'none' } : null
  },
}

/** Addresses of what it answers: the list, an ended lot and one that goes on, and their replays. */
export const lotPages = [
  '/lots',
  ...[row.publicId, going.publicId].flatMap((id) => [`/lots/${id}`, `/lots/${id}/replay`]),
]
