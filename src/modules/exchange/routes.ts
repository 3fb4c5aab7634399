import { z } from 'zod'
import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { answerMatch, answersOf, listed } from './commands.ts'
import { answerForm, proposeForm } from './forms.ts'
import { DEMANDERS } from './procedure.ts'
import { propose } from './propose/commands.ts'

export const permissions: Permissions = {
  ...listed.permissions,
  'demand.propose': { visitor: 'any' },
  'match.answer': { ...ofOrg(DEMANDERS), secretary: 'org' },
}

/** Somebody who types without a pause asks every second; more is a program. */
const PROPOSALS_PER_MINUTE = 60

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
    path: '/matches/answer',
    permission: 'match.answer',
    journal: 'match.answer',
    says: '{actor}答复了需求《{demand}》与成果《{achievement}》的匹配',
    input: answerForm,
    gate: { subjects: 'actor' },
    verb: answerMatch,
  }),
]
