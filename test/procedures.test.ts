import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { readConfig } from '#app/config.ts'
import { declarations } from '#app/declarations.ts'
import { generatedDocs } from '#app/docs.ts'
import { roleTitles, visitor, type Actor, type Role } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { loadPack, packDirectory } from '#platform/pack/pack.ts'
import { readRuleFiles, cityRows } from '#platform/ruleset/files.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { refusalOf, type Binding } from '#platform/procedure/perform.ts'
import { faultsOf, inputOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { ASKED_AFTERWARDS, GIVEN_OUTCOMES } from '#platform/records/forms.ts'
import { CHECKING } from '#platform/records/procedure.ts'
import { unguarded } from './unguarded.ts'

const ROOT = join(import.meta.dirname, '..')
const pack = loadPack(packDirectory(readConfig({}).city))
const { bindings } = declarations(pack)
const roles = Object.keys(roleTitles) as Role[]

const OWN = '01920000-0000-7000-8000-0000000000a1'
const UNIT = '01920000-0000-7000-8000-0000000000b1'
const FOREIGN = '01920000-0000-7000-8000-0000000000c1'
/** No guard is asked and nobody acted before, so nothing is read. */
const noTx = { readOnly: true, as: () => assert.fail('nothing is read') } as unknown as Tx

function dossierIn(state: string): DossierRow {
  return {
    id: OWN,
    procedure: '',
    version: 1,
    title: '',
    subject_kind: '',
    subject_id: OWN,
    org_id: OWN,
    party_org_ids: [OWN],
    unit_id: UNIT,
    opened_by: null,
    opened_at: '',
    state,
    visit: 1,
    entered_at: '',
    closed_at: null,
    follows: null,
    of_person: false,
    step: null,
    asked_org_ids: [],
  }
}

const actorOf = (role: Role, orgId: string): Actor => ({
  ...visitor,
  kind: 'person',
  name: '',
  orgId,
  roles: [role],
})

describe('every procedure', () => {
  it('is there to be tested', () => {
    const ids = bindings.map(({ procedure }) => procedure.id)
    for (const id of [
      'achievement-listing',
      'demand-listing',
      'organisation-verification',
      'deal',
      'contract-signing',
    ]) {
      assert.ok(ids.includes(id), id)
    }
    assert.equal(new Set(ids).size, ids.length)
  })

  for (const binding of bindings) {
    const { procedure } = binding
    it(`${procedure.id} is sound: no unreachable state, dead end or clock action without a term`, () => {
      assert.deepEqual(faultsOf(procedure), [])
    })

    it(`${procedure.id}: every action x role x state is refused unless the table says otherwise`, async () => {
      const open = unguarded(binding)
      let tried = 0
      for (const [name, action] of Object.entries(procedure.actions)) {
        if (action.by === 'event') continue
        for (const state of Object.keys(procedure.states)) {
          for (const role of roles) {
            for (const orgId of [OWN, UNIT, FOREIGN]) {
              const actor = actorOf(role, orgId)
              const refusal = await refusalOf(noTx, open, dossierIn(state), action, actor, {})
              const says = tableSays(procedure, action, state, role, orgId)
              assert.equal(refusal === undefined, says, `${name} in ${state} by ${role} of ${orgId}`)
              tried += 1
            }
          }
        }
      }
      assert.ok(tried >= roles.length * 3)
    })

    it(`${procedure.id}: every number of a term is a rule of the ruleset`, () => {
      const national = readRuleFiles(join(ROOT, 'rulesets'))
      const rules = new Ruleset([...national, ...cityRows(pack.parameters, national)])
      for (const state of Object.values(procedure.states)) {
        if (!state.due) continue
        assert.ok(rules.number(state.due.term.rule, '2026-11-23') > 0)
        for (const rule of [state.due.remindRule ?? []].flat())
          assert.ok(rules.number(rule, '2026-11-23') > 0)
      }
    })
  }

  it('every way off the shelf asks what came of the listing, or says it (design.md 1)', () => {
    let ways = 0
    const silent: string[] = []
    for (const { procedure } of bindings) {
      if (!procedure.id.endsWith('-listing')) continue
      const isPublic = (state: string) =>
        state === 'published' || state === CHECKING || procedure.states[state]?.rests === true
      for (const [name, action] of Object.entries(procedure.actions)) {
        const leavesShelf = [action.from].flat().some(isPublic) && !isPublic(action.to)
        if (!leavesShelf) continue
        ways += 1
        const asks = Object.hasOwn(inputOf(action).shape, 'outcome')
        if (!asks && name !== ASKED_AFTERWARDS && !Object.hasOwn(GIVEN_OUTCOMES, name))
          silent.push(`${procedure.id}.${name}`)
      }
    }
    assert.ok(ways >= 7, `${ways} ways off the shelf`)
    assert.deepEqual(silent, [])
  })

  it('names plan items that exist', () => {
    const known = new Set([
      ...pack.plan.tasks.map(({ id }) => id),
      ...pack.plan.taskList.items.map(({ id }) => id),
      ...pack.plan.problemList.items.map(({ id }) => id),
    ])
    for (const { procedure } of bindings)
      for (const id of procedure.planItems) assert.ok(known.has(id), `${procedure.id}: ${id}`)
  })
})

type AnyProcedure = Binding['procedure']

/** The table read the slow way: state listed, a part with the role, and the part's relation to the dossier. */
function tableSays(
  procedure: AnyProcedure,
  action: AnyProcedure['actions'][string],
  state: string,
  role: Role,
  orgId: string,
): boolean {
  const from = typeof action.from === 'string' ? [action.from] : action.from
  if (!from.includes(state) || action.by === 'clock') return false
  const parts = typeof action.by === 'string' ? [action.by] : action.by
  return parts.some((name) => {
    const part = procedure.parts[name]
    if (!part?.hold.includes(role)) return false
    if (part.within === 'any') return true
    if (part.within === 'unit') return orgId === UNIT
    if (part.within === 'org' || part.within === 'party') return orgId === OWN
    return false
  })
}

describe('generated documents', () => {
  it('are as the procedures and the plan make them: run `npm run -s keqiao -- docs`', () => {
    const pages = generatedDocs(
      bindings.map(({ procedure }) => procedure),
      pack,
    )
    assert.ok(pages.size >= 6)
    for (const [path, text] of pages) assert.equal(readFileSync(join(ROOT, path), 'utf8'), text, path)
  })
})
