import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BOX_SIZE, diagramOf } from './diagram.ts'

const state = (name: string, more: object = {}) => ({
  name,
  title: name,
  isStart: false,
  isEnd: false,
  ...more,
})
const map = {
  states: [
    state('draft', { isStart: true }),
    state('reviewing'),
    state('published'),
    state('rejected', { isEnd: true }),
    state('closed', { isEnd: true }),
  ],
  moves: [
    { from: 'draft', to: 'reviewing', title: '提交' },
    { from: 'reviewing', to: 'draft', title: '退回补正' },
    { from: 'reviewing', to: 'published', title: '通过' },
    { from: 'reviewing', to: 'rejected', title: '不予发布' },
    { from: 'reviewing', to: 'rejected', title: '撤回' },
    { from: 'published', to: 'published', title: '确认有效' },
    { from: 'published', to: 'closed', title: '下架' },
    { from: 'draft', to: 'closed', title: '作废' },
  ],
}

test('states stand in layers by their steps from the start, and no box lies on another', () => {
  const { boxes } = diagramOf(map)
  const x = (name: string) => boxes.find((box) => box.name === name)?.x ?? NaN
  assert.ok(x('draft') < x('reviewing') && x('reviewing') < x('published'))
  assert.equal(x('published'), x('rejected'))
  for (const a of boxes)
    for (const b of boxes)
      if (a !== b)
        assert.ok(
          Math.abs(a.x - b.x) >= BOX_SIZE.width || Math.abs(a.y - b.y) >= BOX_SIZE.height,
          a.name + b.name,
        )
})

test('every move is on an arrow; moves between the same states share one', () => {
  const { arrows } = diagramOf(map)
  assert.equal(arrows.length, 7)
  const titles = arrows.flatMap(({ label }) => label.join('、').split('、'))
  assert.deepEqual(titles.sort(), map.moves.map(({ title }) => title).sort())
})

test('all of the drawing lies within its size, labels apart from each other', () => {
  const { arrows, boxes, width, height } = diagramOf(map)
  for (const { x, y } of [...arrows, ...boxes]) assert.ok(x > 0 && x < width && y > 0 && y < height)
  const places = arrows.map(({ x, y }) => `${String(x)} ${String(y)}`)
  assert.equal(new Set(places).size, places.length)
})

test('a state that nothing leads to is drawn all the same', () => {
  const { boxes } = diagramOf({ states: [...map.states, state('lost')], moves: map.moves })
  assert.ok(boxes.some(({ name }) => name === 'lost'))
})
