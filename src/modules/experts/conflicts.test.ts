import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PoolQuestion } from '#platform/panel/pool.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import { conflictsOf, notServing, type Subject } from './conflicts.ts'

const expert: Subject = {
  personId: 'p1',
  name: '示例甲',
  unit: '示例大学',
  employers: [],
  kin: [],
  holdings: [],
  ties: [],
  orgs: [],
}
const nothing = { orgs: [], people: [] }
const asked: PoolQuestion = {
  today: '2026-12-01',
  matter: { orgs: [{ id: 'o1', name: '示例企业' }], people: [{ id: 'p9', name: '示例乙' }] },
  competing: nothing,
  dealings: { orgIds: new Set(), personIds: new Set() },
  decidedBy: new Set(),
  excluded: [],
}
const reach = { years: 3, studentYears: 5 }

describe('recusal H1 to H7 (domain/experts.md)', () => {
  const cases: readonly (readonly [string, Partial<Subject>, Partial<PoolQuestion>, string])[] = [
    ['nothing', {}, {}, ''],
    ['the same unit now', { unit: '示例企业' }, {}, 'H1'],
    ['written with other brackets and spaces', { unit: '示例 企业' }, {}, 'H1'],
    ['of a department of it', { unit: '示例企业中央研究院' }, {}, 'H1'],
    ['formerly of a department of it', { employers: [{ unit: '示例企业（东区）', kind: '任职' }] }, {}, 'H1'],
    ['of another that only begins alike', { unit: '示例企业2' }, {}, ''],
    ['a seconded expert', { employers: [{ unit: '示例企业', kind: '借调' }] }, {}, 'H1'],
    [
      'a former employer within three years',
      { employers: [{ unit: '示例企业', kind: '任职', until: '2023-12-01' }] },
      {},
      'H1',
    ],
    [
      'a former employer before that',
      { employers: [{ unit: '示例企业', kind: '任职', until: '2023-11-30' }] },
      {},
      '',
    ],
    [
      'a member of the applicant under another name of it (by organisation)',
      { orgs: [{ id: 'o1', name: '示例企业（原名）' }] },
      {},
      'H1',
    ],
    ['a member of a partner named without an account', { orgs: [{ id: 'o2', name: '示例 企业' }] }, {}, 'H1'],
    [
      'a member of a competing applicant',
      { orgs: [{ id: 'o3', name: '示例他企业' }] },
      { competing: { orgs: [{ id: 'o3', name: '示例他企业（改名）' }], people: [] } },
      'H2',
    ],
    ['a member of the item', { personId: 'p9' }, {}, 'H2'],
    [
      'an adviser named without an account',
      {},
      { matter: { orgs: [], people: [{ name: '示例甲', unit: '示例大学' }] } },
      'H2',
    ],
    [
      'a namesake elsewhere',
      {},
      { matter: { orgs: [], people: [{ name: '示例甲', unit: '别的大学' }] } },
      '',
    ],
    [
      'a member of a competing item',
      {},
      { competing: { orgs: [], people: [{ id: 'p1', name: '示例甲' }] } },
      'H2',
    ],
    ['kin at the applicant', { kin: [{ name: '示例丙', relation: '配偶', unit: '示例企业' }] }, {}, 'H3'],
    [
      'kin until three years ago',
      { kin: [{ name: '示例丙', relation: '配偶', unit: '示例企业', until: '2020-01-01' }] },
      {},
      '',
    ],
    ['kin among its people', { kin: [{ name: '示例乙', relation: '表亲', unit: '别处' }] }, {}, 'H3'],
    ['shares', { holdings: [{ unit: '示例企业', kind: '持股' }] }, {}, 'H4'],
    [
      'consulting long ago',
      { holdings: [{ unit: '示例企业', kind: '有偿咨询', until: '2022-01-01' }] },
      {},
      '',
    ],
    ['a co-author', { ties: [{ name: '示例乙', kind: '合著论文', lastOn: '2024-01-01' }] }, {}, 'H5'],
    ['a co-author long ago', { ties: [{ name: '示例乙', kind: '合著论文', lastOn: '2022-01-01' }] }, {}, ''],
    [
      'a student within five years',
      { ties: [{ name: '示例乙', kind: '学生', lastOn: '2022-01-01' }] },
      {},
      'H5',
    ],
    [
      'who acted in a contract with the applicant',
      {},
      { dealings: { orgIds: new Set(), personIds: new Set(['p1']) } },
      'H5',
    ],
    [
      'whose organisation has a contract with the applicant',
      { orgs: [{ id: 'o4', name: '示例大学' }] },
      { dealings: { orgIds: new Set(['o4']), personIds: new Set() } },
      'H5',
    ],
    ['part in the decision under review', {}, { decidedBy: new Set(['p1']) }, 'H6'],
    ['named by the applicant', {}, { excluded: [{ name: '示例甲', unit: '示例大学' }] }, 'H7'],
    [
      'named by the applicant at a school of the unit',
      {},
      { excluded: [{ name: '示例甲', unit: '示例大学（材料学院）' }] },
      'H7',
    ],
    ['a namesake of one excluded', {}, { excluded: [{ name: '示例甲', unit: '别的大学' }] }, ''],
  ]
  for (const [name, own, question, found] of cases)
    it(`${name}: ${found || 'none'}`, () =>
      assert.equal(conflictsOf({ ...expert, ...own }, { ...asked, ...question }, reach).join(), found))
})

describe('who may serve', () => {
  for (const [state, until, serves] of [
    ['active', '2026-12-01', true],
    ['active', '2026-11-30', false],
    ['active', null, false],
    ['renewal', '2026-12-01', true],
    ['suspended', '2027-01-01', false],
    ['removed', '2027-01-01', false],
  ] as const)
    it(`${state} until ${until}: ${serves}`, () =>
      assert.equal(notServing(state, until, '2026-12-01') === undefined, serves))

  it('units are one whatever their width, brackets and spaces', () =>
    assert.equal(unitKey('示例大学（本部） '), unitKey('示例大学(本部)')))
})
