import { addMonths, dayOf, type Day } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { personNames } from '#platform/identity/names.ts'
import { organisationsOf } from '#platform/identity/organisations.ts'
import type { PoolPort } from '#platform/panel/pool.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { conflictsOf, IN_POOL, isPerson, notServing } from './conflicts.ts'
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
    const serving = rows.filter(
      (row) => row.type !== null && notServing(row.state, row.valid_until, asked.today) === undefined,
    )
    const orgs = await organisationsOf(
      tx,
      serving.map(({ person_id }) => person_id),
      addMonths(asked.today, -12 * reach.years),
    )
    return serving.map((row) => {
      const memberOf = orgs.get(row.person_id) ?? []
      const subject = {
        ...row.declared,
        employers: employersOf(row),
        personId: row.person_id,
        name: row.name,
        unit: row.unit,
        orgs: memberOf,
      }
      const [conflict] = conflictsOf(subject, asked, reach)
      return {
        expertId: row.id,
        personId: row.person_id,
        code: row.code,
        unitKey: unitKey(row.unit),
        orgIds: memberOf.map(({ id }) => id),
        type: row.type ?? '',
        fields: row.fields,
        isLocal: row.is_local,
        ...(conflict && { conflict }),
      }
    })
  },
  gone: async (tx, expertIds, today) => {
    const reasons = new Map<string, string>()
    for (const row of await store.expertsOf(tx, expertIds)) reasons.set(row.id, await whyGone(tx, row, today))
    return reasons
  },
  knows: async (tx, { name, unit }) =>
    (await store.notOver(tx)).some((row) => isPerson({ ...row, ...row.declared }, name, unit)),
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

/** A unit that a renewal asks for makes conflicts before it is checked. */
function employersOf({ declared, proposed }: store.ExpertRow) {
  return proposed?.unit === undefined
    ? declared.employers
    : [...declared.employers, { unit: proposed.unit, kind: '任职' as const }]
}

const ENDS: Readonly<Record<string, string>> = {
  suspended: '被暂停入库资格',
  removed: '被移出专家库',
  refused: '没有获得续期',
  left: '退出专家库',
}

/** Why an expert in a frozen pool may not serve any more; everybody reads it after the meeting. */
async function whyGone(tx: Tx, row: store.ExpertRow, today: Day): Promise<string> {
  const what = ENDS[row.state]
  if (what === undefined)
    return row.valid_until !== null && row.valid_until < today
      ? `专家资格已到期（${row.valid_until}）`
      : '已不在专家库'
  const dossier = await findDossier(tx, 'experts', row.dossier_id)
  return dossier ? `${dayOf(dossier.entered_at)} ${what}` : what
}

/** Names of entries whose person is still there; an erased one reads as everywhere (P18). */
export async function namesOf(
  tx: Tx,
  entries: readonly store.ExpertRow[],
): Promise<ReadonlyMap<string, string>> {
  return personNames(
    tx,
    entries.map(({ person_id }) => person_id),
  )
}
