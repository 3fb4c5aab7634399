import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { prover } from '../../proofs/city.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { ledgerInvariants } from './invariants.ts'
import * as ledger from './ledger.ts'
import { entriesFault, type Entry } from './rules.ts'

const NOW = '2026-11-27T02:00:00.000Z'
const book = { id: 'B', unit: 'fen' } as const
const known = ['x', 'y', 'z'].map((id) => ({ id, bookId: 'B' }))
const sides = (...amounts: readonly number[]): Entry[] =>
  amounts.map((amount, i) => ({ accountId: known[i]?.id ?? 'unknown', amount }))

describe('what is no transfer (design.md 7)', () => {
  const table: readonly [string, readonly Entry[], string | undefined][] = [
    ['two sides', sides(-5, 5), undefined],
    ['three sides', sides(-5, 2, 3), undefined],
    ['one side', sides(5), 'a transfer has two sides'],
    ['a fen is lost', sides(-5, 4), 'the sides of a transfer do not come to nothing'],
    ['half a fen', sides(-0.5, 0.5), 'an amount is no whole number'],
    ['21 digits', sides(-1e20, 1e20), 'an amount is no whole number'],
    [
      'more than any amount',
      sides(-1_000_000_000_000_001, 1_000_000_000_000_001),
      'an amount is larger than any may be',
    ],
    ['minus nothing', sides(-0, 0), 'an amount is nothing'],
    [
      'an account twice',
      [...sides(-5), { accountId: 'x', amount: 5 }],
      'an account stands twice in a transfer',
    ],
    ['another book', sides(-5, 2, 2, 1), 'an account is not of the book'],
  ]
  for (const [name, entries, fault] of table)
    it(name, () => assert.equal(entriesFault(book, entries, known), fault))

  it('shares come to the whole at most', () => {
    assert.equal(
      entriesFault({ id: 'B', unit: 'bp' }, sides(-10_001, 10_001), known),
      'an amount is larger than any may be',
    )
  })
})

