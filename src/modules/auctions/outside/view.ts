import { z } from 'zod'
import { mustReach, reachedByQuery, scopesOf, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileResponse, XLSX } from '#platform/files/respond.ts'
import { yuanText } from '#platform/forms/money.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames } from '#platform/identity/names.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { listedAchievement } from '#modules/achievements/index.ts'
import { chainOf } from '../chain.ts'
import { permissions } from '../permissions.ts'
import { ownSale } from './commands.ts'
import { exchangeBook, type Announced } from './file.ts'
import { outsideProcedure } from './procedure.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = outsideProcedure.states

export const salesQuery = z.object({
  q: z.string().max(200).default(''),
  state: z.enum(Object.keys(outsideProcedure.states) as [string, ...string[]]).optional(),
  ...paged,
})

/** What the own organisation sells outside, or took there. */
export async function listSales(
  tx: Tx,
  actor: Actor,
  { limit, cursor, ...asked }: z.infer<typeof salesQuery>,
) {
  reachedByQuery(actor)
  const wanted = { ...asked, orgId: actor.orgId }
  const rows = await store.salesOf(tx, { ...wanted, limit: limit + 1, after: readAfter(cursor) })
  const { page, next } = pageOf(rows, limit, (row) => [row.made_at, row.id])
  const names = await orgNames(
    tx,
    page.map((row) => row.org_id),
  )
  return {
    items: page.map((row) => ({ ...summary(row, names.get(row.org_id)), priceFen: row.price_fen })),
    total: await store.countSales(tx, wanted),
    next,
  }
}

function summary(sale: store.SaleRow, owner: string | undefined) {
  return {
    id: sale.id,
    publicId: sale.public_id,
    name: sale.achievement_name,
    owner: owner ?? '',
    exchange: sale.form.exchange,
    mode: sale.form.mode,
    state: sale.state,
    stateTitle: states[sale.state]?.title ?? sale.state,
    floorFen: sale.floor_fen,
    madeAt: sale.made_at,
    sample: sale.sample,
  }
}

/** One sale outside, for its owner and, once the award is confirmed, for whoever took it. */
export async function showSale(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const sale = await store.findSale(tx, { id })
  const result = sale && (await store.resultOf(tx, sale))
  const isTold = sale !== undefined && store.SOLD.some((state) => state === sale.state)
  const winnerId = isTold ? (result?.winner_org_id ?? null) : null
  const readers = [sale?.org_id ?? null, winnerId].filter((one) => one !== null)
  mustReach(actor, { partyOrgIds: readers })
  if (!sale) throw new Refusal('absent', '没有找到这次场外交易。')
  const isOwner = sale.org_id === actor.orgId
  const owner = (await orgNames(tx, [sale.org_id])).get(sale.org_id)
  return {
    ...summary(sale, owner),
    // Members of the owner who only read it have no part in its handling.
    dossierId: isOwner && holds(actor, 'outside-sale.enter') ? sale.dossier_id : null,
    isOwner,
    achievementId: sale.achievement_id,
    form: sale.form,
    approvedOn: sale.approved_on,
    returnWorkingDays: await returnDays(tx, now),
    contractId: sale.contract_id,
    result: result
      ? {
          outcome: result.outcome,
          winner: result.winner_name,
          priceFen: result.price_fen,
          bidders: result.bidders,
          receipt: result.receipt,
          doneOn: result.done_on,
          certificateFileId: result.certificate_file_id,
          sourceFileId: isOwner ? result.source_file_id : null,
          at: result.at,
        }
      : null,
    chain: isOwner ? await chainOf(tx, sale, true) : [],
    next: await nextOf(tx, sale, winnerId, actor),
  }
}

type Step = 'edit' | 'file' | 'bring' | 'enter' | 'accept' | 'again'

function holds(actor: Actor, permission: keyof typeof permissions): boolean {
  return scopesOf(permissions, permission, actor).length > 0
}

async function nextOf(tx: Tx, sale: store.SaleRow, winnerId: string | null, actor: Actor) {
  const step = (name: Step, title: string) => ({ name, title })
  if (winnerId !== null && winnerId === actor.orgId)
    return sale.state === 'awarded' && sale.deal_id === null && holds(actor, 'outside-sale.accept')
      ? [step('accept', '进入签约')]
      : []
  if (sale.org_id !== actor.orgId) return []
  if (sale.state === 'draft' && holds(actor, 'outside-sale.post')) return [step('edit', '修改')]
  if (sale.state === 'outside' && holds(actor, 'outside-sale.enter'))
    return [step('file', '下载给交易机构的表格'), step('bring', '上传填好的结果'), step('enter', '录入结果')]
  const isOver = ['unsold', 'defaulted', 'withdrawn'].includes(sale.state)
  const goesOn = isOver && holds(actor, 'outside-sale.post')
  return goesOn && !(await store.openSaleOf(tx, sale.achievement_id)) ? [step('again', '再次场外交易')] : []
}

async function returnDays(tx: Tx, now: Instant): Promise<number> {
  return (await loadRuleset(tx)).number('auction.deposit.return.outside.workingDays', dayOf(now))
}

/** The file for the exchange, while the sale is there. */
export async function saleFile(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const sale = await ownSale(tx, actor, id)
  if (sale.state !== 'outside')
    throw new Refusal('conflict', '本单位同意场外交易以后、录入结果以前，才有给交易机构的表格。')
  const number = sale.public_id.toUpperCase()
  const book = await exchangeBook(number, await announcedOf(tx, sale, number, now))
  return fileResponse(book, `场外交易-${number}.xlsx`, XLSX)
}

async function announcedOf(tx: Tx, sale: store.SaleRow, number: string, now: Instant): Promise<Announced> {
  const owner = await findOrganisation(tx, sale.org_id)
  const achievement = await listedAchievement(tx, sale.achievement_id)
  const { form } = sale
  const rights = (achievement?.form.ip ?? []).map(({ type, number: no, status }) =>
    [type, no ?? '', status].filter((part) => part !== '').join(' '),
  )
  return [
    ['编号', number],
    ['交易机构', form.exchange],
    ['成果名称', sale.achievement_name],
    ['成果编号', achievement?.code ?? ''],
    ['知识产权', rights.length === 0 ? '无登记的知识产权' : rights.join('；')],
    ['转让方', owner?.name ?? ''],
    ['转让方统一社会信用代码', owner?.creditCode ?? ''],
    ['转化方式', form.mode],
    ['采用场外交易的理由', form.routeReason],
    ['受让方条件', form.conditions ?? '无'],
    ['底价', yuanText(form.floorFen)],
    ['底价的依据', form.priceBasis],
    ['保证金', form.depositFen === 0 ? '无' : yuanText(form.depositFen)],
    [
      '保证金的退还',
      `未成交的，由交易机构在结果公布后 ${String(await returnDays(tx, now))} 个工作日内退还；平台不经手。`,
    ],
    ['技术内容与交付', form.deliverables],
    ['合同期限', `${String(form.termMonths)} 个月`],
    ['验收标准与方法', form.acceptance],
    ['支付方式', form.payment],
    ['违约责任', form.liability],
    ['本单位同意的日期', sale.approved_on ?? ''],
  ]
}
