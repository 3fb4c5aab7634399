import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as forAll, constantFrom, property, string } from 'fast-check'
import { changesOf, piecesOf } from './diff.ts'

test('the pieces of two texts join to each of them', () => {
  const texts = string({ unit: constantFrom('海', '参', '苗', 'a', '1'), maxLength: 40 })
  forAll(
    property(texts, texts, (before, after) => {
      const pieces = piecesOf(before, after)
      const joined = (hidden: string) =>
        pieces
          .filter((p) => p.kind !== hidden)
          .map((p) => p.text)
          .join('')
      assert.equal(joined('added'), before)
      assert.equal(joined('removed'), after)
    }),
  )
})

test('one changed word is shown as one removed and one added piece', () => {
  assert.deepEqual(
    piecesOf('年产 5 吨海参', '年产 8 吨海参').map((p) => p.kind),
    ['same', 'removed', 'added', 'same'],
  )
})

test('only fields that changed are listed, an empty field counts as absent', () => {
  assert.deepEqual(changesOf({ a: 1, b: [1], c: null }, { a: 1, b: [1, 2] }), [
    { field: 'b', before: [1], after: [1, 2] },
  ])
})
