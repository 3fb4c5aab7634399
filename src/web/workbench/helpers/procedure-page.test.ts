import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { procedurePage } from '#platform/procedure/derive.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import { actionTitles, plainTable, readProcedurePage } from './procedure-page.ts'

const review = defineProcedure<unknown>()({
  id: 'record-review',
  module: 'test',
  version: 1,
  title: '记录审核',
  basis: ['办法第一条'],
  planItems: [],
  parts: { owner: { title: '申请人', hold: ['firm'], within: 'org' } },
  guards: {},
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    reviewing: { title: '审核中' },
    done: { title: '已通过', end: 'granted' },
  },
  actions: {
    submit: { title: '提交', by: 'owner', from: 'draft', to: 'reviewing', input: z.object({}) },
    back: { title: '撤回', by: 'owner', from: 'reviewing', to: 'draft' },
    pass: { title: '通过', by: 'owner', from: 'reviewing', to: 'done' },
  },
})

test('the generated page of a procedure is read back with its states, moves and tables', () => {
  const map = readProcedurePage(procedurePage(review))
  assert.deepEqual(
    map.states.map((state) => [state.title, state.isStart, state.isEnd]),
    [
      ['草稿', true, false],
      ['审核中', false, false],
      ['已通过', false, true],
    ],
  )
  assert.deepEqual(map.moves.map((move) => `${move.from}>${move.to}:${move.title}`).sort(), [
    'draft>reviewing:提交',
    'reviewing>done:通过',
    'reviewing>draft:撤回',
  ])
  assert.equal(map.tables[0]?.rows.length, 3)
  assert.equal(map.tables[0]?.rows[0]?.[3], '申请人')
})

test('who does not read code sees actions by their titles and no conditions', () => {
  const table = {
    head: ['action', 'guards', 'separation'],
    rows: [
      ['提交核验 submit', 'isComplete', ''],
      ['通过核验 verify', '', 'submit'],
    ],
  }
  assert.deepEqual(plainTable(table), {
    head: ['action', 'separation'],
    rows: [
      ['提交核验', ''],
      ['通过核验', 'submit'],
    ],
  })
  assert.equal(actionTitles(table).get('submit'), '提交核验')
})
