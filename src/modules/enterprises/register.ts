import { reaches, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { regionCode } from './rules.ts'

/** Name under which the pack says which unit keeps the register (practice.md P4). */
const REGISTER = { id: 'enterprise-register', module: 'enterprises' } as const

/** The unit that keeps the register on a day; null when the city has named none. */
export async function keeperOf(tx: Tx, today: string): Promise<string | null> {
  return competentUnit(tx, REGISTER, today)
}

/** Only the unit that keeps the register reads and changes it. */
export async function mustKeep(tx: Tx, actor: Actor, now: Instant): Promise<void> {
  const unitId = await keeperOf(tx, dayOf(now))
  if (reaches(actor, { unitId })) return
  throw new Refusal('forbidden', '企业库由城市指定的单位管理，您所在的单位不能查看或修改。')
}

/** The input with its place by the code the city uses, so that lists and counts know one county once. */
export function placed<Input extends { readonly region?: string | null | undefined }>(
  input: Input,
  rules: Ruleset,
): Input {
  // Names of places do not depend on the day asked: the latest list knows them all.
  const known = rules.rows.findLast(({ key }) => key === 'city.regions')
  if (!input.region || !known) return input
  return { ...input, region: regionCode(input.region, known.value as [string, string][]) }
}
