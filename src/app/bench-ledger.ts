import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { v7 } from 'uuid'
import { openDatabase, type Database } from '#platform/db/database.ts'
import { openAccount, openBook, post } from '#platform/ledger/ledger.ts'
import { composeCity, prover } from '../proofs/city.ts'
import { ledgerRoute } from '../proofs/routes.ts'
import { makeTables } from '../proofs/store.ts'
import { besides, timed, withBenchDatabase, type BenchRow } from './bench-database.ts'

/** Postings of a round when none is asked for. */
const POSTINGS = 4_000
const CLIENTS = 16
/** Accounts with a floor the postings fall on at random: as many contracts as are paid at the same time, and one hot one. */
const ACCOUNTS = [256, 1] as const
const NOW = '2026-11-27T02:00:00.000Z'
/** Stands on each account before the first posting that gives back. */
const FIRST_FEN = 1_000_000_000
const SERIALIZATION_FAILURE = '40001'

interface Book {
  readonly id: string
  readonly payer: string
  readonly payee: string
}

/**
 * Measures postings through the whole command path (idempotency key, gate, queue of the account, ledger rows, journal,
 * evidence leaf, receipt) beside the bare database doing the same transaction: balance read, transfer and two entries
 * written, SERIALIZABLE.
 */
export async function benchLedger(
  url: string,
  n: number | undefined,
  print: (row: BenchRow) => void,
  progress: (message: string) => void = () => {},
): Promise<void> {
  const size = n ?? POSTINGS
  await withBenchDatabase(url, async (setup, own) => {
    await makeTables(setup)
    await setup.owner((client) => client.query(BARE_TABLES))
    const dataDir = mkdtempSync(join(tmpdir(), 'keqiao-bench-'))
    const db = await openDatabase({ url: own, poolSize: CLIENTS })
    const pool = new Pool({ connectionString: own, max: CLIENTS })
    try {
      for (const accounts of ACCOUNTS) {
        const books = await opened(db, accounts)
        const ours = await timed(size, CLIENTS, throughCommands(db, dataDir, books))
        progress(`${size} postings through commands on ${accounts} accounts`)
        await begun(pool, books)
        const bare = await timed(size, CLIENTS, bareTransactions(pool, books))
        print({ bench: 'ledger', accounts, n: size, clients: CLIENTS, ...besides(ours, bare) })
      }
    } finally {
      await pool.end()
      await db.close()
      rmSync(dataDir, { recursive: true })
    }
  })
}

const BARE_TABLES = `
  create table bench.transfer (id uuid primary key, kind text not null, on_day date not null, receipt text not null);
  create table bench.entry (transfer_id uuid not null references bench.transfer, n smallint not null,
    account_id uuid not null, amount bigint not null check (amount <> 0), primary key (transfer_id, n));
  create index entry_account on bench.entry (account_id) include (amount)`

async function opened(db: Database, count: number): Promise<Book[]> {
  const books = Array.from({ length: count }, () => ({ id: v7(), payer: v7(), payee: v7() }))
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (plain) => {
    const tx = { as: plain.as.bind(plain), readOnly: false, journalId: v7() }
    for (const { id, payer, payee } of books) {
      await openBook(tx, { id, kind: 'bench', unit: 'fen', subjectId: id }, NOW)
      const side = (accountId: string, kind: string, floor: number | null) =>
        openAccount(tx, { id: accountId, bookId: id, kind, holderId: id, outside: '账户', floor }, NOW)
      await side(payer, 'payer', null)
      await side(payee, 'payee', 0)
      const entries = [
        { accountId: payer, amount: -FIRST_FEN },
        { accountId: payee, amount: FIRST_FEN },
      ]
      const first = { id: v7(), bookId: id, kind: 'first', entries, onDay: NOW.slice(0, 10), receipt: id }
      await post(tx, prover, first, NOW)
    }
  })
  return books
}

type Act = (index: number) => Promise<void>

/** Every third posting gives back a fen of what came, so that the floor is asked. */
const isBack = (index: number) => index % 3 === 2
const fenOf = (index: number) => (isBack(index) ? 1 : 1_000)

function throughCommands(db: Database, dataDir: string, books: readonly Book[]): Act {
  const { bus } = composeCity(db, dataDir)
  return async (index) => {
    const book = bookOf(books, index)
    const [from, to] = isBack(index) ? [book.payee, book.payer] : [book.payer, book.payee]
    const input = { id: v7(), bookId: book.id, account: book.payee, from, to, fen: fenOf(index) }
    await bus({ route: ledgerRoute, actor: prover, input, key: input.id })
  }
}

/** The first entries of the bare accounts. */
async function begun(pool: Pool, books: readonly Book[]): Promise<void> {
  for (const { id, payer, payee } of books) {
    await pool.query('insert into bench.transfer values ($1, $2, $3, $4)', [id, 'first', NOW, id])
    const text = 'insert into bench.entry values ($1, 1, $2, $3), ($1, 2, $4, $5)'
    await pool.query(text, [id, payer, -FIRST_FEN, payee, FIRST_FEN])
  }
}

function bareTransactions(pool: Pool, books: readonly Book[]): Act {
  return async (index) => {
    for (;;)
      try {
        await bareOnce(pool, bookOf(books, index), index)
        return
      } catch (error) {
        if ((error as { code?: string }).code !== SERIALIZATION_FAILURE) throw error
      }
  }
}

async function bareOnce(pool: Pool, { payer, payee }: Book, index: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level serializable')
    const id = v7()
    const fen = isBack(index) ? -fenOf(index) : fenOf(index)
    if (isBack(index)) {
      const { rows } = await client.query<{ left: string }>({
        name: 'left',
        text: 'select coalesce(sum(amount), 0) as left from bench.entry where account_id = $1',
        values: [payee],
      })
      if (Number(rows[0]?.left) + fen < 0) throw new Error('below the floor')
    }
    await client.query({
      name: 'transfer',
      text: 'insert into bench.transfer values ($1, $2, $3, $4)',
      values: [id, 'bench', '2026-11-27', id],
    })
    await client.query({
      name: 'entries',
      text: 'insert into bench.entry values ($1, 1, $2, $3), ($1, 2, $4, $5)',
      values: [id, payer, -fen, payee, fen],
    })
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** Spread evenly: each account is as warm as the other. */
function bookOf(books: readonly Book[], index: number): Book {
  const book = books[index % books.length]
  if (!book) throw new Error('no book')
  return book
}
