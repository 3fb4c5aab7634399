import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

/** A line of the 卷内目录. */
export interface VolumeItem {
  readonly order: number
  readonly title: string
  /** Path inside the volume. */
  readonly name: string
  readonly size: number
  readonly sha256: string
}

export interface VolumeRow {
  id: string
  dossier_id: string
  /** 1, or the place of a later volume 补充卷. */
  part: number
  procedure: string
  title: string
  org_id: string
  unit_org_id: string | null
  closed_on: string
  retention: '永久' | '30' | '10'
  keep_until: string | null
  items: readonly VolumeItem[]
  sha256: string
  size: number
  ruleset_version: string
  made_at: string
  journal_id: string
}

export interface ProposalRow {
  id: string
  volume_id: string
  reason: string
  by_person: string
  /** For whom a deputy did it; null when in own name. */
  agent_for: string | null
  at: string
  journal_id: string
}

interface DestructionRow {
  volume_id: string
  proposal_id: string
  by_person: string
  /** For whom a deputy did it; null when in own name. */
  agent_for: string | null
  at: string
  journal_id: string
}

interface ArchiveTables {
  'platform.archive_volume': VolumeRow
  'platform.archive_proposal': ProposalRow
  'platform.archive_destruction': DestructionRow
}

export function archive(tx: Tx) {
  return tx.as<ArchiveTables>('platform')
}

export async function findVolume(tx: Tx, id: string): Promise<VolumeRow | undefined> {
  return archive(tx).selectFrom('platform.archive_volume').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The volumes of a dossier, the first one and those for what came later. */
export async function volumesOfDossier(tx: Tx, dossierId: string): Promise<VolumeRow[]> {
  return archive(tx)
    .selectFrom('platform.archive_volume')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .orderBy('part')
    .execute()
}

export async function insertVolume(tx: Tx, row: VolumeRow): Promise<void> {
  const values = { ...row, items: JSON.stringify(row.items) as unknown as VolumeRow['items'] }
  await archive(tx).insertInto('platform.archive_volume').values(values).execute()
}

/** The newest proposal to destroy a volume. */
export async function proposalOf(tx: Tx, volumeId: string): Promise<ProposalRow | undefined> {
  return archive(tx)
    .selectFrom('platform.archive_proposal')
    .selectAll()
    .where('volume_id', '=', volumeId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function destructionOf(tx: Tx, volumeId: string): Promise<DestructionRow | undefined> {
  return archive(tx)
    .selectFrom('platform.archive_destruction')
    .selectAll()
    .where('volume_id', '=', volumeId)
    .executeTakeFirst()
}

/** Whether another volume or a kept file has the same bytes: those must stay. */
export async function bytesNeeded(tx: Tx, sha256: string): Promise<boolean> {
  const { rows } = await sql<{ needed: boolean }>`
    select exists (select from platform.file where sha256 = ${sha256})
      or exists (select from platform.archive_volume v where v.sha256 = ${sha256}
        and not exists (select from platform.archive_destruction d where d.volume_id = v.id)) as needed`.execute(
    tx.as('platform'),
  )
  return rows[0]?.needed ?? true
}
