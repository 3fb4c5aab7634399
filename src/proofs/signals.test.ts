import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signsBetween } from '#modules/relations/index.ts'
import { openChance } from './chance.ts'
import { countFound, proveCollusion, rulesOfSignals } from './collusion.ts'
import { playMarket } from './collusion-market.ts'
import { countHeld, proveSelfDealing } from './selfdealing.ts'

test('planted rings come before a person, and little else does (T18)', () => {
  const { failures, runs } = proveCollusion(1_000)
  // A few rings of forty make some points: the full count is `keqiao prove collusion`.
  assert.ok(failures <= 2, JSON.stringify(runs))
  const mean = runs.reduce((sum, { recall }) => sum + recall, 0) / runs.length
  assert.ok(mean >= 0.95, String(mean))
})

test('without looking at accounts, devices and hands the rings are missed: the proof can fail', () => {
  const lots = playMarket(openChance('7'), 1_000, 40)
  const blind = lots.map(({ facts, ...lot }) => ({
    ...lot,
    facts: {
      ...facts,
      bidders: facts.bidders.map((one, i) => ({
        ...one,
        hands: [String(i)],
        marks: { ...one.marks, account: [], device: [] },
      })),
    },
  }))
  const { rings, found } = countFound(blind, rulesOfSignals())
  assert.ok(found < rings * 0.95, `${String(found)} of ${String(rings)}`)
})

test('related deals are held for a word, namesakes seldom (T19)', () => {
  const { failures, runs } = proveSelfDealing(300)
  assert.ok(failures <= 1, JSON.stringify(runs))
})

test('a look that knows only common members misses most', () => {
  const membersOnly = countHeld(3, 300, (facts, rules, asked) =>
    signsBetween({ ...facts, completers: [], ties: [] }, rules, asked),
  )
  assert.ok(membersOnly.held < membersOnly.related / 2, JSON.stringify(membersOnly))
})
