import { sql } from 'kysely'
import type { Database, Tx } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import { attestRows } from './attest.ts'
import { fold, openTree, TILE_WIDTH } from './merkle.ts'
import { signCheckpoint } from './note.ts'
import { logSize, readHashes } from './store.ts'

/** Leaves numbered in one turn: a mass import of 500 a command stays far below, and a turn takes well under a second. */
const LEAVES_MAX = 2_000
/** A checkpoint is signed for each new size, and again when the last one is this old: a witness lets nothing pass that is older. */
const CHECKPOINT_MS = 600_000

export interface SequencerParts {
  readonly db: Database
  readonly keys: Keys
}

interface DueLeaf {
  readonly id: string
  readonly hash: string
}

/**
 * One turn of the sequencer (design.md 5): numbers leaves that wait, attests rows that wait, signs a checkpoint; answers
 * how many leaves and rows it took. Many processes may call it, one works: the others find the lock taken.
 */
export async function sequence({ db, keys }: SequencerParts): Promise<number> {
  return db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const { rows } = await sql<{ origin: string; mine: boolean }>`
      select origin, pg_try_advisory_xact_lock(hashtextextended('keqiao evidence log', 0)) as mine
      from platform.instance`.execute(tx.as('platform'))
    const [instance] = rows
    if (instance?.mine !== true) return 0
    const now = await databaseNow(tx)
    const attested = await attestRows(tx, now)
    const leaves = await takeDue(tx)
    const size = await logSize(tx)
    await append(tx, size, leaves)
    await checkpoint(tx, keys, { origin: instance.origin, size: size + leaves.length, at: now })
    return attested + leaves.length
  })
}

/** Any leaf that waits, whenever it committed; by time within the turn. */
async function takeDue(tx: Tx): Promise<readonly DueLeaf[]> {
  const { rows } = await sql<DueLeaf>`
    with taken as (
      delete from platform.evidence_due where leaf_id in (select leaf_id from platform.evidence_due limit ${LEAVES_MAX})
      returning leaf_id
    ) select l.id, l.hash from taken join platform.evidence_leaf l on l.id = taken.leaf_id order by l.at, l.id`.execute(
    tx.as('platform'),
  )
  return rows
}

async function append(tx: Tx, size: number, leaves: readonly DueLeaf[]): Promise<void> {
  if (leaves.length === 0) return
  const entries = leaves.map(({ id, hash }, i) => ({ index: size + i, id, hash }))
  await sql`insert into platform.log_entry (index, leaf_id, hash)
    select e.index, e.id, decode(e.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e(index bigint, id uuid, hash text)`.execute(
    tx.as('platform'),
  )
  const end = size + leaves.length
  for (let level = 1, unit = TILE_WIDTH; unit <= end; level += 1, unit *= TILE_WIDTH) {
    for (let index = Math.floor(size / unit); index < Math.floor(end / unit); index += 1) {
      const below = await readHashes(tx)(level - 1, index * TILE_WIDTH, (index + 1) * TILE_WIDTH)
      await sql`insert into platform.log_node (level, index, hash) values (${level}, ${index}, ${fold(below)})`.execute(
        tx.as('platform'),
      )
    }
  }
}

async function checkpoint(
  tx: Tx,
  keys: Keys,
  { origin, size, at }: { readonly origin: string; readonly size: number; readonly at: string },
): Promise<void> {
  if (size === 0) return
  const { rows } = await sql<{ size: number; at: string }>`
    select size, at from platform.log_checkpoint order by size desc, at desc limit 1`.execute(
    tx.as('platform'),
  )
  const [last] = rows
  if (last?.size === size && Date.parse(at) - Date.parse(last.at) < CHECKPOINT_MS) return
  const root = await openTree(readHashes(tx)).root(size)
  const note = signCheckpoint(keys, { origin, size, root, at, after: last })
  await sql`insert into platform.log_checkpoint (size, at, note) values (${size}, ${at}, ${note})`.execute(
    tx.as('platform'),
  )
}
