import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { askForConfirmation } from '#platform/records/listing.ts'
import { listed } from './commands.ts'
import { achievementKind } from './kind.ts'

export const permissions: Permissions = listed.permissions

const { write } = routesOf('achievements')

export const routes = [
  ...listed.routes,
  write({
    method: 'POST',
    path: '/achievements/{id}/ask-confirmation',
    permission: 'achievement.edit',
    journal: 'achievement.ask-confirmation',
    says: '{actor}请科研人员确认代拟的成果《{title}》',
    input: z.object({ id: z.uuid(), forPerson: z.uuid().meta({ title: '请谁确认', widget: 'person' }) }),
    gate: { none: '单位内部确认代拟的文字' },
    verb: (tx, actor, input, now) => askForConfirmation(tx, achievementKind, actor, input, now),
  }),
]
