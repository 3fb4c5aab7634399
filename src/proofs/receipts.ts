import { verify } from 'node:crypto'
import type { Receipt, Reply } from '#platform/command/command.ts'
import { commitmentHash, leafHash, receiptText } from '#platform/evidence/leaf.ts'
import { openChance, type Chance } from './chance.ts'
import { prover, type ProofCity } from './city.ts'
import { byClients } from './clients.ts'
import { effectRoute } from './routes.ts'
import { countAll, findOpenings, findStored, makeAccounts, type Opening, type Stored } from './store.ts'

const CLIENTS = 16
/** Rows asked for at once when the stored leaves are compared. */
const BATCH = 500

interface Acknowledged {
  readonly key: string
  readonly journalId: string
  readonly receipt: Receipt
}

interface PublicKey {
  readonly keyId: string
  readonly pem: string
}

/**
 * What is wrong with a receipt and the stored leaf it promises; empty when all is well. Needs only the public key:
 * what anybody could check.
 */
export function receiptFaults(receipt: Receipt, stored: Stored | undefined, key: PublicKey): string[] {
  const text = receiptText(receipt.leaf, receipt.at, receipt.keyId)
  const opens = verify(null, Buffer.from(text), key.pem, Buffer.from(receipt.signature, 'base64url'))
  const body = stored?.body
  const checks: [string, boolean][] = [
    ['signature', opens],
    ['key id', receipt.keyId === key.keyId],
    ['no leaf', body !== null && body !== undefined],
    ['other hash', stored?.hash === receipt.leaf],
    ['other body', typeof body === 'string' && leafHash(body) === receipt.leaf],
  ]
  return checks.filter(([, holds]) => !holds).map(([name]) => name)
}

/** What the journal entry says must open the commitments of the leaf. */
function openingFaults(stored: Stored | undefined, opening: Opening | undefined): string[] {
  const leaf = JSON.parse(stored?.body ?? '{}') as Record<string, unknown>
  const actor = { kind: prover.kind, personId: prover.personId, orgId: prover.orgId }
  const values: Record<string, unknown> = {
    actor,
    input: opening?.input ?? null,
    gate: opening?.gate ?? null,
  }
  return Object.entries(values)
    .filter(([field, value]) => leaf[field] !== commitmentHash(value, opening?.salts[field] ?? ''))
    .map(([field]) => `commitment of ${field}`)
}

/** The text with one character at a random place made another. */
function changed(text: string, chance: Chance): string {
  const place = chance.below(text.length)
  const other = text[place] === 'x' ? 'y' : 'x'
  return `${text.slice(0, place)}${other}${text.slice(place + 1)}`
}

/** How many of five changes to leaf and receipt went unnoticed. */
function unnoticed(receipt: Receipt, stored: Stored, key: PublicKey, chance: Chance): number {
  const later = new Date(Date.parse(receipt.at) + 1).toISOString()
  const signature = Buffer.from(receipt.signature, 'base64url')
  const bit = chance.below(signature.length * 8)
  signature.writeUInt8(signature.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  const cases: [Receipt, Stored][] = [
    [receipt, { ...stored, body: changed(stored.body ?? '', chance) }],
    [receipt, { ...stored, hash: changed(stored.hash ?? '', chance) }],
    [{ ...receipt, leaf: changed(receipt.leaf, chance) }, stored],
    [{ ...receipt, at: later }, stored],
    [{ ...receipt, signature: signature.toString('base64url') }, stored],
  ]
  return cases.filter(([r, s]) => receiptFaults(r, s, key).length === 0).length
}

async function acknowledge(city: ProofCity, n: number): Promise<{ done: Acknowledged[]; refused: number }> {
  const done: Acknowledged[] = []
  let refused = 0
  await byClients(n, CLIENTS, async (index, client) => {
    const key = `receipt-${index}`
    const call = { route: effectRoute, actor: prover, input: { key, writer: client }, key }
    try {
      const { journalId, receipt }: Reply<unknown> = await city.bus(call)
      done.push({ key, journalId, receipt })
    } catch (error) {
      refused += 1
      console.error(error)
    }
  })
  return { done, refused }
}

/**
 * `n` acknowledged commands: each receipt opens with the public key, its leaf is stored with that hash, the leaf's
 * commitments open, and every change of a random byte of leaf or receipt is noticed.
 */
export async function proveReceipts(city: ProofCity, n: number) {
  const chance = openChance()
  await makeAccounts(city.db, CLIENTS)
  const key = city.keys.publicPem('receipt')
  const { done, refused } = await acknowledge(city, n)
  const openings = await city.db.owner(findOpenings)
  const counts = await city.db.owner(countAll)
  const faults = new Map<string, number>()
  let changes = 0
  let missed = 0
  for (let from = 0; from < done.length; from += BATCH) {
    const batch = done.slice(from, from + BATCH)
    const found = await city.db.owner((client) => findStored(client, batch))
    const storedOf = new Map(found.map((row) => [row.key, row]))
    for (const { key: name, receipt } of batch) {
      const stored = storedOf.get(name)
      const wrong = [...receiptFaults(receipt, stored, key), ...openingFaults(stored, openings.get(name))]
      for (const fault of wrong) faults.set(fault, (faults.get(fault) ?? 0) + 1)
      if (!stored || wrong.length > 0) continue
      changes += 5
      missed += unnoticed(receipt, stored, key, chance)
    }
  }
  const wrongCounts = counts.journal === n && counts.leaves === n && counts.effects === n ? 0 : 1
  return {
    proof: 'receipts',
    n,
    failures: refused + [...faults.values()].reduce((a, b) => a + b, 0) + missed + wrongCounts,
    seed: chance.seed,
    acknowledged: done.length,
    faults: Object.fromEntries(faults),
    changes,
    unnoticed: missed,
    rows: counts,
  }
}
