import { CompiledQuery } from 'kysely'
import type { ClientBase } from 'pg'
import type { Tx } from '../db/database.ts'

/** One connection or pool that runs a statement; `Database.reader` is one. */
export interface Sql {
  query<R>(sql: string, values: readonly unknown[]): Promise<R[]>
}

/** Statements of this folder inside a transaction, as the role of the platform. */
export function sqlOf(tx: Tx): Sql {
  return {
    query: async <R>(sql: string, values: readonly unknown[]) => {
      const { rows } = await tx.as('platform').executeQuery<R>(CompiledQuery.raw(sql, [...values]))
      return rows
    },
  }
}

/** The same over a raw client, for bulk loads and scratch indexes. */
export function sqlOfClient(client: ClientBase): Sql {
  return {
    query: async <R>(sql: string, values: readonly unknown[]) => {
      const { rows } = await client.query({ text: sql, values: [...values] })
      return rows as R[]
    },
  }
}
