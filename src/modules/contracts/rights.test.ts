import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  approvalsNeeded,
  exportBan,
  needsFile,
  rightsToAsk,
  rightState,
  type DealInLaw,
  type RightAnswer,
} from './rights.ts'

const granted = { type: '发明专利', status: '已授权' }
const pending = { type: '发明专利', status: '申请中' }
const base: DealInLaw = {
  mode: '转让',
  jobRelated: false,
  fundingSource: '自筹',
  exportControl: '否',
  ip: [granted],
  coOwners: [],
  sellerOrgId: 'seller',
  sellerName: '甲大学',
  sellerAbroad: null,
  buyerAbroad: null,
}
const owners = [
  { name: '甲大学', orgId: 'seller' },
  { name: '乙公司', orgId: 'other' },
]
const keys = (deal: Partial<DealInLaw>) =>
  rightsToAsk({ ...base, ...deal }).map(
    ({ key, kind, required }) => `${key} ${kind}${required ? '' : ' note'}`,
  )

describe('rights to be offered or asked before a deal (P22)', () => {
  const cases: readonly (readonly [string, Partial<DealInLaw>, readonly string[]])[] = [
    [
      '民法典 847: completers of a job-related result on a transfer',
      { jobRelated: true },
      ['completers priority'],
    ],
    ['847 not on a licence', { jobRelated: true, mode: '独占许可' }, []],
    ['847 not on a service', { jobRelated: true, mode: '技术服务' }, []],
    ['847 not on a development', { jobRelated: true, mode: '委托开发' }, []],
    ['847 not for what is nobody’s job', {}, []],
    ['专利法 14: transfer of a co-owned patent needs all', { coOwners: owners }, ['consent:乙公司 consent']],
    [
      '专利法 14: exclusive licence needs all',
      { mode: '独占许可', coOwners: owners },
      ['consent:乙公司 consent'],
    ],
    ['专利法 14: sole licence needs all', { mode: '排他许可', coOwners: owners }, ['consent:乙公司 consent']],
    [
      '专利法 14: ordinary licence alone, the fee is shared',
      { mode: '普通许可', coOwners: owners },
      ['sharing note note'],
    ],
    ['专利法 14: nothing of what is no patent', { coOwners: owners, ip: [{ type: '技术秘密' }] }, []],
    [
      '专利法 14: nothing of a patent that lapsed',
      { coOwners: owners, ip: [{ ...granted, status: '失效' }] },
      [],
    ],
    ['专利法 14: nothing on a service', { mode: '技术服务', coOwners: owners }, []],
    [
      '民法典 860: co-developers of a patent application that is transferred',
      { coOwners: owners, ip: [pending] },
      ['consent:乙公司 consent', 'developer:乙公司 priority'],
    ],
    [
      '860 not when the application is licensed',
      { mode: '普通许可', coOwners: owners, ip: [pending] },
      ['sharing note note'],
    ],
    [
      '民法典 859: the commissioner of a patent application paid by a firm',
      { fundingSource: '企业', ip: [pending] },
      ['commissioner priority'],
    ],
    ['859 not for a patent already granted', { fundingSource: '企业' }, []],
    [
      'all at once',
      { jobRelated: true, fundingSource: '企业', coOwners: owners, ip: [pending] },
      ['completers priority', 'consent:乙公司 consent', 'developer:乙公司 priority', 'commissioner priority'],
    ],
    ['an owner named like the seller is the seller', { coOwners: [{ name: '甲大学' }] }, []],
  ]
  for (const [title, deal, expected] of cases) it(title, () => assert.deepEqual(keys(deal), expected))
})

