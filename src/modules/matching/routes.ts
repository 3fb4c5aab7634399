import { z } from 'zod'
import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { answerMatch, reminderInput, remindOfLaters } from './commands.ts'
import { answerForm, matchQuery } from './forms.ts'
import {
  achievementMatches,
  answersOfAchievement,
  answersOfDemand,
  demandMatches,
  publicRefusals,
  refusalStatistics,
} from './reads.ts'

/** Who speaks for a unit that offers or looks for technology. */
const PARTIES = ['firm', 'researcher', 'tto', 'researchOffice', 'secretary', 'serviceBody'] as const
const parties = ofOrg(PARTIES)

export const permissions = {
  'match.answer': parties,
  'match.list': { ...parties, ...ofOrg(['leader', 'legal', 'orgAdmin']) },
  'match.statistics': { officer: 'any', decider: 'any' },
  'match.public': { visitor: 'any' },
  'match.remind': { clock: 'any' },
} satisfies Permissions

const { write, read } = routesOf('matching')
const id = z.uuid()

export const routes = [
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
  write({
    method: 'POST',
    path: '/matches/remind',
    permission: 'match.remind',
    journal: 'match.remind',
    says: '提醒再看 {on} 答复“以后再看”的 {count} 项匹配',
    input: reminderInput,
    gate: { none: '提醒不改变任何记录' },
    verb: remindOfLaters,
  }),
  read({
    path: '/my/demands/{id}/matches',
    permission: 'match.list',
    journal: 'match.demand',
    title: '本单位需求的匹配',
    input: matchQuery,
    verb: demandMatches,
  }),
  read({
    path: '/my/achievements/{id}/matches',
    permission: 'match.list',
    journal: 'match.achievement',
    title: '本单位成果的匹配',
    input: matchQuery,
    verb: achievementMatches,
  }),
  read({
    path: '/my/demands/{id}/answers',
    permission: 'match.list',
    journal: 'match.answers',
    title: '需求的匹配答复',
    input: z.object({ id }),
    verb: answersOfDemand,
  }),
  read({
    path: '/my/achievements/{id}/answers',
    permission: 'match.list',
    journal: 'match.answers-of-achievement',
    title: '成果收到的答复',
    input: z.object({ id }),
    verb: answersOfAchievement,
  }),
  read({
    path: '/matches/refusals',
    permission: 'match.public',
    journal: 'match.refusals',
    title: '谢绝原因统计（公开）',
    input: z.object({}),
    verb: publicRefusals,
  }),
  read({
    path: '/matches/statistics',
    permission: 'match.statistics',
    journal: 'match.statistics',
    title: '谢绝原因统计（全部）',
    input: z.object({}),
    verb: refusalStatistics,
  }),
]
