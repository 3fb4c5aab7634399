import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changedOf, declaredFault, type Checked, type CheckedName } from './rules.ts'

const left = { unit: '示例大学', kind: '任职', until: '2025-06-30' } as const
const here = { unit: '示例企业', kind: '兼职' } as const
const days = { openedOn: '2026-01-10', since: '2023-12-01' }

const NOTHING = { employers: [], kin: [], holdings: [], ties: [] }

describe('employers of an expert of the pool (domain/experts.md H1): added, not taken off', () => {
  for (const [name, before, after, says] of [
    ['the same again', [left, here], [left, here], undefined],
    ['one more', [left], [left, here], undefined],
    ['written with other brackets', [left], [{ ...left, unit: '示例 大学' }], undefined],
    ['one taken off', [left, here], [here], /“示例大学”（任职）不能删除/],
    ['one made another kind', [here], [{ ...here, kind: '关联单位' }], /“示例企业”（兼职）不能删除/],
    ['one that ended too long ago to count', [{ ...left, until: '2023-11-30' }], [], undefined],
    ['one left since', [here], [{ ...here, until: '2026-06-30' }], undefined],
    [
      'one left before the application that named it',
      [here],
      [{ ...here, until: '2025-12-31' }],
      /不能早于 2026-01-10/,
    ],
    ['an end moved back', [left], [{ ...left, until: '2022-06-30' }], /不能早于 2025-06-30/],
    ['an end moved on', [left], [{ ...left, until: '2025-09-30' }], undefined],
  ] as const)
    it(name, () => {
      const fault = declaredFault(
        { ...NOTHING, employers: [...before] },
        { ...NOTHING, employers: [...after] },
        days,
      )
      if (says) assert.match(fault?.message ?? '', says)
      else assert.equal(fault, undefined)
    })
})

describe('what else makes conflicts (domain/experts.md H3 to H5) is ended, not taken off', () => {
  const kin = { name: '示例丙', relation: '配偶', unit: '示例企业' }
  const holding = { unit: '示例企业', kind: '持股' } as const
  const tie = { name: '示例丁', kind: '导师', lastOn: '2025-03-01' } as const
  for (const [field, before, after, says] of [
    ['kin', [kin], [], /亲属“示例丙”（配偶）不能删除/],
    ['kin', [kin], [{ ...kin, until: '2026-06-30' }], undefined],
    ['kin', [kin], [{ ...kin, until: '2025-06-30' }], /不能早于 2026-01-10/],
    ['holdings', [holding], [], /企业“示例企业”（持股）不能删除/],
    ['holdings', [{ ...holding, until: '2023-11-30' }], [], undefined],
    ['ties', [tie], [], /“示例丁”（导师）不能删除/],
    ['ties', [tie], [{ ...tie, lastOn: '2024-03-01' }], /不能早于 2025-03-01/],
  ] as const)
    it(`${field} to ${JSON.stringify(after)}`, () => {
      const fault = declaredFault({ ...NOTHING, [field]: before }, { ...NOTHING, [field]: after }, days)
      if (says) assert.match(fault?.message ?? '', says)
      else assert.equal(fault, undefined)
      if (says) assert.equal(fault?.field, field)
    })
})

describe('what an expert changes only by a check', () => {
  const now: Partial<Checked> = { unit: '示例大学', fields: ['新材料', '航空航天'], place: '本市' }
  const cases: readonly (readonly [string, Partial<Checked>, readonly CheckedName[]])[] = [
    ['nothing', { ...now, fields: ['航空航天', '新材料'] }, []],
    ['another unit', { ...now, unit: '示例企业' }, ['unit']],
    ['another field and place', { ...now, fields: ['新材料'], place: '本市以外' }, ['fields', 'place']],
    ['what is not asked for', {}, []],
  ]
  for (const [name, asked, changed] of cases) it(name, () => assert.deepEqual(changedOf(now, asked), changed))
})
