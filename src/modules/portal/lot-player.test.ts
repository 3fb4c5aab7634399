import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { open, read } from './fixture-app.ts'

describe('a finished bidding is played one step at a time, without JavaScript (P24)', () => {
  for (const [step, shown, links] of [
    ['', /第 1 步，共 4 步[^]*还没有人出价/, ['2', '4']],
    ['?step=2', /第 2 步，共 4 步[^]*AAAAAA · 10\.00 万元[^]*1 次/, ['1', '1', '3', '4']],
    ['?step=3', /第 3 步，共 4 步[^]*BBBBBB · 12\.00 万元[^]*截止顺延/, ['1', '2', '4', '4']],
    ['?step=4', /第 4 步，共 4 步[^]*结束 · BBBBBB/, ['1', '3']],
    ['?step=99', /第 4 步，共 4 步/, ['1', '3']],
    ['?step=-3', /第 1 步，共 4 步/, ['2', '4']],
    ['?step=x', /第 1 步，共 4 步/, ['2', '4']],
  ] as const)
    test(step === '' ? 'from its start' : step, async () => {
      const { html } = await read(open().app, `/lots/0b0b0b0b0b0b/replay${step}`)
      assert.match(html, shown)
      assert.deepEqual(
        [...html.matchAll(/\?step=(\d+)#play/g)].map(([, to]) => to),
        [...links],
      )
    })
})
