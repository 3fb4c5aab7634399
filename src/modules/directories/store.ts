import { sql } from 'kysely'
import { markedFields } from '#platform/command/secret.ts'
import type { Tx } from '#platform/db/database.ts'
import { closedFields } from '#platform/forms/publicity.ts'
import { recordStore } from '#platform/records/store.ts'
import {
  brokerForm,
  expertForm,
  instrumentForm,
  serviceBodyForm,
  type Broker,
  type Expert,
  type Instrument,
  type ServiceBody,
} from './forms.ts'
import type { z } from 'zod'

/** Tables of one kind of this schema, with a number series of its own. */
function tablesOf(table: string, form: z.ZodObject) {
  return {
    module: 'directories',
    schema: 'directories',
    table,
    series: `${table}_series`,
    privateFields: markedFields(form, 'personal'),
  }
}

/** A profile's personal fields are public by consent, but for those nobody may see. */
function profileTablesOf(table: string, form: z.ZodObject) {
  const tables = tablesOf(table, form)
  const closed = closedFields(form)
  return { ...tables, consentFields: tables.privateFields.filter((field) => !closed.has(field)) }
}

export const serviceBodies = recordStore<ServiceBody>(tablesOf('service_body', serviceBodyForm))
export const instruments = recordStore<Instrument>(tablesOf('instrument', instrumentForm))
export const brokers = recordStore<Broker>(profileTablesOf('broker', brokerForm))
export const experts = recordStore<Expert>(profileTablesOf('expert', expertForm))

/** Records of brokers, draft or public, that name one of these certificates and are none of `except`. */
export async function withCertificates(
  tx: Tx,
  numbers: readonly string[],
  except: readonly string[],
): Promise<{ readonly id: string; readonly number: string }[]> {
  const asked = numbers.filter((number) => number !== '')
  if (asked.length === 0) return []
  const { rows } = await sql<{ id: string; number: string }>`
    select p.record_id as id, p.parts->>'certificateNo' as number from directories.broker_private p
    join directories.broker r on r.id = p.record_id
    where r.visible and p.parts->>'certificateNo' = any (${asked}::text[])
      and p.record_id <> all (${[...except]}::uuid[])`.execute(tx.as('directories'))
  return rows
}