describe('an answer to a right', () => {
  const [right] = rightsToAsk({ ...base, jobRelated: true })
  assert.ok(right)
  const answer = (said: RightAnswer['answer'], termsVersion = 2): RightAnswer => ({
    rightKey: 'completers',
    termsVersion,
    offeredOn: '2026-11-01',
    answer: said,
    hasFile: true,
  })
  const cases: readonly (readonly [string, readonly RightAnswer[], boolean, RegExp])[] = [
    ['none', [], false, /还没有征询/],
    ['waived', [answer('放弃')], true, /放弃/],
    ['no answer in time', [answer('逾期未答')], true, /逾期未答/],
    ['exercised', [answer('行使')], false, /主张优先受让/],
    ['has no such right', [answer('不享有')], true, /不享有/],
    ['to other terms: equal terms are these (同等条件)', [answer('放弃', 1)], false, /条款改变/],
    ['exercised after a waiver', [answer('放弃'), answer('行使')], false, /主张/],
    ['waived in the end', [answer('行使'), answer('放弃')], true, /放弃/],
    ['of another right', [{ ...answer('放弃'), rightKey: 'commissioner' }], false, /还没有/],
  ]
  for (const [title, answers, settled, words] of cases)
    it(title, () => {
      const state = rightState(right, answers, 2)
      assert.equal(state.settled, settled)
      assert.match(state.why, words)
    })

  it('refused by a co-owner holds the deal', () => {
    const [consent] = rightsToAsk({ ...base, coOwners: owners })
    assert.ok(consent)
    const said = (one: RightAnswer['answer']) => [{ ...answer(one), rightKey: consent.key }]
    assert.equal(rightState(consent, said('不同意'), 2).settled, false)
    assert.equal(rightState(consent, said('同意'), 2).settled, true)
  })

  it('is shown by a document where the law wants one to exist', () => {
    const all: RightAnswer['answer'][] = ['放弃', '行使', '同意', '不同意', '逾期未答', '不享有']
    assert.deepEqual(all.filter(needsFile), ['放弃', '同意', '逾期未答'])
  })
})

describe('a party abroad (P21)', () => {
  const abroad = { buyerAbroad: '德国' }
  const needs = (deal: Partial<DealInLaw>) => approvalsNeeded({ ...base, ...deal }).map(({ kind }) => kind)
  const cases: readonly (readonly [string, Partial<DealInLaw>, readonly string[]])[] = [
    [
      '科技进步法 34: transfer of a fiscally funded result',
      { ...abroad, fundingSource: '国家财政' },
      ['fiscal'],
    ],
    [
      '科技进步法 34: exclusive licence',
      { ...abroad, fundingSource: '县财政', mode: '独占许可' },
      ['fiscal'],
    ],
    ['34 not: sole licence', { ...abroad, fundingSource: '国家财政', mode: '排他许可' }, []],
    ['34 not: ordinary licence', { ...abroad, fundingSource: '国家财政', mode: '普通许可' }, []],
    ['34 not: no fiscal money', { ...abroad, fundingSource: '企业' }, []],
    ['34 not: within the mainland', { fundingSource: '国家财政' }, []],
    ['34 not: a seller abroad', { sellerAbroad: '德国', fundingSource: '国家财政' }, []],
    [
      '877: restricted export needs a licence, on any mode',
      { ...abroad, exportControl: '限制出口', mode: '技术服务' },
      ['export'],
    ],
    ['877 not: restricted, but it stays', { exportControl: '限制出口' }, []],
    ['both', { ...abroad, fundingSource: '省财政', exportControl: '限制出口' }, ['fiscal', 'export']],
  ]
  for (const [title, deal, expected] of cases) it(title, () => assert.deepEqual(needs(deal), expected))

  it('877: what may not be exported goes abroad by no mode', () => {
    for (const mode of ['转让', '普通许可', '合作开发', '技术服务'])
      assert.match(exportBan({ ...base, ...abroad, mode, exportControl: '禁止出口' }) ?? '', /禁止出口/)
    assert.equal(exportBan({ ...base, exportControl: '禁止出口' }), undefined)
    assert.equal(exportBan({ ...base, ...abroad, exportControl: '限制出口' }), undefined)
  })
})
