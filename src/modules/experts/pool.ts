import type { PoolPort } from '#platform/panel/pool.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { namesOf } from './commands.ts'
import { conflictsOf, IN_POOL, notServing, unitKey } from './conflicts.ts'
import * as store from './store.ts'

/** The pool as panels see it: who may serve today, with the conflicts the data tells. */
export const poolPort: PoolPort = {
  active: async (tx, asked) => {
    const rules = await loadRuleset(tx)
    const reach = {
      years: rules.number('experts.recusalYears', asked.today),
      studentYears: rules.number('experts.studentYears', asked.today),
    }
    const rows = await store.expertsIn(tx, IN_POOL)
    return rows
      .filter((row) => row.type !== null && notServing(row.state, row.valid_until, asked.today) === undefined)
      .map((row) => {
        const subject = { ...row.declared, personId: row.person_id, name: row.name, unit: row.unit }
        const [conflict] = conflictsOf(subject, asked, reach)
        return {
          expertId: row.id,
          personId: row.person_id,
          code: row.code,
          unitKey: unitKey(row.unit),
          type: row.type ?? '',
          fields: row.fields,
          isLocal: row.is_local,
          ...(conflict && { conflict }),
        }
      })
  },
  named: async (tx, expertIds) => {
    const rows = await store.expertsOf(tx, expertIds)
    const names = await namesOf(tx, rows)
    return new Map(
      rows.map((row) => [
        row.id,
        { name: names.get(row.person_id) ?? row.name, unit: row.unit, title: row.title },
      ]),
    )
  },
}
