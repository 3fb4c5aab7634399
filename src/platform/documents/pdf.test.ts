import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { pageWords, type PaperDocument } from '#platform/documents/blocks.ts'
import { facesOf, runsOf, type Faces } from '#platform/documents/fonts.ts'
import { printPdf } from '#platform/documents/pdf.ts'

const paper: PaperDocument = {
  title: '技术许可合同',
  version: '第 1 版',
  at: '2026-11-23T01:12:00.123Z',
  mark: '示例',
  address: { url: 'https://kq.example.cn/id/contract/0123456789ab', caption: '扫码核对' },
  blocks: [
    { kind: 'title', text: '技术许可合同', subtitle: '编号 0123456789ab' },
    { kind: 'pairs', rows: [['甲方', '示例大学']] },
    { kind: 'heading', text: '第一条　项目的名称' },
    { kind: 'clause', number: '1.1', text: '本项目名称为“示例”。\n第二段。' },
    {
      kind: 'table',
      head: ['名称', '号码'],
      widths: [2, 1],
      rows: Array.from({ length: 60 }, (_, i) => [`第 ${i} 项`, '1']),
    },
    { kind: 'signatures', parties: [{ role: '甲方', name: '示例大学', lines: ['日期：'] }] },
  ],
}
/** Page objects are written in clear; their contents are compressed. */
const pagesIn = (bytes: Buffer) => bytes.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0

describe('documents as PDF', () => {
  it('have the same bytes for the same document, and others when a word or the date differs', async () => {
    const first = await printPdf(paper)
    const again = await printPdf(structuredClone(paper))
    assert.equal(again.sha256, first.sha256)
    assert.equal(first.sha256, createHash('sha256').update(first.bytes).digest('hex'))
    assert.equal(first.bytes.subarray(0, 5).toString(), '%PDF-')
    const later = await printPdf({ ...paper, at: '2026-11-23T01:12:01.123Z' })
    const other = await printPdf({ ...paper, version: '第 2 版' })
    assert.equal(new Set([first.sha256, later.sha256, other.sha256]).size, 3)
  })

  it('run over pages and count them', async () => {
    const printed = await printPdf(paper)
    assert.ok(printed.pages >= 3, `${printed.pages} pages`)
    assert.equal(pagesIn(printed.bytes), printed.pages)
    assert.deepEqual(printed.missing, [])
  })

  it('say title, version, page and, for samples, that they bind nobody (P3, P10)', () => {
    assert.deepEqual(pageWords(paper, 2, 3), {
      left: '【示例】技术许可合同',
      right: '第 1 版',
      footer: '第 2 页 / 共 3 页',
      notice: '示例数据，不具有法律效力',
    })
    const { mark: _, ...real } = paper
    assert.equal(pageWords(real, 1, 1).notice, '')
    assert.equal(pageWords(real, 1, 1).left, '技术许可合同')
  })
})

describe('characters the font lacks', () => {
  it('come from the second face where it is installed, else they are 〓 and named', () => {
    const main = facesOf('regular').main
    assert.equal(main.has(0x6c55), true, '汕 is in the font')
    assert.equal(main.has(0x20bb7), false, '𠮷 is not')
    const rare = { ...main, has: (codePoint: number) => codePoint === 0x20bb7 }
    const both: Faces = { main, fallback: rare }
    const missing = new Set<string>()
    assert.deepEqual(runsOf('姓𠮷野', both, missing), [
      { text: '姓', face: 'main' },
      { text: '𠮷', face: 'fallback' },
      { text: '野', face: 'main' },
    ])
    assert.equal(missing.size, 0)
    assert.deepEqual(runsOf('姓𠮷野', { main }, missing), [{ text: '姓〓野', face: 'main' }])
    assert.deepEqual([...missing], ['𠮷'])
  })

  it('never are control characters', () => {
    const missing = new Set<string>()
    assert.deepEqual(runsOf('a\u0000b\r\nc', { main: facesOf('regular').main }, missing), [
      { text: 'a b\nc', face: 'main' },
    ])
    assert.equal(missing.size, 0)
  })

  it('are named in a note of the document itself', async () => {
    const hopeless = String.fromCodePoint(0x3fffd)
    const printed = await printPdf({ ...paper, blocks: [{ kind: 'paragraph', text: `名${hopeless}` }] })
    assert.deepEqual(printed.missing, [hopeless])
  })
})