describe('the ledger over the database', () => {
  let test: TestDatabase
  before(async () => {
    test = await testDatabase()
  })
  after(() => test.drop())

  const inTx = <T>(body: (tx: ledger.LedgerTx) => Promise<T>) =>
    test.db.transaction({ isolation: 'serializable', module: 'platform' }, (tx) =>
      body({ as: tx.as.bind(tx), readOnly: false, journalId: v7() }),
    )
  const opened = async (unit: 'fen' | 'bp', outside: string | null = '示例银行 6222') => {
    const bookId = v7()
    const [giver, taker] = [v7(), v7()]
    await inTx(async (tx) => {
      await ledger.openBook(tx, { id: bookId, kind: 'test', unit, subjectId: bookId }, NOW)
      const open = (id: string, kind: string, floor: number | null) =>
        ledger.openAccount(tx, { id, bookId, kind, holderId: bookId, outside, floor }, NOW)
      await open(giver, 'giver', null)
      await open(taker, 'taker', 0)
    })
    const move = (amount: number, onDay = '2026-11-27', receipt: string | null = '流水 1') => ({
      id: v7(),
      bookId,
      kind: 'move',
      onDay,
      receipt,
      entries: [
        { accountId: giver, amount: -amount },
        { accountId: taker, amount },
      ],
    })
    return { bookId, giver, taker, move }
  }
  const shareOf = (bookId: string, id: string, day: string | null) =>
    inTx(async (tx) => (await ledger.bookOn(tx, bookId, day)).find((one) => one.id === id)?.standing)

  it('a share signed but not registered is pending, and counts from the day of registration (P23)', async () => {
    const { bookId, taker, move } = await opened('bp', null)
    const signed = move(6000, '2026-03-01', null)
    await inTx((tx) => ledger.hold(tx, prover, signed, NOW))
    assert.deepEqual(await shareOf(bookId, taker, '2026-06-01'), { posted: 0, incoming: 6000, outgoing: 0 })
    await inTx((tx) =>
      ledger.settle(tx, prover, { id: v7(), pendingId: signed.id, onDay: '2026-05-20' }, NOW),
    )
    assert.equal((await shareOf(bookId, taker, '2026-05-19'))?.posted, 0)
    assert.equal((await shareOf(bookId, taker, '2026-05-20'))?.posted, 6000)
    await assert.rejects(
      inTx((tx) => ledger.release(tx, prover, { id: v7(), pendingId: signed.id, reason: '作废' }, NOW)),
      /已经入账或者作废/,
    )
  })

  it('money is not posted without its receipt outside (P25)', async () => {
    const { move } = await opened('fen')
    await assert.rejects(
      inTx((tx) => ledger.post(tx, prover, move(5, '2026-11-27', null), NOW)),
      /银行流水号/,
    )
  })

  it('takes nothing below the floor, whatever is pending, and says what is free', async () => {
    const { move, giver, taker } = await opened('fen')
    const back = (amount: number) => ({
      ...move(amount),
      entries: [
        { accountId: taker, amount: -amount },
        { accountId: giver, amount },
      ],
    })
    await inTx((tx) => ledger.post(tx, prover, move(1000), NOW))
    await inTx((tx) => ledger.hold(tx, prover, back(600), NOW))
    await assert.rejects(
      inTx((tx) => ledger.post(tx, prover, back(401), NOW)),
      /可用的只有 4\.00 元，不够 4\.01 元/,
    )
    await inTx((tx) => ledger.post(tx, prover, back(400), NOW))
  })

  it('of sixteen at once for the last of it, one gets it', async () => {
    const { move, giver, taker, bookId } = await opened('fen')
    await inTx((tx) => ledger.post(tx, prover, move(1), NOW))
    const takes = await Promise.allSettled(
      Array.from({ length: 16 }, () =>
        inTx((tx) =>
          ledger.post(
            tx,
            prover,
            {
              ...move(1),
              entries: [
                { accountId: taker, amount: -1 },
                { accountId: giver, amount: 1 },
              ],
            },
            NOW,
          ),
        ),
      ),
    )
    assert.equal(takes.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.equal((await shareOf(bookId, taker, null))?.posted, 0)
  })

  it('rows are not changed, not even by the role that writes them', async () => {
    for (const table of ['ledger_book', 'ledger_account', 'ledger_transfer', 'ledger_entry'])
      for (const text of [
        `delete from platform.${table}`,
        `update platform.${table} set ${table === 'ledger_book' ? 'kind = kind' : 'book_id = book_id'}`,
      ])
        await assert.rejects(
          test.db.copyAs('platform', (client) => client.query(text)),
          /permission denied/,
          text,
        )
  })

  const broken: readonly [string, (ids: { bookId: string; giver: string; taker: string }) => string][] = [
    ['the sides of every transfer', ({ bookId, taker }) => entry(bookId, [[taker, 7]])],
    [
      'no account is below its floor',
      ({ bookId, giver, taker }) =>
        entry(bookId, [
          [taker, -7],
          [giver, 7],
        ]),
    ],
    [
      'what is posted or voided was pending',
      ({ bookId, giver, taker }) =>
        entry(
          bookId,
          [
            [giver, -7],
            [taker, 7],
          ],
          'resolves',
        ),
    ],
    [
      'what is taken back was posted',
      ({ bookId, giver, taker }) =>
        entry(
          bookId,
          [
            [giver, -7],
            [taker, 7],
          ],
          'reverses',
        ),
    ],
  ]
  for (const [name, text] of broken)
    it(`the ledger check finds: ${name}`, async () => {
      const ids = await opened('fen')
      const rowsOf = () =>
        test.db.read('platform', async (tx) => {
          const one = ledgerInvariants.find((known) => known.name.startsWith(name))
          return (await one?.rows(tx))?.length ?? -1
        })
      assert.equal(await rowsOf(), 0)
      await test.db.owner((client) => client.query(text(ids)))
      assert.equal(await rowsOf(), 1)
      await test.db.owner((client) =>
        client.query(`delete from platform.ledger_entry where book_id = '${ids.bookId}';
          delete from platform.ledger_transfer where book_id = '${ids.bookId}'`),
      )
    })
})

function transfer(bookId: string, id: string, state: string, link?: string, to?: string): string {
  const [column, value] = link === undefined ? ['', ''] : [`, ${link}, reason`, `, '${to ?? ''}', '理由'`]
  return `insert into platform.ledger_transfer (id, book_id, unit, kind, state, on_day, receipt, at, journal_id${column})
    values ('${id}', '${bookId}', 'fen', 'x', '${state}', '2026-11-27', '流水', '${NOW}', '${id}'${value})`
}

/** A posted transfer past the ledger; with a link it points to a posted one (resolves) or a pending one (reverses). */
function entry(
  bookId: string,
  sides: readonly (readonly [string, number])[],
  link?: 'resolves' | 'reverses',
): string {
  const [id, other] = [v7(), v7()]
  const first =
    link === undefined ? '' : `${transfer(bookId, other, link === 'resolves' ? 'posted' : 'pending')};`
  const others = link === undefined ? '' : entries(bookId, other, sides)
  return `${first} ${others} ${transfer(bookId, id, 'posted', link, other)}; ${entries(bookId, id, sides)}`
}

function entries(bookId: string, id: string, sides: readonly (readonly [string, number])[]): string {
  return sides
    .map(
      ([account, amount], i) =>
        `insert into platform.ledger_entry values ('${id}', ${i + 1}, '${bookId}', '${account}', ${amount});`,
    )
    .join(' ')
}
