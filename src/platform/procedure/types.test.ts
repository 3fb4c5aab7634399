import assert from 'node:assert/strict'
import { it } from 'node:test'
import { z } from 'zod'
import { defineProcedure, faultsOf, type Procedure } from './procedure.ts'

/** What the compiler refuses; each `@ts-expect-error` fails the type check when the line below it compiles. */
const common = {
  id: 'x',
  module: 'platform',
  version: 1,
  title: '试',
  basis: [],
  planItems: [],
  parts: { owner: { title: '申请人', hold: ['firm'], within: 'org' } },
  guards: { never: () => '不行' },
  start: 'a',
} as const
const states = { a: { title: '甲' }, b: { title: '乙', end: 'granted' } } as const

it('a sound procedure compiles', () => {
  const sound = defineProcedure<object>()({
    ...common,
    states,
    actions: { go: { title: '办', by: 'owner', from: 'a', to: 'b', when: ['never'], input: z.object({}) } },
  })
  assert.deepEqual(faultsOf(sound), [])
})

it('a misspelt state, an unheld part, an unknown guard, a deadline naming no action do not compile', () => {
  const define = defineProcedure<object>()
  const b = { title: '乙', end: 'granted' } as const
  const go = { title: '办', by: 'owner', from: 'a', to: 'b' } as const
  const due = { term: { rule: 'r', unit: 'days' }, onReturn: 'restart' } as const
  const lost = { a: { title: '甲', due: { ...due, performs: 'no' } }, b } as const
  const king = { owner: { title: '', hold: ['king'], within: 'org' } } as const
  const wrong = [
    // @ts-expect-error a misspelt target state
    () => define({ ...common, states, actions: { go: { ...go, to: 'bb' } } }),
    // @ts-expect-error a part nobody holds
    () => define({ ...common, states, actions: { go: { ...go, by: 'stranger' } } }),
    // @ts-expect-error a guard that does not exist
    () => define({ ...common, states, actions: { go: { ...go, when: ['ever'] } } }),
    // @ts-expect-error a deadline that names no action
    () => define({ ...common, states: lost, actions: { go } }),
    // @ts-expect-error a role the city does not have
    () => define({ ...common, states, parts: king, actions: { go } }),
  ]
  assert.equal(wrong.length, 5)
})

it('a facet that names no state or action of the procedure does not compile', () => {
  const define = defineProcedure<object>()
  const go = { title: '办', by: 'owner', from: 'a', to: 'b' } as const
  const term = { rule: 'r', unit: 'workingDays' } as const
  const noticeOf = <const N>(notice: N) => ({ a: { title: '公示', notice }, b: states.b }) as const
  const objections = { identity: 'named', answer: term } as const
  const notice = { title: '公示', audience: 'public', objections } as const
  const asked = { title: '会签', step: 'opinion', answer: term } as const
  const sound = noticeOf({
    ...notice,
    objections: { ...objections, apartFrom: ['go'] },
    passes: ['go'],
  })
  const consent = { ...asked, silence: { means: 'consent', basis: '某规定' } } as const
  const right = [
    () => define({ ...common, states: sound, actions: { go } }),
    () => define({ ...common, states: { a: { title: '会签', consent }, b: states.b }, actions: { go } }),
    () => define({ ...common, states, actions: { go }, overall: { term, from: 'a', stopsIn: ['a'] } }),
  ]
  const passesLost = noticeOf({ ...notice, passes: ['goo'] })
  const apartFromLost = noticeOf({ ...notice, objections: { ...objections, apartFrom: ['goo'] } })
  const toAll = noticeOf({ ...notice, audience: 'all' })
  const silent = {
    a: { title: '会签', consent: { ...asked, silence: { means: 'consent' } } },
    b: states.b,
  } as const
  const unasked = { a: { title: '会签', consent: { title: '会签', answer: term } }, b: states.b } as const
  const wrong = [
    // @ts-expect-error the whole counts from a state that does not exist
    () => define({ ...common, states, actions: { go }, overall: { term, from: 'aa', stopsIn: [] } }),
    // @ts-expect-error the whole stands still in a state that does not exist
    () => define({ ...common, states, actions: { go }, overall: { term, from: 'a', stopsIn: ['bb'] } }),
    // @ts-expect-error a notice passed by an action that does not exist
    () => define({ ...common, states: passesLost, actions: { go } }),
    // @ts-expect-error objections answered apart from an action that does not exist
    () => define({ ...common, states: apartFromLost, actions: { go } }),
    // @ts-expect-error an audience there is not
    () => define({ ...common, states: toAll, actions: { go } }),
    // @ts-expect-error silence that means something on no basis (P31)
    () => define({ ...common, states: silent, actions: { go } }),
    // @ts-expect-error opinions of units no step of the competence names
    () => define({ ...common, states: unasked, actions: { go } }),
    // @ts-expect-error another start that is no state
    () => define({ ...common, states, actions: { go }, otherStarts: ['bb'] }),
    // @ts-expect-error a guard of the offer that does not exist
    () => define({ ...common, states, actions: { go: { ...go, offeredWhen: ['ever'] } } }),
    // @ts-expect-error separation from an action that does not exist
    () => define({ ...common, states, actions: { go: { ...go, apartFrom: ['goo'] } } }),
  ]
  assert.deepEqual([right.length, wrong.length], [3, 10])
})

it('unreachable states, dead ends and clock actions without a term are found at load', () => {
  const broken = {
    ...common,
    guards: {},
    states: { a: { title: '甲' }, b: { title: '乙' }, c: { title: '丙', end: 'granted' } },
    actions: {
      go: { title: '办', by: 'owner', from: 'a', to: 'b' },
      lapse: { title: '逾期', by: 'clock', from: 'a', to: 'b' },
    },
  } as unknown as Procedure
  assert.deepEqual(faultsOf(broken).sort(), [
    'clock action lapse belongs to no term',
    'state b has no exit',
    'state c is never reached',
  ])
  assert.throws(() => defineProcedure<object>()(broken as never), /state b has no exit/)
})
