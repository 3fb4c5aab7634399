import { z } from 'zod'
import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { answerMatch, answersOf, listed } from './commands.ts'
import { answerForm } from './forms.ts'
import { DEMANDERS } from './procedure.ts'

export const permissions: Permissions = {
  ...listed.permissions,
  'match.answer': { ...ofOrg(DEMANDERS), secretary: 'org' },
}

const { write, read } = routesOf('exchange')

export const routes = [
  ...listed.routes,
  read({
    path: '/my/demands/{id}/answers',
    permission: 'demand.list',
    journal: 'match.answers',
    title: '匹配答复',
    input: z.object({ id: z.uuid() }),
    verb: answersOf,
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
