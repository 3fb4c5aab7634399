import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf } from './csv.ts'

test('a table opens in Excel with its characters, and a formula stays text', () => {
  assert.equal(
    csvOf([
      ['行', '问题'],
      ['2', '名称"重复"'],
      ['3', '=1+1'],
    ]),
    '\ufeff"行","问题"\r\n"2","名称""重复"""\r\n"3","\'=1+1"\r\n',
  )
})
