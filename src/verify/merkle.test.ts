import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTree, TILE_WIDTH, fold, type ReadHashes } from '#platform/evidence/merkle.ts'
import { edgeRoot, emptyEdge, extended } from './edge.ts'
import { isConsistent, isIncluded, leafHash, rootOf } from './merkle.ts'

/** The eight entries of the reference implementation of RFC 6962, in hex. */
const REFERENCE = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const leaves = REFERENCE.map((hex) => leafHash(Buffer.from(hex, 'hex')))
const hex = (hash: Buffer) => hash.toString('hex')

/** Hashes of a list of leaves by level, as the sequencer stores them. */
function stored(all: readonly Buffer[]): ReadHashes {
  const levels: Buffer[][] = [[...all]]
  for (let below = levels[0] ?? []; below.length >= TILE_WIDTH; below = levels.at(-1) ?? [])
    levels.push(
      Array.from({ length: Math.floor(below.length / TILE_WIDTH) }, (_, i) =>
        fold(below.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH)),
      ),
    )
  return async (level, from, to) => (levels[level] ?? []).slice(from, to)
}

describe('RFC 6962, vectors of the reference implementation', () => {
  const roots: readonly [size: number, root: string][] = [
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ]
  for (const [size, root] of roots) {
    it(`root of ${size} entries: server, verifier and edge agree`, async () => {
      assert.equal(hex(rootOf(leaves.slice(0, size))), root)
      assert.equal(hex(await openTree(stored(leaves)).root(size)), root)
      assert.equal(hex(edgeRoot(leaves.slice(0, size).reduce(extended, emptyEdge))), root)
    })
  }

  it('audit path of entry 0 in 8, and consistency of 6 with 8', async () => {
    const tree = openTree(stored(leaves))
    assert.deepEqual((await tree.inclusion(0, 8)).map(hex), [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    assert.deepEqual((await tree.consistency(6, 8)).map(hex), [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
  })
})

describe('every proof of a tree over two tiles holds, and no other', () => {
  const many = Array.from({ length: 600 }, (_, i) => leafHash(`entry ${i}`))
  const tree = openTree(stored(many))
  const sizes = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 600]

  it('inclusion', async () => {
    for (const size of sizes) {
      const root = rootOf(many.slice(0, size))
      for (const index of [0, 1, 127, 255, 256, 511, size - 1].filter((i) => i < size)) {
        const path = await tree.inclusion(index, size)
        const proof = { leaf: many[index] ?? root, index, size, path, root }
        assert.ok(isIncluded(proof), `${index} of ${size}`)
        assert.ok(!isIncluded({ ...proof, index: index + 1 }))
        assert.ok(!isIncluded({ ...proof, path: [...path, root] }))
        assert.ok(!isIncluded({ ...proof, leaf: leafHash('other') }))
      }
    }
  })

  it('consistency', async () => {
    for (const earlier of sizes) {
      for (const size of sizes.filter((n) => n >= earlier)) {
        const path = await tree.consistency(earlier, size)
        const roots = { earlierRoot: rootOf(many.slice(0, earlier)), root: rootOf(many.slice(0, size)) }
        assert.ok(isConsistent({ earlier, size, path, ...roots }), `${earlier} to ${size}`)
        assert.ok(!isConsistent({ earlier, size, path, ...roots, earlierRoot: leafHash('other') }))
        assert.ok(!isConsistent({ earlier, size, path: [...path, roots.root], ...roots }))
      }
    }
  })
})
