import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { picturesToPdf } from '#platform/documents/pages.ts'
import { watermarkPage } from '#platform/documents/watermark.ts'
import { KeptBytes } from '#platform/files/kept.ts'
import { stampPages } from '#platform/files/raster.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { Refusal } from '#platform/refusal.ts'
import { dateTime } from '#platform/text/format.ts'
import { concludedText } from '#modules/contracts/index.ts'
import type { DealParties } from '#modules/deals/index.ts'
import { itemInDeal, PAGES_MAX, reachedParties, signedIn } from './commands.ts'
import { hasPages, shutBecause } from './rules.ts'
import * as store from './store.ts'

/** Why this item is shut to the other side of the deal now; undefined when it is open. */
export async function whyShut(tx: Tx, deal: DealParties, item: store.ItemRow): Promise<string | undefined> {
  const words = await store.accessIn(tx, deal.id)
  const nda = await concludedText(tx, deal.id, 'nda')
  return shutIn(deal, item, words, nda !== undefined)
}

export function shutIn(
  deal: DealParties,
  item: store.ItemRow,
  words: readonly store.AccessRow[],
  ndaConcluded: boolean,
): string | undefined {
  const word = words.findLast((one) => one.item_id === item.id && one.kind !== 'ask')?.kind
  return shutBecause({
    dealIsOpen: deal.isOpen,
    ndaConcluded,
    level: item.level,
    isWithdrawn: item.withdrawn_at !== null,
    word: word === 'grant' || word === 'withdraw' ? word : null,
  })
}

/**
 * Opening a document is an act: who, which version, when, with a receipt both sides keep. The viewer gets copies of
 * its own with its watermark; nobody reads them once the room is shut.
 */
export async function openItem(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly itemId: string },
  now: Instant,
) {
  const { deal, item } = await itemInDeal(tx, actor, input)
  const { personId, orgId } = signedIn(actor)
  if (item.owner_org_id === orgId) throw new Refusal('conflict', '这是本单位的资料，不用开启。')
  const shut = await whyShut(tx, deal, item)
  if (shut !== undefined) throw new Refusal('conflict', '{shut}', { shut })
  const opening: store.OpeningRow = {
    id: v7(),
    public_id: publicId(),
    item_id: item.id,
    version: item.version,
    deal_id: deal.id,
    owner_org_id: item.owner_org_id,
    org_id: orgId,
    org_name: actor.orgName ?? '',
    person_id: personId,
    person_name: actor.name,
    mode: item.mode,
    sha256: item.sha256,
    at: now,
    journal_id: tx.journalId,
  }
  const copies = item.body === null ? await copiesFor(tx, item, opening) : []
  await store.insertOpening(tx, opening, copies)
  await tx.emit('message.org', {
    orgId: item.owner_org_id,
    template: '对方开启了《{name}》资料室里的一份资料，回执号 {receipt}。',
    params: { name: deal.achievementName, receipt: opening.public_id.toUpperCase() },
    link: `/app/deals/${deal.id}`,
  })
  tx.about('deal', deal.id, { title: deal.achievementName })
  return { id: opening.id, receiptNo: opening.public_id, version: item.version, sha256: item.sha256 }
}

/** Pages with the watermark of this opening, as pictures to look at, or one file to take away. */
async function copiesFor(
  tx: CommandTx,
  item: store.Item,
  opening: store.OpeningRow,
): Promise<store.CopyRow[]> {
  const bytes = tx.files.read(item.sha256)
  if (!bytes) throw new Error(`bytes of item ${item.id} are gone`)
  const keep = (n: number, content: Buffer, type: string): store.CopyRow => ({
    opening_id: opening.id,
    n,
    sha256: tx.files.write(content),
    type,
    size: content.length,
  })
  if (!hasPages(item.type)) return [keep(0, bytes, item.type)]
  const mark = await watermarkPage([
    opening.org_name,
    `${opening.person_name} ${dateTime(opening.at)}`,
    `回执 ${opening.public_id.toUpperCase()}`,
  ])
  const pages = await stampPages(bytes, item.type, mark, PAGES_MAX)
  if (!pages || pages.length === 0) throw new Refusal('conflict', '这份资料现在打不开，请告知对方重新上传。')
  if (item.mode === 'view') return pages.map((page, i) => keep(i + 1, page, 'image/jpeg'))
  return [keep(0, await picturesToPdf(pages), 'application/pdf')]
}

interface OfOpening {
  readonly id: string
  readonly openingId: string
}

/** What one opened, while the room is open: the text, or where pages and file are. */
export async function readOpening(tx: Tx, actor: Actor, of: OfOpening) {
  const { deal, opening } = await reachedOpening(tx, actor, of)
  const version = await store.versionOf(tx, opening.item_id, opening.version)
  const copies = await store.copiesOf(tx, opening.id)
  const base = `/api/v1/deals/${deal.id}/room/openings/${opening.id}`
  return {
    id: opening.id,
    receiptNo: opening.public_id,
    title: version?.title ?? '',
    version: opening.version,
    sha256: opening.sha256,
    at: opening.at,
    org: opening.org_name,
    by: opening.person_name,
    body: version?.body ?? null,
    pages: copies.filter((copy) => copy.n > 0).map((copy) => `${base}/pages/${String(copy.n)}`),
    file: copies.some((copy) => copy.n === 0) ? `${base}/file` : null,
  }
}

const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'text/csv': 'csv',
  'text/plain': 'txt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
}

/** Page n, or with 0 the whole file, under a name that tells nothing. */
export async function readCopy(
  tx: Tx,
  actor: Actor,
  of: OfOpening & { readonly n: number },
): Promise<KeptBytes> {
  const { opening } = await reachedOpening(tx, actor, of)
  const copy = (await store.copiesOf(tx, opening.id)).find((one) => one.n === of.n)
  if (!copy) throw new Refusal('absent', '没有找到这一页。')
  const name = `资料-${opening.public_id}.${ENDINGS[copy.type] ?? 'bin'}`
  return new KeptBytes(copy.sha256, name, copy.type, copy.n > 0)
}

/** An own opening, refused once the room is shut: what was seen cannot be unseen, but nothing is shown again. */
async function reachedOpening(tx: Tx, actor: Actor, { id, openingId }: OfOpening) {
  const deal = await reachedParties(tx, actor, id)
  const opening = await store.findOpening(tx, openingId)
  if (opening?.deal_id !== deal.id || opening.org_id !== actor.orgId)
    throw new Refusal('absent', '没有找到这次开启。')
  if (opening.person_id !== actor.personId)
    throw new Refusal('forbidden', '这是同事开启的；请自己开启一次，回执记在您名下。')
  const item = await store.findItem(tx, opening.item_id)
  if (!item) throw new Error(`opening ${opening.id} belongs to no item`)
  const shut = await whyShut(tx, deal, item)
  if (shut !== undefined) throw new Refusal('conflict', '{shut}', { shut })
  return { deal, opening }
}
