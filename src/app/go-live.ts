import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { countProvisional, loadCalendar } from '#platform/calendar/store.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import { logState } from '#platform/evidence/store.ts'
import { basisPage } from '#platform/basis/routes.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Procedure } from '#platform/procedure/procedure.ts'
import { unitReadiness } from '#platform/identity/readiness.ts'
import type { Pack } from '#platform/pack/pack.ts'
import { goLive } from '#platform/ruleset/golive.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'

export const goLivePermissions = {
  'go-live.read': { admin: 'any', auditor: 'any', decider: 'any' },
} satisfies Permissions

const { read } = routesOf('platform')

/** 上线检查: what stands between this installation and real work (practice.md P38). */
export function goLiveRoutes(pack: Pack, procedures: readonly Procedure[]): Route[] {
  return [
    read({
      path: '/go-live',
      permission: 'go-live.read',
      journal: 'go-live.read',
      title: '上线检查',
      input: z.object({}),
      verb: async (tx, _actor, _input, now) => ({
        ...goLive({
          ruleset: await loadRuleset(tx),
          calendar: await loadCalendar(tx),
          today: dayOf(now),
          units: await unitReadiness(tx, dayOf(now)),
          emptySettings: emptySettings(pack),
          provisionalDeadlines: await countProvisional(tx),
        }),
        log: await logState(tx),
        ...(await deadBases(tx, procedures, dayOf(now))),
      }),
    }),
  ]
}

/** Procedures on a dead basis (practice.md P3), and for which somebody has recorded why they are open all the same. */
async function deadBases(tx: Tx, procedures: readonly Procedure[], day: string) {
  const { items, exceptions } = await basisPage(tx, procedures, day)
  const dead = items.filter((item) => item.isDead && item.procedures.length > 0)
  return {
    deadBases: dead.map(({ title, state, procedures: resting }) => ({
      title,
      state,
      procedures: resting.map((one) => one.title),
    })),
    basisExceptions: exceptions.map(({ title, reason, until }) => ({ title, reason, until })),
  }
}

const SETTINGS = [
  ['主办单位', (pack: Pack) => pack.city.footer.sponsor],
  ['网站标识码', (pack: Pack) => pack.city.footer.siteCode],
  ['ICP 备案号', (pack: Pack) => pack.city.footer.icp],
  ['公安备案号', (pack: Pack) => pack.city.footer.policeRecord],
  ['咨询电话', (pack: Pack) => pack.city.consult.phone],
  ['咨询邮箱', (pack: Pack) => pack.city.consult.email],
  ['办公地址', (pack: Pack) => pack.city.consult.address],
  ['办公时间', (pack: Pack) => pack.city.consult.hours],
] as const

function emptySettings(pack: Pack): string[] {
  return SETTINGS.filter(([, value]) => value(pack) === '').map(([name]) => name)
}
