import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { howText, isChanged, mappingFaults, proposed, type Look, type LookedColumn } from './mapping.ts'

const column = (label: string, field: string | null, how: LookedColumn['how']): LookedColumn => {
  return { label, field, how, samples: [] }
}
const look: Look = {
  sheets: [],
  sheet: '成果',
  mustChoose: false,
  headerRow: 1,
  columns: [
    column('全称', 'name', 'similar'),
    column('简介', 'summary', 'name'),
    column('老师', null, 'none'),
  ],
  keptOn: null,
  keptId: null,
  needsMapping: true,
  fields: [
    { field: 'name', title: '名称', isRequired: true },
    { field: 'summary', title: '简介', isRequired: false },
  ],
}

describe('the mapping of columns on the import page', () => {
  it('begins with what the server proposes', () => {
    assert.deepEqual(proposed(look), { 全称: 'name', 简介: 'summary', 老师: null })
    assert.deepEqual(mappingFaults(look, proposed(look)), [])
  })

  it('says which required field is missing and which is chosen twice', () => {
    assert.deepEqual(mappingFaults(look, { 全称: 'summary', 简介: 'summary', 老师: null }), [
      '还没有哪一列对应“名称”，请选择。',
      '“简介”对应了两列，请把其中一列改为“不读取”。',
    ])
  })

  it('knows what has to be told to the server, and how each field came about', () => {
    assert.equal(
      isChanged(look, proposed(look)),
      true,
      'a likeness counts only when a person has confirmed it',
    )
    const known = { ...look, columns: [column('简介', 'summary', 'name')] }
    assert.equal(isChanged(known, { 简介: 'summary' }), false)
    assert.equal(isChanged(known, { 简介: null }), true)
    assert.equal(howText(column('全称', 'name', 'similar'), { 全称: 'name' }), '看着像，请核对')
    assert.equal(howText(column('全称', 'name', 'similar'), { 全称: null }), '您选的')
  })
})
