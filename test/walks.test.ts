import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { z } from 'zod'
import { readConfig } from '#app/config.ts'
import { declarations } from '#app/declarations.ts'
import { clockActor, visitor, type Actor } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import type { ModuleDef } from '#platform/module.ts'
import { loadPack, packDirectory } from '#platform/pack/pack.ts'
import { openDossier, perform, type Binding } from '#platform/procedure/perform.ts'
import { partsOf, type Procedure } from '#platform/procedure/procedure.ts'
import { recognition, recognitionBinding } from './engine-procedure.ts'
import { BUREAU, FIRM, openMarket, people, type Market } from './market.ts'
import { unguarded } from './unguarded.ts'
import { edgesOf, walksOf, type Walk } from './walks.ts'

const pack = loadPack(packDirectory(readConfig({}).city))
const bindings = [...declarations(pack).bindings, recognitionBinding].map(unguarded)
const OPENER = v7()

const member = (personId: string, orgId: string): Actor => ({
  ...visitor,
  kind: 'person',
  personId,
  name: '示例',
  orgId,
  orgVerified: true,
})

/** Somebody whom the table lets perform the action: each action another person, since some are kept apart. */
function performerOf(procedure: Procedure, name: string): Actor {
  const action = procedure.actions[name]
  const part = action && procedure.parts[partsOf(action)[0] ?? '']
  if (!part) return clockActor
  const personId = part.within === 'own' ? OPENER : v7()
  return { ...member(personId, part.within === 'unit' ? BUREAU : FIRM), roles: part.hold.slice(0, 1) }
}

/** Walks a procedure through in one command; answers where each walk ended. */
function walkRoute(binding: Binding) {
  const { procedure } = binding
  return routesOf('platform').write({
    method: 'POST',
    path: `/walk/${procedure.id}`,
    permission: 'walk',
    journal: `walk.${procedure.id}`,
    says: '{actor}走一遍程序',
    input: z.object({}),
    gate: { none: '测试' },
    verb: async (tx, _actor, _input, now) => {
      const ends: string[] = []
      for (const { start, steps } of walksOf(procedure)) {
        const subject = { kind: 'walk', id: v7() }
        const opening = { title: '示例', subject, orgId: FIRM, partyOrgIds: [FIRM], start }
        let dossier = await openDossier(tx, binding, opening, member(OPENER, FIRM), now)
        for (const { action } of steps) {
          const isEvent = procedure.actions[action]?.by === 'event'
          const act = { dossierId: dossier.id, action, visit: dossier.visit, input: {} }
          const who = performerOf(procedure, action)
          dossier = await perform(tx, binding, { ...act, ...(isEvent && { event: true as const }) }, who, now)
        }
        ends.push(dossier.state)
      }
      return { ends }
    },
  })
}

const walkModule: ModuleDef = {
  name: 'platform',
  uses: [],
  permissions: { walk: { firm: 'any' } },
  routes: bindings.map(walkRoute),
  bindings,
}

describe('walks', () => {
  let market: Market
  before(async () => {
    market = await openMarket([walkModule])
  })
  after(() => market.drop())

  it('are made for every procedure of the city and the one of the tests', () => {
    assert.ok(bindings.length >= 23, `${bindings.length} procedures`)
  })

  for (const { procedure } of bindings) {
    const walks = walksOf(procedure)
    it(`${procedure.id}: ${walks.length} walks use every action from every state it leaves`, () => {
      const taken = new Set(
        walks.flatMap(({ steps }) => steps.map(({ action, from }) => `${action} ${from}`)),
      )
      for (const { action, from } of edgesOf(procedure)) assert.ok(taken.has(`${action} ${from}`), action)
      const used = new Set(walks.flatMap(({ steps }) => steps.map(({ action }) => action)))
      assert.deepEqual([...used].toSorted(), Object.keys(procedure.actions).toSorted())
    })

    it(`${procedure.id}: with guards open the database walks them to the end`, async () => {
      const { ends } = await market.write<{ ends: string[] }>(people.firm, `walk.${procedure.id}`, {})
      assert.deepEqual(ends, walks.map(lastOf))
      const rows = await market.query<{ state: string; steps: number }>(
        `select d.state, count(e.id)::int as steps from platform.dossier d
         join platform.dossier_entry e on e.dossier_id = d.id
         where d.procedure = $1 group by d.id order by d.id`,
        [procedure.id],
      )
      assert.deepEqual(
        rows,
        walks.map((walk) => ({ state: lastOf(walk), steps: walk.steps.length + 1 })),
      )
    })
  }

  it('an action nobody can come to is found', () => {
    const lost = { ...recognition.actions.grant, from: 'refused', to: 'granted' } as const
    const states = { ...recognition.states, nowhere: { title: '无处' } }
    const actions = { ...recognition.actions, lost: { ...lost, from: 'nowhere' } }
    assert.throws(() => walksOf({ ...recognition, states, actions }), /no walk reaches lost/)
  })
})

function lastOf({ start, steps }: Walk): string {
  return steps.at(-1)?.to ?? start
}
