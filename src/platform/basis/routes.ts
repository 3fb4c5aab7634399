import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Actor, type Permissions } from '../access/access.ts'
import { dayOf, type Day } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type Instant, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { dayText, line, prose } from '../forms/text.ts'
import { competentUnit } from '../procedure/competence.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { Refusal } from '../refusal.ts'
import { BASIS_STATES, isDead, stateOn } from './rules.ts'
import { basesOf, exceptionsOn, insertBasis, insertException } from './store.ts'

export const permissions = {
  'basis.read': { visitor: 'any' },
  'basis.set': { admin: 'any' },
  'basis.except': { admin: 'any', decider: 'unit' },
} satisfies Permissions

const { read, write } = routesOf('platform')

const REASON_MAX = 500

const basisForm = z.object({
  state: z.enum(BASIS_STATES).meta({ title: '状态', widget: 'select' }),
  from: dayText().nullable().default(null).meta({ title: '施行日期', widget: 'date' }),
  until: dayText().nullable().default(null).meta({ title: '有效期至', widget: 'date' }),
  source: line(200, 4).meta({ title: '从哪里核实', help: '例如：市政府公报，某年某月某日查' }),
})

const exceptionForm = z.object({
  procedure: z.string().min(1).max(80).meta({ title: '办理事项' }),
  reason: prose(REASON_MAX).meta({ title: '继续受理的理由', widget: 'textarea' }),
  until: dayText().meta({ title: '受理到哪一天', widget: 'date' }),
})

/** What procedures rest on, with their states today, and why some are opened all the same. */
export function basisRoutes(procedures: readonly Procedure[]): Route[] {
  return [
    read({
      path: '/basis',
      permission: 'basis.read',
      journal: 'basis.list',
      title: '办理依据及其效力状态',
      input: z.object({}),
      verb: async (tx, _actor, _input, now) => basisPage(tx, procedures, dayOf(now)),
    }),
    write({
      method: 'POST',
      path: '/basis/{basis}/state',
      permission: 'basis.set',
      journal: 'basis.set',
      says: '{actor}将《{title}》的效力状态记为“{state}”',
      input: basisForm.extend({ basis: z.string().min(1).max(80) }),
      gate: { none: '记录依据的效力，不涉及当事人' },
      verb: async (tx, actor, input, now) => {
        const [known] = await basesOf(tx, 'platform', [input.basis])
        if (!known) throw new Refusal('absent', '没有这一条办理依据。')
        if (input.from !== null && input.until !== null && input.until < input.from)
          throw new Refusal('invalid', '有效期不能早于施行日期。', {}, [
            { field: 'until', message: '不能早于施行日期。' },
          ])
        const { title, number } = known
        await insertBasis(
          tx,
          { ...input, title, number },
          { at: now, personId: actor.personId, journalId: tx.journalId },
        )
        tx.about('basis', null, { title, state: input.state })
        return { basis: input.basis, state: stateOn({ ...input, title, number }, tx.today) }
      },
    }),
    write({
      method: 'POST',
      path: '/basis/exceptions',
      permission: 'basis.except',
      journal: 'basis.except',
      says: '{actor}准许依据不再有效的“{title}”继续受理到 {until}',
      input: exceptionForm,
      gate: { none: '写明继续受理的理由，不涉及当事人' },
      verb: async (tx, actor, input, now) => except(tx, procedures, actor, input, now),
    }),
  ]
}

async function except(
  tx: CommandTx,
  procedures: readonly Procedure[],
  actor: Actor,
  { procedure: id, reason, until }: z.infer<typeof exceptionForm>,
  now: Instant,
): Promise<{ readonly exceptionId: string }> {
  const procedure = procedures.find((one) => one.id === id)
  if (!procedure) throw new Refusal('absent', '没有这个办理事项。')
  mustReach(actor, { unitId: await competentUnit(tx, procedure, tx.today) })
  if (until < tx.today)
    throw new Refusal('invalid', '受理的最后一天不能早于今天。', {}, [
      { field: 'until', message: '不能早于今天。' },
    ])
  const { personId } = actor
  if (personId === null) throw new Error('admitted without a person')
  const row = { id: v7(), procedure: id, reason, until_day: until, person_id: personId }
  await insertException(tx, { ...row, at: now, journal_id: tx.journalId })
  tx.about('basis', null, { title: procedure.title, until })
  return { exceptionId: row.id }
}

/** What the page 办理依据 and 上线检查 show. */
export async function basisPage(tx: Tx, procedures: readonly Procedure[], day: Day) {
  const bases = await basesOf(tx, 'platform')
  const titleOf = (id: string) => procedures.find((one) => one.id === id)?.title ?? id
  const items = bases.map((basis) => ({
    ...basis,
    state: stateOn(basis, day),
    isDead: isDead(basis, day),
    procedures: procedures
      .filter(({ restsOn }) => restsOn?.includes(basis.basis))
      .map(({ id, title }) => ({ id, title })),
  }))
  const exceptions = await exceptionsOn(tx, 'platform', day)
  return {
    items,
    total: items.length,
    exceptions: exceptions.map((one) => ({ ...one, title: titleOf(one.procedure) })),
  }
}
