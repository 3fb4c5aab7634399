import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { apply, carryOver, declare, recommend } from './commands.ts'
import { carryOverForm, expertForm, recommendForm } from './forms.ts'
import { poolStatistics } from './statistics.ts'
import { listPool, listQuery, ownEntry, showExpert } from './view.ts'

const self = 'own' as const

export const permissions = {
  'pool-expert.apply': {
    expert: self,
    researcher: self,
    firm: self,
    serviceBody: self,
    tto: self,
    broker: self,
    legal: self,
    finance: self,
  },
  'pool-expert.recommend': { tto: 'org', researchOffice: 'org', hr: 'org', leader: 'org', orgAdmin: 'org' },
  'pool-expert.carry-over': { officer: 'unit' },
  'pool-expert.declare': { person: 'own' },
  'pool-expert.read': { officer: 'unit', decider: 'unit', auditor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('experts')
/** Numbers of the pool are given one after another. */
const queue = () => 'pool-expert'

export const routes = [
  write({
    method: 'POST',
    path: '/pool-experts',
    permission: 'pool-expert.apply',
    journal: 'pool-expert.apply',
    says: '{actor}申请进入专家库',
    input: z.object({}),
    gate: { subjects: 'actor' },
    queue,
    verb: apply,
  }),
  write({
    method: 'POST',
    path: '/pool-experts/recommend',
    permission: 'pool-expert.recommend',
    journal: 'pool-expert.recommend',
    says: '{actor}推荐一人进入专家库',
    input: recommendForm,
    gate: { subjects: async (_tx, _actor, { personId }) => [{ kind: 'person', id: personId }] },
    queue,
    verb: recommend,
  }),
  write({
    method: 'POST',
    path: '/pool-experts/carry-over',
    permission: 'pool-expert.carry-over',
    journal: 'pool-expert.carry-over',
    says: '{actor}从原专家库转入 {title}',
    input: carryOverForm,
    gate: { none: '原专家库的专家入库时已经核验' },
    queue,
    verb: carryOver,
  }),
  write({
    method: 'PUT',
    path: '/my/pool-expert',
    permission: 'pool-expert.declare',
    journal: 'pool-expert.declare',
    says: '{actor}更新专家信息和回避申报',
    input: expertForm,
    gate: { none: '更新本人信息不办理业务' },
    verb: declare,
  }),
  read({
    path: '/pool-experts',
    permission: 'pool-expert.read',
    journal: 'pool-expert.list',
    title: '专家库',
    input: listQuery,
    verb: listPool,
  }),
  read({
    path: '/pool-experts/statistics',
    permission: 'pool-expert.read',
    journal: 'pool-expert.statistics',
    title: '专家库统计',
    input: z.object({}),
    verb: poolStatistics,
  }),
  read({
    path: '/pool-experts/{id}',
    permission: 'pool-expert.read',
    journal: 'pool-expert.show',
    title: '专家',
    input: z.object({ id: z.uuid() }),
    verb: showExpert,
  }),
  read({
    path: '/my/pool-expert',
    permission: 'pool-expert.declare',
    journal: 'pool-expert.own',
    title: '我的专家信息',
    input: z.object({}),
    verb: ownEntry,
  }),
]
