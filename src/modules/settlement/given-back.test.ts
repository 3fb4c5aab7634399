import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { givenBack } from './given-back.ts'

const row = (id: string, kind: '收款' | '退款', fen: number, more: object = {}) => ({
  id,
  kind,
  fen,
  on_day: `2026-01-${id.slice(1).padStart(2, '0')}`,
  royalty_id: null,
  line_version: null,
  line_n: null,
  confirmed_at: '2026-02-01',
  ...more,
})
type Row = ReturnType<typeof row>
/** The second item is due before the first. */
const items = [
  { n: 2, fen: 100 },
  { n: 1, fen: 50 },
]
const line = (n: number) => ({ line_version: 1, line_n: n })

describe('which receipts a refund gives back (practice.md P28)', () => {
  const table: readonly [string, readonly Row[], readonly string[]][] = [
    [
      'the newest first',
      [row('r1', '收款', 60), row('r2', '收款', 40), row('b3', '退款', 50)],
      ['r2 40>0', 'r1 60>50'],
    ],
    [
      'what came for the item it names, in the order of the items',
      [row('r1', '收款', 120), row('r2', '收款', 30), row('b3', '退款', 60, line(2))],
      ['r1 120>60'],
    ],
    [
      'a receipt that paid two items, then the newest of what is beyond its item',
      [row('r1', '收款', 120), row('r2', '收款', 60), row('b3', '退款', 60, line(1))],
      ['r2 60>30', 'r1 120>100', 'r2 30>20'],
    ],
    [
      'royalty gives back royalty',
      [
        row('r1', '收款', 50, { royalty_id: 'y' }),
        row('r2', '收款', 50),
        row('b3', '退款', 20, { royalty_id: 'y' }),
      ],
      ['r1 50>30'],
    ],
    [
      'what one refund gave back is not there for the next',
      [row('r1', '收款', 50), row('r2', '收款', 50), row('b3', '退款', 50), row('b4', '退款', 20)],
      ['r2 50>0', 'r1 50>30'],
    ],
    [
      'of the schedule after an end what came since',
      [
        row('r1', '收款', 50),
        row('r2', '收款', 50, { confirmed_at: '2026-02-02' }),
        row('r3', '收款', 50, { confirmed_at: '2026-02-03' }),
        row('b4', '退款', 60, { line_version: 2, line_n: 2 }),
      ],
      ['r3 50>0', 'r2 50>40'],
    ],
    [
      'more than came counts as of its own day',
      [row('r1', '收款', 5), row('b2', '退款', 7)],
      ['r1 5>0', 'b2 2>0'],
    ],
  ]
  for (const [name, money, parts] of table)
    it(name, () => {
      const found = [
        ...givenBack(money, (version) => ({
          items: version === 0 ? [] : items,
          since: version === 2 ? '2026-02-01' : null,
        })).values(),
      ].flat()
      assert.deepEqual(
        found.map(({ receiptId, fromFen, toFen }) => `${receiptId} ${fromFen}>${toFen}`),
        parts,
      )
      const back = money.reduce((sum, { kind, fen }) => sum + (kind === '退款' ? fen : 0), 0)
      assert.equal(
        found.reduce((sum, { fromFen, toFen }) => sum + fromFen - toFen, 0),
        back,
        'every fen of it',
      )
    })
})
