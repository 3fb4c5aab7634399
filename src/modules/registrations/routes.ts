import { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { routesOf, type Instant } from '#platform/command/command.ts'
import { fileResponse, XLSX } from '#platform/files/respond.ts'
import type { Tx } from '#platform/db/database.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { draftRegistration, recordIncome, saveRegistration } from './commands.ts'
import { exportQuery, exportRegistrations } from './export.ts'
import { beginCancellation, openCancellation, openChange, openObjection } from './follow/commands.ts'
import { cancellationForm, changeForm, draftForm, incomeForm, objectionForm } from './forms.ts'
import { printSheet } from './papers.ts'
import { registrationProcedure } from './procedure.ts'
import { allFigures, bookName, figuresBook, publicFigures, publicQuery } from './statistics.ts'
import { showTaxYear } from './taxes.ts'
import {
  findByNumber,
  lintDraft,
  listQuery,
  listRegistrable,
  listRegistrations,
  showMatter,
  showPrefill,
  showRegistration,
} from './view.ts'

const { read, write } = routesOf('registrations')
const id = z.uuid()
const span = z.object({ from: z.iso.date().optional(), until: z.iso.date().optional() })
/** The editor asks after each pause in typing; more from one person is a program. */
const LINTS_A_MINUTE = 120
/** Counting all years of a large register takes a second or two; a reader looks at a page. */
const COUNTS_A_MINUTE = 30

const applying = [
  write({
    method: 'POST',
    path: '/contract-registrations',
    permission: 'registration.apply',
    journal: 'registration.draft',
    says: '{actor}起草了技术合同登记申请《{title}》',
    input: draftForm.extend({ contractId: id.optional() }),
    gate: { subjects: 'actor' },
    verb: draftRegistration,
  }),
  write({
    method: 'PUT',
    path: '/contract-registrations/{id}',
    permission: 'registration.apply',
    journal: 'registration.save',
    says: '{actor}修改了技术合同登记申请《{title}》',
    input: draftForm.extend({ id }),
    gate: { none: '修改草稿或补正材料，提交时再核验' },
    verb: saveRegistration,
  }),
  write({
    method: 'POST',
    path: '/contract-registrations/{id}/changes',
    permission: 'registration.follow',
    journal: 'registration.change',
    says: '{actor}申请变更技术合同《{title}》的登记',
    input: changeForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: openChange,
  }),
  write({
    method: 'POST',
    path: '/contract-registrations/{id}/cancellations',
    permission: 'registration.follow',
    journal: 'registration.ask-cancellation',
    says: '{actor}申请注销技术合同《{title}》的登记',
    input: cancellationForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: openCancellation,
  }),
  write({
    method: 'POST',
    path: '/contract-registrations/{id}/revocations',
    permission: 'registration.cancel',
    journal: 'registration.begin-cancellation',
    says: '{actor}对技术合同《{title}》的登记启动注销',
    input: cancellationForm.extend({ id }),
    gate: { none: '登记机构依职权启动' },
    verb: beginCancellation,
  }),
  write({
    method: 'POST',
    path: '/contract-registrations/{id}/objections',
    permission: 'registration.object',
    journal: 'registration.object',
    says: '{actor}对技术合同《{title}》的登记提出异议',
    input: objectionForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: openObjection,
  }),
  write({
    method: 'POST',
    path: '/contract-registrations/{id}/income',
    permission: 'registration.income',
    journal: 'registration.income',
    says: '{actor}填报了技术合同《{title}》{year} 年的转让所得',
    input: incomeForm.extend({ id }),
    gate: { none: '只用于说明，不产生法律效果' },
    verb: recordIncome,
  }),
]

const readings = [
  read({
    path: '/contract-registrations',
    permission: 'registration.read',
    journal: 'registration.list',
    title: '技术合同登记',
    input: listQuery,
    verb: listRegistrations,
  }),
  read({
    method: 'POST',
    path: '/contract-registrations/lint',
    permission: 'registration.apply',
    journal: 'registration.lint',
    title: '边填边查：会被不予登记的原因和需要留意的地方',
    input: z.object({ form: draftForm, id: id.optional(), contractId: id.optional() }),
    perMinute: LINTS_A_MINUTE,
    verb: lintDraft,
  }),
  read({
    path: '/contract-registrations/contracts',
    permission: 'registration.apply',
    journal: 'registration.contracts',
    title: '本单位作为卖方、还没有登记的合同',
    input: z.object({}),
    verb: (tx, actor) => listRegistrable(tx, actor),
  }),
  read({
    path: '/contract-registrations/prefill',
    permission: 'registration.apply',
    journal: 'registration.prefill',
    title: '按平台上签订的合同预填的登记申请',
    input: z.object({ contract: id }),
    verb: showPrefill,
  }),
  read({
    path: '/contract-registrations/number/{number}',
    permission: 'registration.object',
    journal: 'registration.find',
    title: '按编号查本单位是当事人的登记',
    input: z.object({ number: z.string().max(32) }),
    verb: findByNumber,
  }),
  read({
    path: '/contract-registrations/tax',
    permission: 'registration.income',
    journal: 'registration.tax',
    title: '技术转让所得的企业所得税说明',
    input: z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() }),
    verb: showTaxYear,
  }),
  read({
    path: '/contract-registrations/{id}',
    permission: 'registration.read',
    journal: 'registration.show',
    title: '技术合同登记',
    input: z.object({ id }),
    verb: showRegistration,
  }),
  read({
    path: '/contract-registrations/{id}/sheet',
    permission: 'registration.read',
    journal: 'registration.sheet',
    title: '技术合同登记信息表（PDF、Word）',
    input: z.object({ id, as: z.enum(['pdf', 'docx']).default('pdf') }),
    verb: printSheet,
  }),
  read({
    path: '/contract-registration-matters/{dossierId}',
    permission: 'registration.matter',
    journal: 'registration.matter',
    title: '技术合同登记的变更、注销或异议',
    input: z.object({ dossierId: id }),
    verb: showMatter,
  }),
]

