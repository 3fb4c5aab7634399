import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { passDossier, type DossierRow } from '#platform/procedure/store.ts'
import * as matters from '../store-matters.ts'
import * as store from '../store.ts'

interface Opening extends Pick<matters.MatterRow, 'kind' | 'year' | 'form'> {
  readonly base: store.BaseRow
  readonly title: string
  /** The dossier it comes of; else the base's recognition. */
  readonly follows?: string
}

/** Opens what follows a recognition: a dossier of its own and the matter it is about. */
export async function openMatterOf(
  tx: CommandTx,
  binding: Binding,
  { base, title, follows, ...what }: Opening,
  actor: Actor,
  now: Instant,
): Promise<DossierRow> {
  const dossier = await openDossier(
    tx,
    binding,
    {
      title,
      subject: { kind: 'pilot-base', id: base.id },
      orgId: base.org_id,
      follows: follows ?? base.dossier_id,
    },
    actor,
    now,
  )
  await matters.insertMatter(tx, {
    id: v7(),
    public_id: publicId(),
    dossier_id: dossier.id,
    base_id: base.id,
    ...what,
    scores: null,
    total: null,
    grade: null,
    state: dossier.state,
    made_at: now,
    closed_on: null,
  })
  return dossier
}

/** The matter of a dossier with its base. */
export async function matterOf(
  tx: Tx,
  dossier: DossierRow,
): Promise<{ readonly matter: matters.MatterRow; readonly base: store.BaseRow }> {
  const matter = await matters.findMatter(tx, { dossierId: dossier.id })
  const base = matter && (await store.findBase(tx, { id: matter.base_id }))
  if (!matter || !base) throw new Error(`dossier ${dossier.id} belongs to no matter of a base`)
  return { matter, base }
}

/** Hands the assessment that is open to the body a base passed to. */
export async function passMatters(tx: CommandTx, base: store.BaseRow, to: string): Promise<void> {
  const open = await matters.openMatter(tx, base.id, 'assessment')
  if (open) await passDossier(tx, 'pilot-bases', open.dossier_id, { from: base.org_id, to })
}

export async function tellBase(
  tx: CommandTx,
  base: store.BaseRow,
  template: string,
  params: Readonly<Record<string, string>>,
  dossierId?: string,
): Promise<void> {
  const link = dossierId === undefined ? `/app/pilot-bases/${base.id}` : `/app/dossiers/${dossierId}`
  await tx.emit('message.org', { orgId: base.org_id, template, params, link })
}
