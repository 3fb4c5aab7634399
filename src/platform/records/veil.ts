import type { RecordWith } from './store.ts'

/** How a kind of record hides who owns it, where its form says so. */
export interface OwnerVeil<Form> {
  readonly hides: (form: Form) => boolean
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
