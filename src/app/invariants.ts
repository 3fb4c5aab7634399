import type { Database } from '#platform/db/database.ts'
import type { ModuleDef } from '#platform/module.ts'

export interface BrokenInvariant {
  readonly name: string
  /** Rows found, of which at most twenty are looked at. */
  readonly rows: number
}

/** Asks every declared invariant; an empty list is what must come out. */
export async function brokenInvariants(
  db: Database,
  modules: readonly ModuleDef[],
): Promise<BrokenInvariant[]> {
  const broken: BrokenInvariant[] = []
  for (const module of modules) {
    for (const invariant of module.invariants ?? []) {
      const rows = await db.read(module.name, invariant.rows)
      if (rows.length > 0) broken.push({ name: invariant.name, rows: rows.length })
    }
  }
  return broken
}
