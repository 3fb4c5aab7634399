import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { acceptForm } from '../forms.ts'
import { acceptSale, draftSale, saveSale } from './commands.ts'
import { outsideForm, resultFileForm, resultForm } from './forms.ts'
import { bringResult, enterResult } from './result.ts'
import { listSales, saleFile, salesQuery, showSale } from './view.ts'

const { read, write } = routesOf('auctions')
const id = z.uuid()
/** A file is made or read through for each. */
const FILES_PER_MINUTE = 20

export const outsideRoutes = [
  write({
    method: 'POST',
    path: '/outside-sales',
    permission: 'outside-sale.post',
    journal: 'outside-sale.draft',
    says: '{actor}拟定《{title}》的场外交易',
    input: outsideForm,
    gate: { subjects: 'actor' },
    verb: draftSale,
  }),
  write({
    method: 'PUT',
    path: '/outside-sales/{id}',
    permission: 'outside-sale.post',
    journal: 'outside-sale.save',
    says: '{actor}修改《{title}》的场外交易',
    input: outsideForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: saveSale,
  }),
  write({
    method: 'POST',
    path: '/outside-sales/{id}/result-file',
    permission: 'outside-sale.enter',
    journal: 'outside-sale.bring-result',
    says: '{actor}上传《{title}》场外交易的结果',
    input: resultFileForm.extend({ id }),
    gate: { subjects: 'actor' },
    perMinute: FILES_PER_MINUTE,
    verb: bringResult,
  }),
  write({
    method: 'POST',
    path: '/outside-sales/{id}/result',
    permission: 'outside-sale.enter',
    journal: 'outside-sale.enter-result',
    says: '{actor}录入《{title}》场外交易的结果',
    input: resultForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: enterResult,
  }),
  write({
    method: 'POST',
    path: '/outside-sales/{id}/accept',
    permission: 'outside-sale.accept',
    journal: 'outside-sale.accept',
    says: '{actor}就场外竞得的《{title}》进入签约',
    input: acceptForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: acceptSale,
  }),
  read({
    path: '/outside-sales',
    permission: 'outside-sale.read',
    journal: 'outside-sale.list',
    title: '本单位的场外交易',
    input: salesQuery,
    verb: listSales,
  }),
  read({
    path: '/outside-sales/{id}',
    permission: 'outside-sale.read',
    journal: 'outside-sale.show',
    title: '场外交易',
    input: z.object({ id }),
    verb: showSale,
  }),
  read({
    path: '/outside-sales/{id}/file.xlsx',
    permission: 'outside-sale.enter',
    journal: 'outside-sale.file',
    title: '给交易机构的表格（xlsx）',
    input: z.object({ id }),
    perMinute: FILES_PER_MINUTE,
    verb: saleFile,
  }),
]
