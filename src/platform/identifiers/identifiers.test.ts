import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Hono } from 'hono'
import { pageOf, permanentAddress, publicId, readPublicId } from '#platform/identifiers/identifiers.ts'
import { mountIdentifiers } from '#platform/identifiers/routes.ts'
import { Refusal } from '#platform/refusal.ts'

describe('public identifiers (design.md 5)', () => {
  it('are random: twenty thousand are all different and use the whole alphabet evenly', () => {
    const made = Array.from({ length: 20_000 }, publicId)
    assert.equal(new Set(made).size, made.length)
    const counts = new Map<string, number>()
    for (const c of made.join('')) counts.set(c, (counts.get(c) ?? 0) + 1)
    assert.equal(counts.size, 32)
    for (const [c, n] of counts) assert.ok(n > 7_000 && n < 8_000, `${c} came ${n} times`)
  })

  it('are read as people type and dictate them', () => {
    const id = publicId()
    assert.equal(readPublicId(id), id)
    assert.equal(readPublicId(` ${id.slice(0, 4).toUpperCase()}-${id.slice(4, 8)}-${id.slice(8)} `), id)
    assert.equal(readPublicId('O1IL23456789'), '011123456789')
    assert.equal(readPublicId('u12345678901'), undefined)
    assert.equal(readPublicId('../../etc/pw'), undefined)
    assert.equal(readPublicId(''), undefined)
  })

  it('lead from the permanent address to the page of today, and to nothing else', async () => {
    const pages = { achievement: '/achievements/' }
    const id = publicId()
    assert.equal(
      permanentAddress('https://kq.example.cn/', 'achievement', id),
      `https://kq.example.cn/id/achievement/${id}`,
    )
    assert.throws(() => permanentAddress('', 'achievement', 'x'), /no permanent address/)
    assert.equal(pageOf(pages, 'achievement', id.toUpperCase()), `/achievements/${id}`)
    for (const kind of ['demand', 'toString', '__proto__']) assert.equal(pageOf(pages, kind, id), undefined)
    const app = new Hono()
    mountIdentifiers(app, pages)
    app.onError((error, context) => context.text(error.message, error instanceof Refusal ? 404 : 500))
    const found = await app.request(`/id/achievement/${id}`)
    assert.deepEqual([found.status, found.headers.get('location')], [302, `/achievements/${id}`])
    assert.equal((await app.request('/id/achievement/nonsense')).status, 404)
  })
})
