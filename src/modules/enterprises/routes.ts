import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import { INDUSTRY_SECTIONS, TECH_FIELDS } from '#platform/forms/classes.ts'
import {
  addEnterprise,
  correctOwn,
  editEnterprise,
  keepApart,
  mergeEnterprises,
  sayFigure,
} from './commands.ts'
import { correctionForm, enterpriseForm, figureWordForm, SCALES } from './forms.ts'
import { listEnterprises, listTwins, showEnterprise, showOwn, statistics } from './reading.ts'

const keepers = { officer: 'unit', decider: 'unit' } as const
const firms = { firm: 'org', orgAdmin: 'org' } as const

export const permissions = {
  'enterprise.list': keepers,
  'enterprise.edit': { officer: 'unit' },
  'enterprise.merge': { officer: 'unit' },
  'enterprise.own': { ...firms, leader: 'org', finance: 'org' },
  'enterprise.correct': firms,
  'enterprise.statistics': { visitor: 'any' },
} satisfies Permissions

const { write, read } = routesOf('enterprises')
const id = z.uuid()
const queue = () => 'enterprise-register'

export const routes: readonly Route[] = [
  read({
    path: '/enterprises',
    permission: 'enterprise.list',
    journal: 'enterprise.list',
    title: '企业库',
    input: z.object({
      q: z.string().trim().max(100).optional(),
      region: z.string().max(40).optional(),
      scale: z.enum(SCALES).optional(),
      industrySection: z.enum(INDUSTRY_SECTIONS).optional(),
      techField: z.enum(TECH_FIELDS).optional(),
      highTech: z.stringbool().optional(),
      sme: z.stringbool().optional(),
      registered: z.stringbool().optional(),
      cursor: id.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    verb: listEnterprises,
  }),
  read({
    path: '/enterprises/{id}',
    permission: 'enterprise.list',
    journal: 'enterprise.show',
    title: '企业全貌',
    input: z.object({ id }),
    verb: showEnterprise,
  }),
  read({
    path: '/enterprise-twins',
    permission: 'enterprise.merge',
    journal: 'enterprise.twins',
    title: '疑似重复的企业',
    input: z.object({}),
    verb: (tx, actor, _input, now) => listTwins(tx, actor, now),
  }),
  write({
    method: 'POST',
    path: '/enterprises',
    permission: 'enterprise.edit',
    journal: 'enterprise.add',
    says: '{actor}在企业库登记“{title}”',
    input: enterpriseForm,
    gate: { none: '登记企业不产生资格或资金上的效果' },
    queue,
    verb: addEnterprise,
  }),
  write({
    method: 'PUT',
    path: '/enterprises/{id}',
    permission: 'enterprise.edit',
    journal: 'enterprise.edit',
    says: '{actor}修改企业库中的“{title}”',
    input: enterpriseForm.extend({ id }),
    gate: { none: '登记企业不产生资格或资金上的效果' },
    queue,
    verb: editEnterprise,
  }),
  write({
    method: 'POST',
    path: '/enterprises/merge',
    permission: 'enterprise.merge',
    journal: 'enterprise.merge',
    says: '{actor}将企业库中的“{other}”并入“{title}”',
    input: z.object({ keepId: id, dropId: id }),
    gate: { none: '登记企业不产生资格或资金上的效果' },
    queue,
    verb: mergeEnterprises,
  }),
  write({
    method: 'POST',
    path: '/enterprises/not-same',
    permission: 'enterprise.merge',
    journal: 'enterprise.not-same',
    says: '{actor}认定企业库中的“{title}”与“{other}”不是同一家',
    input: z.object({ one: id, other: id }),
    gate: { none: '登记企业不产生资格或资金上的效果' },
    verb: keepApart,
  }),
  read({
    path: '/my/enterprise',
    permission: 'enterprise.own',
    journal: 'enterprise.own',
    title: '企业库里的本单位',
    input: z.object({}),
    verb: (tx, actor) => showOwn(tx, actor),
  }),
  write({
    method: 'PUT',
    path: '/my/enterprise',
    permission: 'enterprise.correct',
    journal: 'enterprise.correct',
    says: '{actor}确认或更正企业库中的“{title}”',
    input: correctionForm,
    gate: { none: '单位更正关于自己的登记' },
    queue,
    verb: correctOwn,
  }),
  write({
    method: 'POST',
    path: '/my/enterprise/figures/{figureId}',
    permission: 'enterprise.correct',
    journal: 'enterprise.figure',
    says: '{actor}确认或更正“{title}”{year} 年的数据',
    input: figureWordForm.extend({ figureId: id }),
    gate: { none: '单位更正关于自己的登记' },
    verb: sayFigure,
  }),
  read({
    path: '/enterprise-statistics',
    permission: 'enterprise.statistics',
    journal: 'enterprise.statistics',
    title: '企业库统计（少于规定户数的格子不公开）',
    input: z.object({}),
    verb: (tx, actor, _input, now) => statistics(tx, actor, now),
  }),
]
