import type { Actor } from '../access/access.ts'
import type { GateNeed, GateSnapshot, Instant, Subject } from '../command/command.ts'
import type { Tx } from '../db/database.ts'

/** The integrity gate as the bus sees it; the integrity module will bring the real one (P27). */
export interface GatePort {
  check(tx: Tx, subjects: readonly Subject[], now: Instant): Promise<GateSnapshot>
}

/** Without an integrity module nothing was checked, and the answer says so: never PASS (P27). */
export const gateWithoutModule: GatePort = {
  check: async (_tx, subjects, now) => ({
    verdict: '未核验',
    reason: '科研诚信系统尚未启用，未作核验。',
    subjects,
    at: now,
  }),
}

export async function gateSnapshot<I>(
  port: GatePort,
  need: GateNeed<I>,
  tx: Tx,
  actor: Actor,
  input: I,
  now: Instant,
): Promise<GateSnapshot> {
  if ('none' in need) return { verdict: '不适用', reason: need.none, subjects: [], at: now }
  const subjects = need.subjects === 'actor' ? actorSubjects(actor) : await need.subjects(tx, actor, input)
  return port.check(tx, subjects, now)
}

function actorSubjects(actor: Actor): Subject[] {
  const subjects: Subject[] = []
  if (actor.orgId) subjects.push({ kind: 'org', id: actor.orgId })
  if (actor.personId) subjects.push({ kind: 'person', id: actor.personId })
  return subjects
}
