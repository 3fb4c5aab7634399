import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findFiles, mustOwnFiles, type FileRow } from '#platform/files/files.ts'
import { pdfPages } from '#platform/files/raster.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { dealParties, type DealParties } from '#modules/deals/index.ts'
import type { grantForm, itemForm, versionForm } from './forms.ts'
import { hasPages } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type With<I> = I & { readonly id: string }
type Content = z.infer<typeof versionForm>

/** Every page opened is drawn anew with its watermark; thirty take some seconds, more would hold the room's door. */
export const PAGES_MAX = 30
/** Items of one room; more is an archive, not a disclosure. */
const ITEMS_MAX = 100

/** An item of an achievement's room: shown in every deal about it. */
export async function addToAchievement(
  tx: CommandTx,
  actor: Actor,
  input: With<z.infer<typeof itemForm>>,
  now: Instant,
) {
  const achievement = await achievementForDeal(tx, input.id)
  mustReach(actor, { orgId: achievement?.ownerOrgId ?? null })
  if (!achievement) throw new Refusal('absent', '没有找到这项成果。')
  const place = { achievement_id: achievement.id, deal_id: null }
  const item = await add(tx, actor, input, place, now)
  tx.about('achievement', achievement.id, { title: achievement.name })
  return item
}

/** An item for one deal alone, from either side. */
export async function addToDeal(
  tx: CommandTx,
  actor: Actor,
  input: With<z.infer<typeof itemForm>>,
  now: Instant,
) {
  const deal = await openDealOf(tx, actor, input.id)
  if (deal.buyerIsHidden && actor.orgId === deal.buyerOrgId)
    throw new Refusal('conflict', '贵单位尚未公开身份，资料可能泄露身份；请先公开身份再放资料。')
  const item = await add(tx, actor, input, { achievement_id: null, deal_id: deal.id }, now)
  await tell(tx, deal, otherOf(deal, actor), '对方在《{name}》洽谈的资料室放了资料。')
  tx.about('deal', deal.id, { title: deal.achievementName })
  return item
}

async function add(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof itemForm>,
  place: Pick<store.ItemRow, 'achievement_id' | 'deal_id'>,
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  const of =
    place.deal_id === null ? { achievementId: place.achievement_id ?? '' } : { dealId: place.deal_id }
  if ((await store.countItems(tx, of)) >= ITEMS_MAX)
    throw new Refusal('conflict', '一个资料室最多放 {max} 份资料，请合并或收回不用的。', { max: ITEMS_MAX })
  const id = v7()
  const version = await versionRow(tx, actor, id, 1, input, now)
  const { level, mode } = input
  await store.insertItem(
    tx,
    { id, ...place, owner_org_id: orgId, level, mode, version: 1, made_at: now, withdrawn_at: null },
    version,
  )
  return { id, version: 1, sha256: version.sha256 }
}

/** A new version takes the place of the one before; what was opened stays what it was. */
export async function renewItem(tx: CommandTx, actor: Actor, input: With<Content>, now: Instant) {
  const item = await ownItem(tx, actor, input.id)
  if (item.withdrawn_at !== null) throw new Refusal('conflict', '这份资料已收回，请另放一份。')
  const version = await versionRow(tx, actor, item.id, item.version + 1, input, now)
  await store.insertVersion(tx, version, input.mode)
  about(tx, item)
  return { id: item.id, version: version.version, sha256: version.sha256 }
}

/** Taken back from everybody at once; receipts of what was opened stay. */
export async function withdrawItem(tx: CommandTx, actor: Actor, { id }: With<object>, now: Instant) {
  const item = await ownItem(tx, actor, id)
  if (item.withdrawn_at !== null) throw new Refusal('conflict', '这份资料已经收回。')
  await store.withdrawItem(tx, item.id, now)
  about(tx, item)
  return { id: item.id, withdrawnAt: now }
}

/** The owner lets one deal in, or out again. */
export async function grantAccess(
  tx: CommandTx,
  actor: Actor,
  input: With<z.infer<typeof grantForm>> & { readonly itemId: string },
  now: Instant,
) {
  const { deal, item } = await itemInDeal(tx, actor, input)
  if (item.owner_org_id !== actor.orgId) throw new Refusal('forbidden', '只有放资料的一方可以决定谁能看。')
  const kind = input.granted ? 'grant' : 'withdraw'
  await store.insertAccess(tx, accessRow(tx, actor, deal, item, kind, now))
  const says = input.granted
    ? '对方允许贵单位查看《{name}》资料室里的一份资料。'
    : '对方收回了《{name}》资料室里的一份资料。'
  await tell(tx, deal, otherOf(deal, actor), says)
  tx.about('deal', deal.id, { title: deal.achievementName })
  return { id: item.id, granted: input.granted }
}

