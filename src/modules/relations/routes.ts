import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import { addTie, endTie, listTies, tiesQuery } from './commands.ts'
import { endTieForm, tieForm } from './forms.ts'

const { read, write } = routesOf('relations')
const id = z.uuid()

export const routes = [
  read({
    path: '/relations',
    permission: 'relation.read',
    journal: 'relation.list',
    title: '关联关系登记',
    input: tiesQuery,
    verb: listTies,
  }),
  write({
    method: 'POST',
    path: '/relations',
    permission: 'relation.keep',
    journal: 'relation.add',
    says: '{actor}登记{org}的关联关系（{kind}）',
    input: tieForm,
    gate: { subjects: 'actor' },
    verb: addTie,
  }),
  write({
    method: 'POST',
    path: '/relations/{id}/end',
    permission: 'relation.keep',
    journal: 'relation.end',
    says: '{actor}登记一条关联关系（{kind}）结束',
    input: endTieForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: endTie,
  }),
]
