import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { visitor, type Actor } from '../access/access.ts'
import { maskEmail, maskId, maskName, maskPhone, personalView } from './mask.ts'

const person = { id: 'p1', name: '林小明', phone: '13800000001', email: 'lin@example.cn' }
const viewer = (more: Partial<Actor>): Actor => ({ ...visitor, kind: 'person', personId: 'p2', ...more })

describe('masking of personal data (P18)', () => {
  it('keeps only the parts that tell people apart', () => {
    assert.equal(maskPhone('13800000001'), '138****0001')
    assert.equal(maskName('林明'), '林*')
    assert.equal(maskName('欧阳小明'), '欧阳**')
    assert.equal(maskId('441501199001011234'), '4415************34')
    assert.equal(maskEmail('lin@example.cn'), 'l***@example.cn')
  })

  it('never shows a whole phone or document number, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 3, maxLength: 30 }).filter((text) => !text.includes('*')),
        (text) => {
          assert.notEqual(maskPhone(text), text)
          assert.notEqual(maskId(text), text)
        },
      ),
    )
  })

  it('shows everything to oneself, officers and the own administrator, the name to colleagues, the rest masked', () => {
    assert.deepEqual(personalView(viewer({ personId: 'p1' }), person, []), person)
    assert.deepEqual(personalView(viewer({ roles: ['officer'] }), person, []), person)
    assert.deepEqual(personalView(viewer({ orgId: 'o1', roles: ['orgAdmin'] }), person, ['o1']), person)
    assert.equal(personalView(viewer({ orgId: 'o2', roles: ['orgAdmin'] }), person, ['o1']).name, '林**')
    const colleague = personalView(viewer({ orgId: 'o1', roles: ['tto'] }), person, ['o1'])
    assert.deepEqual([colleague.name, colleague.phone], ['林小明', '138****0001'])
    const stranger = personalView(visitor, person, ['o1'])
    assert.deepEqual(
      [stranger.name, stranger.phone, stranger.email],
      ['林**', '138****0001', 'l***@example.cn'],
    )
  })
})
