import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { findFiles, mustOwnFiles } from '#platform/files/files.ts'
import { XLSX } from '#platform/files/respond.ts'
import { findOrganisation, orgsByCodeOrName, type Organisation } from '#platform/identity/organisations.ts'
import { Refusal, type FieldFault } from '#platform/refusal.ts'
import { signedIn } from '../commands.ts'
import { moveSale, ownSale, tellOwner } from './commands.ts'
import { readBook } from './file.ts'
import type { Result, resultFileForm } from './forms.ts'
import { resultFaults } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

/** The result as somebody of the owner types it from the exchange's certificate. */
export async function enterResult(
  tx: CommandTx,
  actor: Actor,
  { id, ...result }: Result & { readonly id: string },
  now: Instant,
) {
  const sale = await waitingSale(tx, actor, id)
  const { faults, winner } = await checked(tx, sale, result)
  if (faults.length > 0) throw refusalOf(faults)
  return keep(tx, actor, sale, { result, winner, sourceFileId: null }, now)
}

/** The result in the file that went to the exchange and came back filled in. */
export async function bringResult(
  tx: CommandTx,
  actor: Actor,
  { id, fileId, certificateFileId }: z.infer<typeof resultFileForm> & { readonly id: string },
  now: Instant,
) {
  const sale = await waitingSale(tx, actor, id)
  await mustOwnFiles(tx, actor, [fileId])
  const refuse = (sentences: readonly string[]) =>
    refusalOf(sentences.map((message) => ({ field: 'fileId', message })))
  const [file] = await findFiles(tx, [fileId])
  const bytes = file?.type === XLSX ? tx.files.read(file.sha256) : undefined
  if (!bytes) throw refuse(['请上传从本页下载、由交易机构填好的 xlsx 文件。'])
  const read = await readBook(bytes, sale.public_id.toUpperCase())
  if (read.faults) throw refuse(read.faults)
  const result = { ...read.result, certificateFileId }
  const { faults, winner } = await checked(tx, sale, result)
  if (faults.length > 0) throw refuse(faults.map(({ message }) => message))
  return keep(tx, actor, sale, { result, winner, sourceFileId: fileId }, now)
}

async function waitingSale(tx: CommandTx, actor: Actor, id: string): Promise<store.SaleRow> {
  const sale = await ownSale(tx, actor, id)
  if (sale.state !== 'outside') throw new Refusal('conflict', '这次交易现在不在场外进行，不能录入结果。')
  return sale
}

/** One fault says itself; several are a list. */
function refusalOf(faults: readonly FieldFault[]): Refusal {
  const [first] = faults
  return faults.length === 1 && first
    ? new Refusal('invalid', '{message}', { message: first.message }, faults)
    : new Refusal('invalid', '结果有 {n} 处需要更正，请逐项核对。', { n: faults.length }, faults)
}

/** What is wrong with a result, and who won; the winner has to be known here, since the contract is made here. */
async function checked(tx: CommandTx, sale: store.SaleRow, result: Result) {
  const owner = await findOrganisation(tx, sale.org_id)
  const faults = resultFaults(result, {
    floorFen: sale.floor_fen,
    approvedOn: sale.approved_on ?? tx.today,
    ownerCode: owner?.creditCode ?? null,
    today: tx.today,
  })
  if (faults.length > 0 || result.outcome === '未成交') return { faults, winner: undefined }
  const winner = await winnerOf(tx, result.winnerCode ?? '')
  const fault = winnerFault(winner, result.winnerName ?? '')
  return { faults: fault ? [fault] : [], winner }
}

async function winnerOf(tx: CommandTx, code: string): Promise<Organisation | undefined> {
  const found = await orgsByCodeOrName(tx, [{ code, name: '' }])
  return found.find(({ verified }) => verified) ?? found[0]
}

function winnerFault(winner: Organisation | undefined, name: string): FieldFault | undefined {
  if (!winner)
    return {
      field: 'winnerCode',
      message: '受让方还没有在平台注册，请先请它注册并提交单位核验，再录入结果。',
    }
  if (bare(winner.name) === bare(name)) return undefined
  const message = `受让方名称与平台上这个统一社会信用代码登记的“${winner.name}”不一致，请核对。`
  return { field: 'winnerName', message }
}

/** Brackets and spaces differ between keyboards, names do not. */
function bare(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, '')
}

interface Kept {
  readonly result: Result
  readonly winner: Organisation | undefined
  readonly sourceFileId: string | null
}

async function keep(
  tx: CommandTx,
  actor: Actor,
  sale: store.SaleRow,
  { result, winner, sourceFileId }: Kept,
  now: Instant,
) {
  const { personId } = signedIn(actor)
  await mustOwnFiles(tx, actor, [result.certificateFileId])
  const id = v7()
  await store.insertResult(tx, {
    id,
    sale_id: sale.id,
    outcome: result.outcome,
    winner_org_id: winner?.id ?? null,
    winner_name: winner?.name ?? null,
    price_fen: result.priceFen ?? null,
    bidders: result.bidders,
    receipt: result.receipt ?? null,
    done_on: result.doneOn,
    certificate_file_id: result.certificateFileId,
    source_file_id: sourceFileId,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  await store.updateSale(tx, sale.id, { result_id: id })
  await moveSale(tx, sale, 'enter', actor, now)
  await tellOwner(tx, sale, '《{name}》的场外交易结果已录入，请录入人以外的同事对照交易凭证核对。')
  tx.about('outside-sale', sale.id, { title: sale.achievement_name })
  return { id: sale.id, outcome: result.outcome }
}
