import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { seriesQueue } from '#platform/records/kind.ts'
import { askForConfirmation } from '#platform/records/listing.ts'
import { listed } from './commands.ts'
import { postForm, proposeForm } from './forms.ts'
import { demandKind } from './kind.ts'
import { post } from './post.ts'
import { PRINCIPAL_DEMANDERS } from './procedure.ts'
import { propose } from './propose/commands.ts'

export const permissions: Permissions = {
  ...listed.permissions,
  'demand.propose': { visitor: 'any' },
}

/** Somebody who types without a pause asks every second; more is a program. */
const PROPOSALS_PER_MINUTE = 60

const { write, read } = routesOf('exchange')

export const routes = [
  ...listed.routes,
  read({
    method: 'POST',
    path: '/demands/propose',
    permission: 'demand.propose',
    journal: 'demand.propose',
    title: '从一段描述读出需求各项，并看有多少成果与此相近（不保存）',
    input: proposeForm,
    perMinute: PROPOSALS_PER_MINUTE,
    verb: propose,
  }),
  write({
    method: 'POST',
    path: '/demands/post',
    permission: 'demand.draft',
    journal: 'demand.post',
    says: '{actor}起草并提交了需求《{title}》（{code}）',
    input: postForm,
    gate: { subjects: 'actor' },
    queue: (form) => (form.code ? undefined : seriesQueue('demand')),
    verb: post,
  }),
  write({
    method: 'POST',
    path: '/demands/{id}/ask-confirmation',
    permission: 'demand.edit',
    journal: 'demand.ask-confirmation',
    says: '{actor}请本单位的人确认代拟的需求《{title}》',
    input: z.object({ id: z.uuid(), forPerson: z.uuid().meta({ title: '请谁确认', widget: 'person' }) }),
    gate: { none: '单位内部确认代拟的文字' },
    verb: (tx, actor, input, now) =>
      askForConfirmation(tx, demandKind, actor, input, now, PRINCIPAL_DEMANDERS),
  }),
]
