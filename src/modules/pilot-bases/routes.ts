import { z } from 'zod'
import { reachedByQuery, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { draftApplication, draftRenewal, recordAccident, saveApplication } from './commands.ts'
import { accidentForm, changeForm, draftForm, existingForm, revocationForm } from './forms.ts'
import { beginRevocation, dayOfBases, reportChange } from './life/commands.ts'
import { printApplication, printCertificate, printSelfReport } from './papers.ts'
import { registerExisting } from './register.ts'
import { baseStatistics } from './statistics.ts'
import {
  applicationQuery,
  baseQuery,
  listApplications,
  listBases,
  listMatters,
  showApplication,
  showBase,
  showMatter,
} from './view.ts'

const applicants = { firm: 'org', tto: 'org', researchOffice: 'org', leader: 'org' } as const

export const permissions = {
  'pilot-base.apply': applicants,
  'pilot-base.read-application': {
    ...applicants,
    officer: 'unit',
    decider: 'unit',
    unitMember: 'unit',
    auditor: 'any',
  },
  'pilot-base.find-accident': { officer: 'unit' },
  'pilot-base.register-existing': { officer: 'unit', decider: 'unit' },
  'pilot-base.report-change': applicants,
  'pilot-base.begin-revocation': { officer: 'unit' },
  'pilot-base.read-matters': { ...applicants, officer: 'unit', decider: 'unit', auditor: 'any' },
  'pilot-base.read': { visitor: 'any' },
  'pilot-base.day': { clock: 'any' },
} satisfies Permissions

const { read, write } = routesOf('pilot-bases')
const id = z.uuid()
const printing = z.object({ id, as: z.enum(['pdf', 'docx']).default('pdf') })
/** Setting a page of type takes a tenth of a second; nobody needs the same certificate more often. */
const PRINTS_A_MINUTE = 20

const applying = [
  write({
    method: 'POST',
    path: '/pilot-bases/applications',
    permission: 'pilot-base.apply',
    journal: 'pilot-base.draft',
    says: '{actor}起草了中试基地申报《{title}》',
    input: draftForm,
    gate: { subjects: 'actor' },
    verb: draftApplication,
  }),
  write({
    method: 'PUT',
    path: '/pilot-bases/applications/{id}',
    permission: 'pilot-base.apply',
    journal: 'pilot-base.save',
    says: '{actor}修改了中试基地申报《{title}》',
    input: draftForm.extend({ id }),
    gate: { none: '修改草稿或补正材料，提交时再核验' },
    verb: saveApplication,
  }),
  write({
    method: 'POST',
    path: '/pilot-bases/{baseId}/renewals',
    permission: 'pilot-base.apply',
    journal: 'pilot-base.draft-renewal',
    says: '{actor}起草了中试基地续期申请《{title}》',
    input: z.object({ baseId: id }),
    gate: { subjects: 'actor' },
    verb: draftRenewal,
  }),
  write({
    method: 'POST',
    path: '/pilot-bases/applications/{id}/accidents',
    permission: 'pilot-base.find-accident',
    journal: 'pilot-base.find-accident',
    says: '{actor}在审核《{title}》时记录了未申报的事故或失信',
    input: accidentForm.extend({ id }),
    gate: { none: '审核中的记录，不产生法律效果' },
    verb: recordAccident,
  }),
]

const living = [
  write({
    method: 'POST',
    path: '/pilot-bases',
    permission: 'pilot-base.register-existing',
    journal: 'pilot-base.register-existing',
    says: '{actor}提出登记既有中试基地“{title}”',
    input: existingForm,
    gate: { none: '登记已经作出的认定，由另一人核对' },
    verb: registerExisting,
  }),
  write({
    method: 'POST',
    path: '/pilot-bases/{baseId}/changes',
    permission: 'pilot-base.report-change',
    journal: 'pilot-base.report-change',
    says: '{actor}报告了中试基地“{title}”的变更',
    input: changeForm,
    gate: { subjects: 'actor' },
    verb: reportChange,
  }),
  write({
    method: 'POST',
    path: '/pilot-bases/{baseId}/revocations',
    permission: 'pilot-base.begin-revocation',
    journal: 'pilot-base.begin-revocation',
    says: '{actor}对中试基地“{title}”启动撤销',
    input: revocationForm,
    gate: { none: '主管单位依职权启动' },
    verb: beginRevocation,
  }),
  write({
    method: 'POST',
    path: '/pilot-bases/day',
    permission: 'pilot-base.day',
    journal: 'pilot-base.day',
    says: '开启当年的中试基地考核，提醒续期',
    input: z.object({}),
    gate: { none: '由时钟执行，无当事人' },
    everyDay: 'pilotbase.day.time',
    verb: dayOfBases,
  }),
]

const readings = [
  read({
    path: '/pilot-bases/applications',
    permission: 'pilot-base.read-application',
    journal: 'pilot-base.list-applications',
    title: '中试基地申报',
    input: applicationQuery,
    verb: listApplications,
  }),
  read({
    path: '/pilot-bases/applications/{id}',
    permission: 'pilot-base.read-application',
    journal: 'pilot-base.show-application',
    title: '中试基地申报',
    input: z.object({ id }),
    verb: showApplication,
  }),
  read({
    path: '/pilot-bases',
    permission: 'pilot-base.read',
    journal: 'pilot-base.list',
    title: '中试基地名录',
    input: baseQuery,
    verb: listBases,
  }),
  read({
    path: '/pilot-bases/statistics',
    permission: 'pilot-base.read',
    journal: 'pilot-base.statistics',
    title: '中试基地统计',
    input: z.object({}),
    verb: (tx, actor, _input, now) => {
      reachedByQuery(actor)
      return baseStatistics(tx, now)
    },
  }),
  read({
    path: '/pilot-bases/{id}',
    permission: 'pilot-base.read',
    journal: 'pilot-base.show',
    title: '中试基地',
    input: z.object({ id: z.string().max(64) }),
    verb: showBase,
  }),
  read({
    path: '/pilot-bases/{id}/certificate.pdf',
    permission: 'pilot-base.read',
    journal: 'pilot-base.certificate',
    title: '中试基地证书（PDF）',
    input: z.object({ id: z.string().max(64) }),
    perMinute: PRINTS_A_MINUTE,
    verb: printCertificate,
  }),
  read({
    path: '/pilot-bases/applications/{id}/form',
    permission: 'pilot-base.read-application',
    journal: 'pilot-base.print',
    title: '中试基地申报表（PDF、Word）',
    input: printing,
    verb: printApplication,
  }),
  read({
    path: '/pilot-bases/applications/{id}/self-report',
    permission: 'pilot-base.read-application',
    journal: 'pilot-base.print-self-report',
    title: '中试基地自评报告（PDF、Word）',
    input: printing,
    verb: printSelfReport,
  }),
  read({
    path: '/pilot-bases/{id}/matters',
    permission: 'pilot-base.read-matters',
    journal: 'pilot-base.matters',
    title: '中试基地的考核、变更和撤销',
    input: z.object({ id }),
    verb: listMatters,
  }),
  read({
    path: '/pilot-base-matters/{dossierId}',
    permission: 'pilot-base.read-matters',
    journal: 'pilot-base.show-matter',
    title: '中试基地的考核、变更或撤销',
    input: z.object({ dossierId: id }),
    verb: showMatter,
  }),
]

export const routes = [...applying, ...living, ...readings]
