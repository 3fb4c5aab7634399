import { z } from 'zod'
import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { seriesQueue } from '#platform/records/kind.ts'
import { compareQuery, listQuery } from '#platform/records/reading.ts'
import {
  answerMatch,
  answersOf,
  check,
  compare,
  draft,
  edit,
  listMine,
  show,
  showPublic,
} from './commands.ts'
import { answerForm, demandDraftForm } from './forms.ts'
import { DEMANDERS } from './procedure.ts'

const demanders = ofOrg(DEMANDERS)
const readers = { ...demanders, ...ofOrg(['leader', 'legal', 'orgAdmin']) }

export const permissions = {
  'demand.draft': demanders,
  'demand.edit': demanders,
  'demand.list': readers,
  'demand.show': { ...readers, officer: 'unit', decider: 'unit' },
  'demand.read': { visitor: 'any', clock: 'any', console: 'any' },
  'match.answer': { ...demanders, secretary: 'org' },
} satisfies Permissions

const { write, read } = routesOf('exchange')
const id = z.uuid()

export const routes = [
  write({
    method: 'POST',
    path: '/demands',
    permission: 'demand.draft',
    journal: 'demand.draft',
    says: '{actor}起草了需求《{title}》（{code}）',
    input: demandDraftForm,
    gate: { subjects: 'actor' },
    queue: (form) => (form.code ? undefined : seriesQueue('demand')),
    verb: draft,
  }),
  write({
    method: 'PUT',
    path: '/demands/{id}',
    permission: 'demand.edit',
    journal: 'demand.edit',
    says: '{actor}修改了需求《{title}》（{code}），成为第 {version} 版',
    input: demandDraftForm.extend({ id, version: z.int().min(1) }),
    gate: { subjects: 'actor' },
    verb: edit,
  }),
  read({
    path: '/my/demands',
    permission: 'demand.list',
    journal: 'demand.list',
    title: '本单位的需求',
    input: listQuery,
    verb: listMine,
  }),
  read({
    path: '/my/demands/{id}',
    permission: 'demand.show',
    journal: 'demand.show',
    title: '需求全文',
    input: z.object({ id }),
    verb: show,
  }),
  read({
    path: '/my/demands/{id}/check',
    permission: 'demand.show',
    journal: 'demand.check',
    title: '提交前检查',
    input: z.object({ id }),
    verb: check,
  }),
  read({
    path: '/my/demands/{id}/compare',
    permission: 'demand.show',
    journal: 'demand.compare',
    title: '版本比较',
    input: compareQuery,
    verb: compare,
  }),
  read({
    path: '/my/demands/{id}/answers',
    permission: 'demand.list',
    journal: 'match.answers',
    title: '匹配答复',
    input: z.object({ id }),
    verb: answersOf,
  }),
  read({
    path: '/demands/{id}',
    permission: 'demand.read',
    journal: 'demand.read',
    title: '需求公开页',
    input: z.object({ id: z.string().max(40) }),
    verb: showPublic,
  }),
  write({
    method: 'POST',
    path: '/matches/answer',
    permission: 'match.answer',
    journal: 'match.answer',
    says: '{actor}答复了需求《{demand}》与成果《{achievement}》的匹配',
    input: answerForm,
    gate: { subjects: 'actor' },
    verb: answerMatch,
  }),
]
