import { z } from 'zod'
import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { seriesQueue } from '#platform/records/kind.ts'
import { askForConfirmation } from '#platform/records/listing.ts'
import { compareQuery, listQuery } from '#platform/records/reading.ts'
import { check, compare, draft, edit, listMine, show, showPublic } from './commands.ts'
import { draftForm } from './forms.ts'
import { achievementKind } from './kind.ts'
import { OWNERS } from './procedure.ts'

const owners = ofOrg(OWNERS)
const readers = { ...owners, ...ofOrg(['leader', 'legal', 'security', 'assets', 'orgAdmin']) }

export const permissions = {
  'achievement.draft': owners,
  'achievement.edit': owners,
  'achievement.list': readers,
  'achievement.show': { ...readers, officer: 'unit', decider: 'unit' },
  'achievement.read': { visitor: 'any', clock: 'any', console: 'any' },
} satisfies Permissions

const { write, read } = routesOf('achievements')
const id = z.uuid()

export const routes = [
  write({
    method: 'POST',
    path: '/achievements',
    permission: 'achievement.draft',
    journal: 'achievement.draft',
    says: '{actor}起草了成果《{title}》（{code}）',
    input: draftForm,
    gate: { subjects: 'actor' },
    queue: (form) => (form.code ? undefined : seriesQueue('achievement')),
    verb: draft,
  }),
  write({
    method: 'PUT',
    path: '/achievements/{id}',
    permission: 'achievement.edit',
    journal: 'achievement.edit',
    says: '{actor}修改了成果《{title}》（{code}），成为第 {version} 版',
    input: draftForm.extend({ id, version: z.int().min(1) }),
    gate: { subjects: 'actor' },
    verb: edit,
  }),
  write({
    method: 'POST',
    path: '/achievements/{id}/ask-confirmation',
    permission: 'achievement.edit',
    journal: 'achievement.ask-confirmation',
    says: '{actor}请科研人员确认代拟的成果《{title}》',
    input: z.object({ id, forPerson: z.uuid().meta({ title: '请谁确认', widget: 'person' }) }),
    gate: { none: '单位内部确认代拟的文字' },
    verb: (tx, actor, input, now) => askForConfirmation(tx, achievementKind, actor, input, now),
  }),
  read({
    path: '/my/achievements',
    permission: 'achievement.list',
    journal: 'achievement.list',
    title: '本单位的成果',
    input: listQuery,
    verb: listMine,
  }),
  read({
    path: '/my/achievements/{id}',
    permission: 'achievement.show',
    journal: 'achievement.show',
    title: '成果全文',
    input: z.object({ id }),
    verb: show,
  }),
  read({
    path: '/my/achievements/{id}/check',
    permission: 'achievement.show',
    journal: 'achievement.check',
    title: '提交前检查',
    input: z.object({ id }),
    verb: check,
  }),
  read({
    path: '/my/achievements/{id}/compare',
    permission: 'achievement.show',
    journal: 'achievement.compare',
    title: '版本比较',
    input: compareQuery,
    verb: compare,
  }),
  read({
    path: '/achievements/{id}',
    permission: 'achievement.read',
    journal: 'achievement.read',
    title: '成果公开页',
    input: z.object({ id: z.string().max(40) }),
    verb: showPublic,
  }),
]
