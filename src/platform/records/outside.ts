import type { Actor } from '../access/access.ts'
import type { BulkKind } from '../bulk/kind.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { OutsideSource } from '../forms/outside.ts'
import { emitMany } from '../outbox/many.ts'
import { moveMany } from '../procedure/many.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { Refusal } from '../refusal.ts'
import type { ListedForm, RecordKind } from './kind.ts'
import type { ShelvedRow, TwinRow } from './outside-store.ts'
import { unshelve } from './life.ts'
import { DELISTED } from './forms.ts'
import type { PublicView } from './reading.ts'
import { lastDayOf, shelveBatch } from './shelf.ts'
import { asOthersSee } from './veil.ts'

/** A record of our own as an outside platform gets it: what is public of it, and nothing else. */
export interface OwnRecord {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly ownerName: string
  readonly values: Readonly<Record<string, unknown>>
}

/** A row of an outside file, as far as it may be a record we have already. */
export interface OutsideRow {
  readonly row: number
  readonly name: string
  readonly owner: string
  readonly values: Readonly<Record<string, unknown>>
}

export interface Twin extends TwinRow {
  readonly why: string
}

/** What the exchange with outside platforms asks of a kind of listed record; given out at its module's door. */
export interface OutsideShelf {
  /** Name of the kind of file: `achievements`. */
  readonly name: string
  readonly title: string
  readonly bulk: BulkKind
  readonly ownPublic: (tx: Tx, after: string | null, limit: number, today: string) => Promise<OwnRecord[]>
  readonly shelved: (tx: Tx, ownerOrgId: string) => Promise<ShelvedRow[]>
  /** New (not visible yet) and changed records that a batch brings, before its flip. */
  readonly staged: (
    tx: Tx,
    batchId: string,
  ) => Promise<readonly { readonly id: string; readonly visible: boolean }[]>
  /** Live records of other owners, or that the organisation wrote itself, that these rows may mean. */
  readonly twins: (tx: Tx, exceptOrgId: string, rows: readonly OutsideRow[]) => Promise<Twin[]>
  /** Listed for another term: the outside platform still has them. */
  readonly confirm: (tx: CommandTx, actor: Actor, rows: readonly ShelvedRow[], now: Instant) => Promise<void>
  /** Off the shelf: the outside platform has taken them down. */
  readonly delist: (tx: CommandTx, actor: Actor, rows: readonly ShelvedRow[], now: Instant) => Promise<void>
}

export interface OutsideShelfSpec<Form extends ListedForm> {
  readonly bulk: BulkKind
  readonly kind: RecordKind<Form>
  readonly listing: Procedure
  /** State of the listing after `delist`. */
  readonly shelf: string
  readonly publicView: (form: Form, today: string) => PublicView
  /** Further likeness than name and owner: the same number of a right. */
  readonly alike?: (tx: Tx, exceptOrgId: string, rows: readonly OutsideRow[]) => Promise<Twin[]>
}

/** The shelf of a kind of listed record for outside platforms. */
export function outsideShelf<Form extends ListedForm>(spec: OutsideShelfSpec<Form>): OutsideShelf {
  const { bulk, kind } = spec
  const { store } = kind
  return {
    name: bulk.kind,
    title: bulk.title,
    bulk,
    ownPublic: async (tx, after, limit, today) =>
      (await store.ownPublic(tx, after, limit)).map((own) => {
        const record = asOthersSee(kind.veil, own)
        return {
          id: record.id,
          publicId: record.public_id,
          code: record.code,
          name: record.name,
          ownerName: record.owner_name,
          values: spec.publicView(record.data, today).fields,
        }
      }),
    shelved: (tx, ownerOrgId) => store.listedOf(tx, ownerOrgId),
    staged: (tx, batchId) => store.staged(tx, batchId),
    twins: async (tx, exceptOrgId, rows) => {
      const named = rows.map(({ row, name, owner }) => ({ row, name, owner }))
      const byName = await store.twinsByName(tx, exceptOrgId, named, kind.liveStates)
      const alike = (await spec.alike?.(tx, exceptOrgId, rows)) ?? []
      const coded = rows.map(({ row, values }) => ({ row, code: String(values['code']) }))
      const byCode = await store.twinsByCode(tx, exceptOrgId, coded)
      return [
        ...alike,
        ...byName.map((twin) => ({ ...twin, why: '单位和名称都相同' })),
        ...byCode.map((twin) => ({ ...twin, why: '编号相同' })),
      ]
    },
    confirm: async (tx, actor, rows, now) => {
      if (rows.length === 0) return
      await moveAll(spec, tx, rows, 'attest', actor, now)
      const until = lastDayOf(tx, kind, { data: {} as Form })
      await store.extend(tx, idsOf(rows), until, kind.lastDayField, now)
      await shelveBatch(kind, spec.listing, tx, idsOf(rows), [])
    },
    delist: async (tx, actor, rows, now) => {
      if (rows.length === 0) return
      await moveAll(spec, tx, rows, 'delist', actor, now)
      await store.takeDown(tx, idsOf(rows), spec.shelf, now)
      await unshelve(tx, kind.module, idsOf(rows), { outcome: DELISTED, amountFen: null })
    },
  }
}

function idsOf(rows: readonly ShelvedRow[]): string[] {
  return rows.map(({ id }) => id)
}

/** The event on the listings of these records, and the index told. */
async function moveAll<Form extends ListedForm>(
  { kind, listing }: OutsideShelfSpec<Form>,
  tx: CommandTx,
  rows: readonly ShelvedRow[],
  event: string,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const dossiers = rows.flatMap(({ dossier_id: id }) => id ?? [])
  await moveMany(tx, listing, dossiers, event, actor, now)
  const changed = idsOf(rows).map((id) => ({ kind: kind.kind, id }))
  await emitMany(tx, kind.module, 'record.changed', changed, now)
}

/** A deal of ours is not offered over a record that another platform negotiates. */
export function refuseOutside(source: OutsideSource | undefined): void {
  if (!source) return
  throw new Refusal(
    'conflict',
    '这条记录来自{platform}，由对方平台办理对接：请联系 {contact}；需要协助的，可以向本平台运营方求助。',
    { platform: source.platform, contact: source.contact },
  )
}