/** The other side asks to see what the owner lets in by name only. */
export async function askForAccess(
  tx: CommandTx,
  actor: Actor,
  input: With<object> & { readonly itemId: string },
  now: Instant,
) {
  const { deal, item } = await itemInDeal(tx, actor, input)
  if (item.owner_org_id === actor.orgId) throw new Refusal('conflict', '这是本单位的资料。')
  if (item.level !== 'each') throw new Refusal('conflict', '这份资料签了保密协议就能看，不用请求。')
  await store.insertAccess(tx, accessRow(tx, actor, deal, item, 'ask', now))
  await tell(tx, deal, item.owner_org_id, '对方请求查看《{name}》资料室里的一份资料，请批准或不予理会。')
  tx.about('deal', deal.id, { title: deal.achievementName })
  return { id: item.id }
}

function accessRow(
  tx: CommandTx,
  actor: Actor,
  deal: DealParties,
  item: store.ItemRow,
  kind: store.AccessRow['kind'],
  now: Instant,
): store.AccessRow {
  const { personId, orgId } = signedIn(actor)
  const who = { org_id: orgId, person_id: personId }
  return { id: v7(), item_id: item.id, deal_id: deal.id, kind, ...who, at: now, journal_id: tx.journalId }
}

async function versionRow(
  tx: CommandTx,
  actor: Actor,
  itemId: string,
  version: number,
  input: Content,
  now: Instant,
): Promise<store.VersionRow> {
  const { personId } = signedIn(actor)
  const row = {
    item_id: itemId,
    version,
    title: input.title,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  }
  if (input.kind === 'text') {
    const { body } = input
    if (body === undefined) throw missing('body')
    const sha256 = createHash('sha256').update(body).digest('hex')
    return { ...row, body, file_id: null, type: 'text/plain', size: Buffer.byteLength(body), sha256 }
  }
  if (input.fileId === undefined) throw missing('fileId')
  await mustOwnFiles(tx, actor, [input.fileId])
  const [file] = await findFiles(tx, [input.fileId])
  if (!file) throw new Refusal('absent', '没有找到这个文件，请重新上传。')
  await mustBeFit(tx, file, input.mode)
  const { type, size, sha256 } = file
  return { ...row, body: null, file_id: file.id, type, size, sha256 }
}

function missing(field: string): Refusal {
  const message = '此项必填。'
  return new Refusal('invalid', message, {}, [{ field, message }])
}

/** A file the room can keep: readable, and short enough for a watermark. */
async function mustBeFit(tx: CommandTx, file: FileRow, mode: store.ItemRow['mode']): Promise<void> {
  if (mode === 'view' && !hasPages(file.type))
    throw new Refusal('invalid', '只看不下载的只能是 PDF 或图片，请转成 PDF，或改选“可以下载”。')
  const bytes = tx.files.read(file.sha256)
  if (!bytes) throw new Error(`bytes of file ${file.id} are gone`)
  if (file.type === 'application/pdf') {
    const pages = await pdfPages(bytes)
    if (pages === null) throw new Refusal('invalid', '这个 PDF 打不开（损坏或有密码），请另存后再上传。')
    if (pages > PAGES_MAX)
      throw new Refusal('invalid', '这个 PDF 有 {pages} 页，资料室每份最多 {max} 页，请拆分。', {
        pages,
        max: PAGES_MAX,
      })
  }
}

/** An item of the actor's own organisation. */
async function ownItem(tx: Tx, actor: Actor, id: string): Promise<store.Item> {
  const item = await store.findItem(tx, id)
  mustReach(actor, { orgId: item?.owner_org_id ?? null })
  if (!item) throw new Refusal('absent', '没有找到这份资料。')
  return item
}

/** An item as it stands in a deal the actor is a party of. */
export async function itemInDeal(
  tx: Tx,
  actor: Actor,
  { id, itemId }: { readonly id: string; readonly itemId: string },
): Promise<{ readonly deal: DealParties; readonly item: store.Item }> {
  const deal = await reachedParties(tx, actor, id)
  const item = await store.findItem(tx, itemId)
  const isHere = item?.deal_id === deal.id || item?.achievement_id === deal.achievementId
  if (!item || !isHere) throw new Refusal('absent', '没有找到这份资料。')
  return { deal, item }
}

/** A deal the actor's organisation is a party of, whatever its state. */
export async function reachedParties(tx: Tx, actor: Actor, id: string): Promise<DealParties> {
  const deal = await dealParties(tx, id)
  mustReach(actor, { partyOrgIds: deal ? [deal.sellerOrgId, deal.buyerOrgId] : [] })
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  return deal
}

async function openDealOf(tx: Tx, actor: Actor, id: string): Promise<DealParties> {
  const deal = await reachedParties(tx, actor, id)
  if (!deal.isOpen) throw new Refusal('conflict', '双方同意洽谈后、结束前才能放资料。')
  return deal
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

function otherOf(deal: DealParties, actor: Actor): string {
  return actor.orgId === deal.sellerOrgId ? deal.buyerOrgId : deal.sellerOrgId
}

/** Nothing of the room is in a message: neither titles nor names of files. */
async function tell(tx: CommandTx, deal: DealParties, orgId: string, template: string): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: deal.achievementName },
    link: `/app/deals/${deal.id}`,
  })
}

function about(tx: CommandTx, item: store.Item): void {
  if (item.deal_id === null) tx.about('achievement', item.achievement_id, { title: '成果资料室' })
  else tx.about('deal', item.deal_id, { title: '洽谈资料室' })
}
