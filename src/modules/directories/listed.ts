import type { Tx } from '#platform/db/database.ts'
import { brokerListed } from './broker.ts'
import { expertListed } from './expert.ts'
import { instrumentListed } from './instrument.ts'
import { serviceBodyListed } from './service-body.ts'

/** The four kinds, by the name of their subject. */
export const listed = {
  'service-body': serviceBodyListed,
  instrument: instrumentListed,
  broker: brokerListed,
  expert: expertListed,
} as const

export type DirectoryKind = keyof typeof listed
type PublicOf<Kind extends DirectoryKind> = NonNullable<
  Awaited<ReturnType<(typeof listed)[Kind]['publicRecord']>>
>
export type PublicDirectoryRecord = { [Kind in DirectoryKind]: PublicOf<Kind> }[DirectoryKind]

/** What is public of a record of a directory, by id or public id; undefined when nothing is. */
export async function publicDirectoryRecord(
  tx: Tx,
  kind: DirectoryKind,
  id: string,
  today: string,
): Promise<PublicDirectoryRecord | undefined> {
  return listed[kind].publicRecord(tx, id, today)
}
