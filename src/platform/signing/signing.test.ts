import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { findingsOf, markText, readMark, type Marked, type SheetRead } from '#platform/signing/marks.ts'
import { httpProvider } from '#platform/signing/provider.ts'
import { nameOnSeal, sealDiffers } from '#platform/signing/seal.ts'

const DIGEST = '9f3a2b7c1d2e'
const document: Marked = {
  markId: '0123456789ab',
  version: 2,
  digest: DIGEST.padEnd(64, '0'),
  pages: 3,
  markedPages: 3,
}
const own = (page: number) => ({ id: '0123456789ab', version: 2, page, pages: 3, digest: DIGEST })
const read = (...marks: (number | null | 'other')[]): SheetRead[] =>
  marks.map((mark, i) => ({
    sheet: i + 1,
    mark: mark === null ? null : mark === 'other' ? { ...own(1), version: 1 } : own(mark),
  }))

describe('the mark of a page', () => {
  it('reads back what was written, in the alphabet such codes pack best', () => {
    const part = (max: number) => fc.integer({ min: 1, max })
    fc.assert(
      fc.property(part(9999), part(9999), part(9999), (version, page, pages) => {
        const text = markText({ id: '0123456789ab', version, page, pages, digest: document.digest })
        assert.match(text, /^[0-9A-Z $%*+\-./:]+$/)
        assert.deepEqual(readMark(text), { id: '0123456789ab', version, page, pages, digest: DIGEST })
      }),
    )
  })

  it('is also told by the address of the first page, and by nothing that merely looks like it', () => {
    const address = `https://kq.example.cn/id/contract/0123456789ab?v=2&d=${DIGEST}`
    assert.deepEqual(readMark(address), { ...own(1), pages: 0 })
    for (const text of [
      '',
      'KQ1:',
      'KQ2:0123456789AB:1:1/1:9F3A2B7C1D2E',
      'https://evil.example/?v=2',
      'WIFI:S:x;;',
    ])
      assert.equal(readMark(text), undefined, text)
  })
})

describe('what was read on a scan, held against the text', () => {
  const cases: readonly (readonly [string, SheetRead[], Partial<ReturnType<typeof findingsOf>>])[] = [
    ['every page, in any order', read(3, 1, 2), { complete: true, missing: false, foreign: [], unread: [] }],
    ['a page photographed twice is no fault', read(1, 2, 2, 3), { complete: true, missing: false }],
    ['a page missing', read(1, 3), { complete: false, missing: true, notRead: [2] }],
    ['a page missing, another twice', read(1, 3, 3), { complete: false, missing: true, notRead: [2] }],
    ['a page whose mark was not read', read(1, null, 3), { complete: false, missing: false, unread: [2] }],
    ['a page of an older version', read(1, 'other', 3), { complete: false, foreign: [2], missing: true }],
    ['nothing read', read(null, null, null), { complete: false, missing: false, notRead: [1, 2, 3] }],
    ['one sheet for three pages', read(1), { complete: false, missing: true }],
  ]
  for (const [title, sheets, expected] of cases)
    it(title, () => {
      const found = findingsOf(document, sheets)
      for (const [name, value] of Object.entries(expected))
        assert.deepEqual(found[name as keyof typeof found], value, name)
    })

  it('of an own text only the cover has marks: a person looks at the rest', () => {
    const cover = { ...document, pages: 4, markedPages: 1 }
    assert.equal(findingsOf(cover, read(1, null, null, null)).complete, false)
    assert.equal(findingsOf(cover, read(1, null, null, null)).missing, false)
    assert.equal(findingsOf(cover, read(1, null, null)).missing, true)
    assert.equal(findingsOf({ ...cover, pages: null }, read(1, null)).missing, false)
  })
})

describe('the name on a seal (bad input: seal name differs)', () => {
  const name = '示例·江东鲜汐水产食品有限公司'
  const same = ['', '合同专用章', '公章', '（合同专用章）', '技术合同专用章（1）', '章', '业务专用章(2)']
  for (const words of same)
    it(`${words || '无附加字样'} is the same`, () => assert.equal(sealDiffers(name, name + words), false))
  it('width, spaces and brackets do not matter', () => {
    assert.equal(sealDiffers('示例（东城）有限公司', '示例(东城) 有限公司 合同专用章'), false)
    assert.equal(sealDiffers('王印', '王印'), false)
  })
  for (const seal of [
    '示例·江东鲜汐水产食品公司合同专用章',
    '江东鲜汐水产食品有限公司公章',
    '示例·江东鲜汐水产食品有限公司第一分公司',
    '合同专用章',
  ])
    it(`${seal} differs`, () => assert.equal(sealDiffers(name, seal), true))
  it('what is left is the name', () => assert.equal(nameOnSeal('甲公司合同专用章'), '甲公司'))
})

describe('the certificate service over HTTP', () => {
  const answering = (body: unknown, status = 200) => {
    const asked: { url: string; headers: Record<string, string> }[] = []
    const answer = async (url: unknown, init: unknown) => {
      asked.push({ url: String(url), headers: (init as { headers: Record<string, string> }).headers })
      return new Response(JSON.stringify(body), { status })
    }
    const options = { url: 'https://sign.example/api/', token: 't0ken', name: '示例服务' }
    return { asked, provider: httpProvider({ ...options, fetch: answer }) }
  }
  const request = {
    requestId: '1',
    title: '合同',
    sha256: 'a'.repeat(64),
    organisation: '甲',
    person: '王',
    capacity: '主任',
  }

  it('is asked with the token of the city and answers reference and page', async () => {
    const { asked, provider } = answering({ ref: 'r/1', address: 'https://sign.example/s/1' })
    assert.deepEqual(await provider.request(request), { ref: 'r/1', address: 'https://sign.example/s/1' })
    assert.equal(asked[0]?.url, 'https://sign.example/api/signatures')
    assert.equal(asked[0]?.headers['authorization'], 'Bearer t0ken')
  })

  it('may not send people to another site', async () => {
    const { provider } = answering({ ref: 'r', address: 'https://evil.example/s' })
    await assert.rejects(provider.request(request), /another site/)
  })

  it('answers only states and facts we know', async () => {
    const signed = {
      state: 'signed',
      sha256: 'a'.repeat(64),
      issuer: 'CA',
      serial: '1',
      stampedAt: '2026-11-23T01:00:00Z',
    }
    assert.deepEqual(await answering(signed).provider.status('r/1'), signed)
    assert.deepEqual(await answering({ state: 'open' }).provider.status('r'), { state: 'open' })
    await assert.rejects(answering({ ...signed, stampedAt: 'yesterday' }).provider.status('r'), /no instant/)
    await assert.rejects(answering({ state: 'done' }).provider.status('r'), /state done/)
    await assert.rejects(answering({ ...signed, serial: '' }).provider.status('r'), /no serial/)
    await assert.rejects(answering({}, 500).provider.status('r'), /answered 500/)
  })
})
