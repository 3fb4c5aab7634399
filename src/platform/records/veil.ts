import type { CommandTx, Instant } from '../command/command.ts'
import { drawVeil, liftVeil } from '../veil/veil.ts'
import type { RecordWith } from './store.ts'

/** How a kind of record hides who owns it, where its form says so. */
export interface OwnerVeil<Form> {
  /** What stands in the owner's place. */
  readonly name: string
  readonly hides: (form: Form) => boolean
  /** The code others know the record by. */
  readonly code: (publicId: string) => string
  /** The record without anything that tells the owner, or links it with the owner's other records. */
  readonly over: (record: RecordWith<Form>) => RecordWith<Form>
}

/** The record as anybody may know it but its owner and the reviewing officer. */
export function asOthersSee<Form>(
  veil: OwnerVeil<Form> | undefined,
  record: RecordWith<Form>,
): RecordWith<Form> {
  return veil?.hides(record.data) === true ? veil.over(record) : record
}

interface Veilable<Form> {
  readonly kind: string
  readonly veil?: OwnerVeil<Form>
}

/** The code a journal sentence names: others read it too. */
export function codeToSay<Form>(
  { veil }: Veilable<Form>,
  record: { readonly publicId: string; readonly code: string; readonly form: Form },
): string {
  return veil?.hides(record.form) === true ? veil.code(record.publicId) : record.code
}

/** Handed in, a record is read by the reviewing unit: from now on its journal hides the owner with it. */
export async function hideIfAsked<Form>(
  tx: CommandTx,
  { kind, veil }: Veilable<Form>,
  record: RecordWith<Form>,
  now: Instant,
): Promise<void> {
  if (veil?.hides(record.data) === true)
    await drawVeil(tx, { kind, id: record.id }, record.owner_org_id, veil.name, now, true)
}

/** The public version shows its owner: so does the journal, earlier acts included. */
export async function showIfOpen<Form>(
  tx: CommandTx,
  { kind, veil }: Veilable<Form>,
  record: RecordWith<Form>,
  now: Instant,
): Promise<void> {
  if (veil?.hides(record.data) === false)
    await liftVeil(tx, { kind, id: record.id }, record.owner_org_id, now)
}
