import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { EXPORT_FORMATS } from '#platform/bulk/export.ts'
import { routesOf } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { readInstance } from '#platform/instance/instance.ts'
import { Refusal } from '#platform/refusal.ts'
import { keep, list, needPartner, send, shelves, show } from './commands.ts'
import { sentBook, sentCsv } from './file.ts'
import { partnerForm } from './forms.ts'
import { findExchange, sentIn } from './store.ts'

const officers = { officer: 'any', console: 'any' } as const

export const permissions = {
  'partner.manage': officers,
  'partner.read': { ...officers, decider: 'any', auditor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('partners')
const id = z.uuid()
const gate = { none: '与外部平台交换已经公开的信息，不办理审批' } as const

const fileQuery = z.object({
  id,
  exchangeId: z.uuid(),
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  kind: z.enum(['achievements', 'demands']).default('achievements'),
})

export const routes = [
  read({
    path: '/partners',
    permission: 'partner.read',
    journal: 'partner.list',
    title: '互通的外部平台',
    input: z.object({ limit: z.coerce.number().int().min(1).max(100).optional() }),
    verb: list,
  }),
  read({
    path: '/partners/{id}',
    permission: 'partner.read',
    journal: 'partner.show',
    title: '外部平台和交换记录',
    input: z.object({ id }),
    verb: show,
  }),
  read({
    path: '/partners/{id}/exchanges/{exchangeId}/file',
    permission: 'partner.read',
    journal: 'partner.file',
    title: '给外部平台的文件',
    input: fileQuery,
    verb: (tx, _actor, input) => file(tx, input),
  }),
  write({
    method: 'POST',
    path: '/partners',
    permission: 'partner.manage',
    journal: 'partner.add',
    says: '{actor}登记了互通平台“{name}”',
    input: partnerForm,
    gate,
    verb: keep,
  }),
  write({
    method: 'PUT',
    path: '/partners/{id}',
    permission: 'partner.manage',
    journal: 'partner.change',
    says: '{actor}修改了互通平台“{name}”的资料',
    input: partnerForm.extend({ id }),
    gate,
    verb: keep,
  }),
  write({
    method: 'POST',
    path: '/partners/{id}/send',
    permission: 'partner.manage',
    journal: 'partner.send',
    says: '{actor}给“{name}”导出了 {count} 条公开记录的变化',
    input: z.object({ id }),
    gate,
    queue: ({ id: partnerId }) => `partner:${partnerId}`,
    verb: send,
  }),
]

async function file(tx: Tx, { id: partnerId, exchangeId, format, kind }: z.infer<typeof fileQuery>) {
  const partner = await needPartner(tx, partnerId)
  const exchange = await findExchange(tx, exchangeId)
  if (exchange?.partner_id !== partnerId || exchange.direction !== 'out')
    throw new Refusal('absent', '没有找到这次导出。')
  const instance = await readInstance(tx)
  const origin = `https://${(instance?.origin ?? '').replace(/\/.*$/, '')}`
  const name = `${partner.name}-${exchange.at.slice(0, 10)}`
  const sheets = []
  for (const shelf of shelves) sheets.push({ shelf, rows: await sentIn(tx, exchangeId, shelf.name) })
  if (format === 'xlsx')
    return fileResponse(await sentBook(partner, sheets, origin), `${name}.xlsx`, EXPORT_FORMATS.xlsx)
  const sheet = sheets.find(({ shelf }) => shelf.name === kind)
  if (!sheet) throw new Refusal('absent', '没有找到这次导出。')
  const bytes = Buffer.from(sentCsv(partner, sheet, origin))
  return fileResponse(bytes, `${name}-${sheet.shelf.title}.csv`, EXPORT_FORMATS.csv)
}
