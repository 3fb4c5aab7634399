import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { PaperDocument } from '#platform/documents/blocks.ts'
import { writeDocx } from '#platform/documents/docx.ts'
import { docxText, stripOffice } from '#platform/files/office.ts'
import { inspectFile } from '#platform/files/inspect.ts'

const paper: PaperDocument = {
  title: '技术许可合同',
  version: '第 1 版',
  at: '2026-11-23T01:12:00.123Z',
  mark: '示例',
  marked: { id: '0123456789ab', version: 1 },
  address: { url: 'https://kq.example.cn/id/contract/0123456789ab', caption: '扫码核对' },
  blocks: [
    { kind: 'title', text: '技术许可合同', subtitle: '编号 0123456789ab' },
    { kind: 'pairs', rows: [['甲方', '示例大学']] },
    { kind: 'heading', text: '第一条　项目的名称' },
    { kind: 'clause', number: '1.1', text: '本项目名称为“示例”，<三> & 四。\n第二段\u0000\ufffe。' },
    { kind: 'paragraph', text: '双方协商。' },
    { kind: 'table', head: ['名称', '号码'], widths: [2, 1], rows: [['第一项', '=1+1']] },
    { kind: 'pageBreak' },
    {
      kind: 'signatures',
      parties: ['甲方', '乙方', '丙方'].map((role) => ({ role, name: `${role}单位`, lines: ['日期：'] })),
    },
  ],
}

describe('documents as docx', () => {
  it('hold every word of the blocks, in their order', async () => {
    const text = await docxText((await writeDocx(paper)).bytes)
    const words = [
      '扫码核对',
      '技术许可合同',
      '甲方',
      '示例大学',
      '第一条',
      '1.1',
      '“示例”，<三> & 四。',
      '第二段',
    ]
    const more = ['双方协商。', '名称', '第一项', '=1+1', '甲方单位', '乙方单位', '丙方单位', '日期：']
    let from = 0
    for (const word of [...words, ...more]) {
      const at = text.indexOf(word, from)
      assert.ok(at >= from, `${word} in\n${text.slice(from)}`)
      from = at
    }
    for (const illegal of ['\u0000', '\ufffe']) assert.ok(!text.includes(illegal))
  })

  it('have the same bytes for the same document, without author, time or company', async () => {
    const first = await writeDocx(paper)
    const again = await writeDocx(structuredClone({ ...paper, at: '2026-11-24T01:12:00.123Z' }))
    assert.equal(again.sha256, first.sha256)
    assert.equal(first.sha256, createHash('sha256').update(first.bytes).digest('hex'))
    const other = await writeDocx({ ...paper, version: '第 2 版' })
    assert.notEqual(other.sha256, first.sha256)
    assert.deepEqual(stripOffice(first.bytes, { sameTime: true }), first.bytes, 'nothing is left to strip')
  })

  it('are what an upload takes', async () => {
    const { type } = await inspectFile((await writeDocx(paper)).bytes, '合同.docx')
    assert.match(type, /wordprocessingml/)
  })
})
