import type { Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'
import type { BulkKind } from './kind.ts'

/**
 * The unit that keeps the register a kind is; null for kinds whose records belong to their owners. Refused is whoever
 * is neither of that unit nor the operator at the console: a register is not for every officer of the city.
 */
export async function keeperFor(db: Database, kind: BulkKind, actor: Actor): Promise<string | null> {
  if (!kind.keeper) return null
  const unit = await unitOf(db, kind)
  if (unit === null)
    throw new Refusal('conflict', '城市还没有指定{kind}库由哪个单位负责，请先在“职责分工”里指定。', {
      kind: kind.title,
    })
  if (actor.kind !== 'console' && actor.orgId !== unit)
    throw new Refusal('forbidden', '{kind}库由指定的单位管理，您所在的单位不能导入或整库导出。', {
      kind: kind.title,
    })
  return unit
}

/** Whether this person's files of the kind are taken at all: always, unless it is a register another unit keeps. */
export async function mayKeep(db: Database, kind: BulkKind, actor: Actor): Promise<boolean> {
  if (!kind.keeper || actor.kind === 'console') return true
  return actor.orgId !== null && actor.orgId === (await unitOf(db, kind))
}

async function unitOf(db: Database, { module, keeper }: BulkKind): Promise<string | null> {
  return db.read(module, async (tx) => (await keeper?.(tx, dayOf(await databaseNow(tx)))) ?? null)
}
