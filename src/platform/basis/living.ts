import type { Day } from '../calendar/calendar.ts'
import type { Tx } from '../db/database.ts'
import { readInstance } from '../instance/instance.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { Refusal } from '../refusal.ts'
import { isDead, stateOn } from './rules.ts'
import { basesOf, exceptionsOn } from './store.ts'

/**
 * Refuses to open a real dossier of a procedure whose basis has lapsed, was repealed or is only planned, unless somebody
 * who may has recorded why (practice.md P3). A rehearsal opens it: that is what a rehearsal is for.
 */
export async function mustLive(tx: Tx, procedure: Procedure, day: Day): Promise<void> {
  if (procedure.restsOn === undefined) return
  const bases = await basesOf(tx, procedure.module, procedure.restsOn)
  const dead = bases.find((basis) => isDead(basis, day))
  if (!dead || (await readInstance(tx))?.kind === 'rehearsal') return
  if ((await exceptionsOn(tx, procedure.module, day, procedure.id)).length > 0) return
  throw new Refusal(
    'conflict',
    '“{procedure}”的办理依据《{basis}》{state}，现在不能受理；确需受理的，请主管单位负责人先写明理由。',
    { procedure: procedure.title, basis: dead.title, state: stateOn(dead, day) },
  )
}
