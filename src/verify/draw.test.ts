import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canonical, commandLeaf, sha256 } from '#platform/evidence/leaf.ts'
import { isCommitted, type Commitment } from '#web/portal/evidence-steps.ts'
import { commitmentFaults, type PublishedCommitment } from './draw.ts'

const said = {
  algorithm: 'keqiao-draw/1',
  root: 'ab'.repeat(32),
  counts: [5, 3],
  seedName: '示例彩票第 2026137 期开奖号码',
  seedAt: '2026-11-20T13:30:00.000Z',
}

/** A draw whose commitment was logged at this instant. */
function committed(at: string): PublishedCommitment {
  const { hash, body } = commandLeaf({
    journal: '01920000-0000-7000-8000-000000000001',
    at,
    ruleset: 'r',
    command: 'panel.freeze',
    subject: null,
    actor: { kind: 'person', personId: null, orgId: null },
    input: {},
    gate: null,
    secrets: [],
    attested: [{ name: 'draw:d0d0', hash: sha256(canonical(said)) }],
  })
  return { id: 'd0d0', ...said, seed: null, order: null, commitment: { leaf: hash, leafBody: body } }
}

/** What the script on the draw's page makes of the same. */
const inBrowser = ({ commitment, seed: _seed, order: _order, ...draw }: PublishedCommitment) =>
  isCommitted({ ...draw, ...commitment } as Commitment)

describe('the commitment of a draw, on the command line and in the browser (P15, A13)', () => {
  const draw = committed('2026-11-19T02:00:00.000Z')
  const { leaf, leafBody } = draw.commitment ?? { leaf: '', leafBody: '' }

  it('holds as it was logged before the public number', async () => {
    assert.deepEqual(commitmentFaults(draw), [])
    assert.ok(await inBrowser(draw))
  })

  const changes: readonly [what: string, changed: PublishedCommitment][] = [
    ['another pool', { ...draw, root: 'ac'.repeat(32) }],
    ['other counts', { ...draw, counts: [5, 4] }],
    ['another public number', { ...draw, seedName: '示例彩票第 2026138 期开奖号码' }],
    ['another time of the number', { ...draw, seedAt: '2026-11-21T13:30:00.000Z' }],
    ['the leaf of another draw', { ...draw, id: 'd1d1' }],
    ['another leaf', { ...draw, commitment: { leaf: leaf.replace(/^../, 'zz'), leafBody } }],
    ['an edited leaf', { ...draw, commitment: { leaf, leafBody: leafBody.replace('11-19', '11-18') } }],
    ['a commitment made after the number was known', committed('2026-11-20T13:30:00.000Z')],
  ]
  for (const [what, changed] of changes) {
    it(`does not hold with ${what}`, async () => {
      assert.notDeepEqual(commitmentFaults(changed), [])
      assert.equal(await inBrowser(changed), false)
    })
  }
})
