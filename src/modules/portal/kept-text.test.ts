import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { KEPT_MAX, keptNames, piecesOf, textOf } from './kept-text.ts'

describe('a text kept in the browser while somebody signs in', () => {
  it('comes back as it was, in cookies a browser takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (typed) => {
        const text = typed.toWellFormed().slice(0, KEPT_MAX).toWellFormed()
        const pieces = piecesOf(text)
        assert.equal(pieces.length, keptNames.length)
        for (const piece of pieces) assert.ok(piece.length <= 3_600)
        assert.equal(textOf(pieces), text)
      }),
    )
    const long = '荔枝采后三天就褐变，'.repeat(200)
    assert.equal(textOf(piecesOf(long)), long.slice(0, KEPT_MAX))
  })

  it('what was not made here is no text, and cannot fill the memory', () => {
    const bomb = brotliCompressSync(Buffer.alloc(50_000_000, 'a')).toString('base64url')
    for (const odd of ['x', '%%%', bomb, '']) assert.equal(textOf([odd]), '')
  })
})