/** Whoever reads all figures belongs to the unit in charge today, or audits. */
async function inCharge(tx: Tx, actor: Actor, now: Instant): Promise<void> {
  mustReach(actor, { unitId: await competentUnit(tx, registrationProcedure, dayOf(now)) })
}

const counting = [
  read({
    path: '/contract-registration-statistics',
    permission: 'registration.statistics',
    journal: 'registration.statistics',
    title: '技术合同登记统计，按年：不足规定份数的不公布',
    input: publicQuery,
    perMinute: COUNTS_A_MINUTE,
    verb: (tx, _actor, asked, now) => publicFigures(tx, asked, now),
  }),
  read({
    path: '/contract-registration-figures',
    permission: 'registration.figures',
    journal: 'registration.figures',
    title: '技术合同登记统计（登记机构）',
    input: span,
    verb: async (tx, actor, asked, now) => {
      await inCharge(tx, actor, now)
      return allFigures(tx, asked, now)
    },
  }),
  read({
    path: '/contract-registration-figures.xlsx',
    permission: 'registration.figures',
    journal: 'registration.figures-file',
    title: '技术合同登记统计（Excel）',
    input: span,
    verb: async (tx, actor, asked, now) => {
      await inCharge(tx, actor, now)
      const found = await allFigures(tx, asked, now)
      return fileResponse(await figuresBook(found), bookName(found), XLSX)
    },
  }),
  read({
    path: '/contract-registration-export',
    permission: 'registration.export',
    journal: 'registration.export',
    title: '按全国系统的列次导出登记（Excel、csv）',
    input: exportQuery,
    verb: async (tx, actor, asked, now) => {
      await inCharge(tx, actor, now)
      return exportRegistrations(tx, asked, now)
    },
  }),
]

export const routes = [...applying, ...readings, ...counting]
