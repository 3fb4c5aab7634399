import type { CommandTx } from '#platform/command/command.ts'
import { findFiles } from '#platform/files/files.ts'
import { pdfAuthor } from '#platform/files/pdf-author.ts'
import { orgsBehind, peopleOfEntries, peopleOfOrgs, signedInFrom } from '#platform/identity/traces.ts'
import { ownerKeys } from '#modules/relations/index.ts'
import * as lots from '../store.ts'
import { openedOf, sealedOf } from '../sealed/store.ts'
import {
  accountKey,
  authorKey,
  type BidderFacts,
  type Encounter,
  type LotFacts,
  type MarkKind,
} from './rules.ts'
import * as store from './store.ts'

type Marks = Record<MarkKind, readonly string[]>

/** What is known of the bidders of a lot that is over; offers are opened here and not kept. */
export async function factsOf(tx: CommandTx, lot: lots.LotRow): Promise<LotFacts> {
  const applicants = await lots.biddersOf(tx, lot.id)
  const orgIds = applicants.map(({ org_id: orgId }) => orgId)
  const people = await peopleOfOrgs(tx, orgIds, tx.today)
  const owners = await ownerKeys(tx, orgIds, tx.today)
  const hands = await handsOf(tx, lot.id, applicants)
  const from = await signedInFrom(tx, [...hands.values()].flat(), lot.made_at)
  const offers = await offersOf(tx, lot, applicants)
  const bidders: BidderFacts[] = []
  for (const one of applicants) {
    const known = people.get(one.org_id)
    const own = hands.get(one.id) ?? []
    const papers = await papersOf(tx, one)
    const marked = (kind: MarkKind, texts: readonly string[]) =>
      [...new Set(texts.filter((text) => text !== ''))].map((text) => tx.mark(kind, text))
    const seen = own.flatMap((personId) => from.get(personId) ?? [])
    const marks: Marks = {
      phone: marked('phone', known?.phones ?? []),
      mail: marked('mail', known?.mails ?? []),
      account: marked('account', [accountKey(one.deposit_account)]),
      author: marked(
        'author',
        papers.map(({ author }) => authorKey(author)),
      ),
      address: [...new Set(seen.flatMap(({ addresses }) => addresses))],
      device: [...new Set(seen.flatMap(({ devices }) => devices))],
    }
    bidders.push({
      alias: one.alias,
      orgId: one.org_id,
      hands: own,
      members: known?.members ?? [],
      owners: owners.get(one.org_id) ?? [],
      files: papers.map(({ sha256 }) => sha256),
      marks,
      appliedAt: Date.parse(one.at),
      offerFen: offers.get(one.id) ?? null,
    })
  }
  await keepTraces(tx, applicants, bidders)
  const earlier = await store.encountersOf(tx, orgIds, lot.closed_at ?? lot.made_at)
  return { bidders, earlier: earlier.map(encounterOf), sharedBy: await sharedBy(tx, bidders) }
}

/** Who applied, bid, set an order or handed in an envelope for a bidder. */
async function handsOf(
  tx: CommandTx,
  lotId: string,
  applicants: readonly lots.Applicant[],
): Promise<ReadonlyMap<string, string[]>> {
  const entries = await store.entriesOfBidders(tx, lotId)
  const people = await peopleOfEntries(
    tx,
    entries.map(({ journal_id: journalId }) => journalId),
  )
  return new Map(
    applicants.map(({ id, person_id: personId }) => {
      const acted = entries.flatMap((entry) =>
        entry.bidder_id === id ? (people.get(entry.journal_id) ?? []) : [],
      )
      return [id, [...new Set([personId, ...acted])]]
    }),
  )
}

/** Offers and opened sealed bids by bidder. */
async function offersOf(tx: CommandTx, lot: lots.LotRow, applicants: readonly lots.Applicant[]) {
  const offers = new Map<string, number>()
  for (const { id, offer_secret: offer } of applicants)
    if (offer !== null) offers.set(id, Number(await tx.openSecret(offer)))
  const opened = await openedOf(tx, lot.id)
  for (const bid of await sealedOf(tx, lot.id)) {
    const fen = opened.get(bid.id)?.amount_fen
    if (fen !== undefined && fen !== null) offers.set(bid.bidder_id, fen)
  }
  return offers
}

/** Files an applicant handed in, with the author a PDF names. */
async function papersOf(tx: CommandTx, one: lots.Applicant) {
  const ids = [one.deposit_file_id, one.priority_file_id].filter((id) => id !== null)
  return (await findFiles(tx, ids)).map(({ sha256, type }) => {
    const bytes = type === 'application/pdf' ? tx.files.read(sha256) : undefined
    return { sha256, author: bytes ? pdfAuthor(bytes) : '' }
  })
}

async function keepTraces(
  tx: CommandTx,
  applicants: readonly lots.Applicant[],
  bidders: readonly BidderFacts[],
): Promise<void> {
  const rows = bidders.flatMap(({ marks }, i) =>
    Object.entries(marks).flatMap(([kind, found]) =>
      found.map((mark) => ({ bidder_id: applicants[i]?.id ?? '', kind: kind as MarkKind, mark })),
    ),
  )
  await store.insertTraces(tx, rows)
}

/** How common the marks are: among everybody who ever bid, and among all who signed in from an address. */
async function sharedBy(
  tx: CommandTx,
  bidders: readonly BidderFacts[],
): Promise<ReadonlyMap<string, number>> {
  const all = bidders.flatMap(({ marks }) => Object.values(marks).flat())
  const bidding = await store.biddersWith(tx, all)
  const behind = await orgsBehind(
    tx,
    bidders.flatMap(({ marks }) => [...marks.address, ...marks.device]),
    tx.today,
  )
  return new Map(all.map((mark) => [mark, Math.max(2, bidding.get(mark) ?? 0, behind.get(mark) ?? 0)]))
}

function encounterOf(row: store.EncounterRow): Encounter {
  const defaulted = row.state === 'defaulted'
  return {
    lot: row.lot,
    present: new Set(row.orgs),
    // A sealed bid is one's best and only word; of open ones a single one is hardly a try.
    contended: new Set(
      row.sealed ? row.orgs : [...row.bidding, ...(row.winner === null ? [] : [row.winner])],
    ),
    winner: row.winner,
    awardFen: row.award_fen,
    afterDefault: defaulted ? { winner: row.next_winner, awardFen: row.next_fen } : null,
  }
}
