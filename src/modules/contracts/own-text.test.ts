import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { Client } from '#test/city.ts'
import { fileOf, photographs } from '#test/photographs.ts'
import { writeDocx } from '#platform/documents/docx.ts'
import type { PaperDocument } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { pdfTexts } from '#platform/files/raster.ts'
import { contractDesk, ok, refused } from './fixture.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const points = {
  name: '第一条',
  subject: '第二条',
  performance: '第三条',
  secrecy: '第四条',
  ownership: '第五条',
  acceptance: '第六条',
  terms: '无',
  documents: '附件一',
  patents: '第七条',
}
const own: PaperDocument = {
  title: '技术许可合同',
  version: '',
  at: '2026-01-05T01:00:00.000Z',
  blocks: [
    { kind: 'title', text: '技术许可合同' },
    {
      kind: 'paragraph',
      text: '价款 128,000.50 元，大写：人民币壹拾贰万捌仟元整。乙方不得对该技术进行改进。',
    },
  ],
}

describe('the parties’ own text', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  const use = (by: Client, made: { dossierId: string }, fileId: string, more: object = {}) =>
    desk.sign(by, made.dossierId, 'useOwnText', { ...points, fileId, ...more })
  const pdfFile = async (paper = own) => fileOf((await printPdf(paper)).bytes, '合同.pdf', 'application/pdf')

  it('is kept by its hash with a cover of code and points, voids what was agreed, and is judged', async () => {
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    const file = await pdfFile()
    const bytes = Buffer.from(await file.arrayBuffer())
    ok(await use(buyer, made, await desk.upload(buyer, [file])))
    const contract = await desk.show(seller, made.id)
    const [text] = contract.documents
    assert.deepEqual([text.version, text.source, contract.consents], [2, 'own', []])
    assert.equal(text.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.deepEqual(await desk.bytesOf(seller, text.link), bytes, 'the other side reads the very file')
    assert.deepEqual(text.points, points)
    assert.equal(text.docx, null)
    const rules = text.findings.map((finding: { rule: string }) => finding.rule)
    assert.ok(rules.includes('amount-differs') && rules.includes('monopoly-improvement'), rules.join())
    const cover = (await pdfTexts(await desk.bytesOf(seller, text.cover), 5)).join('').replace(/\s+/gu, '')
    for (const words of [text.sha256, desk.sellerName, desk.buyerName, '附件一', '骑缝章'])
      assert.ok(cover.includes(words), words)

    refused(await desk.tryConfirm(seller, made), /请先同意电子确认条款/)
    await desk.consentBoth(made, 2)
    ok(await desk.confirm(seller, { ...made, sha256: text.sha256 }))
    ok(await desk.confirm(buyer, { ...made, sha256: text.sha256 }))
    assert.equal((await desk.show(seller, made.id)).state, 'confirmed')
  })

  it('is signed on paper: the cover is read by machine, the rest looked through by the second person', async () => {
    const made = await desk.make(await desk.agreedDeal())
    ok(await use(seller, made, await desk.upload(seller, [await pdfFile()])))
    const [text] = (await desk.show(seller, made.id)).documents
    const cover = await photographs(await desk.bytesOf(seller, text.cover))
    const body = await photographs(await desk.bytesOf(seller, text.link))
    const sheets = [...cover, ...body].map((bytes, i) => fileOf(bytes, `IMG_${i}.jpg`))
    const bring = async (files: File[]) => {
      const fileId = await desk.upload(seller, files, true)
      ok(await desk.sign(seller, made.dossierId, 'bringPaper', { fileId, covers: 'all' }))
      await desk.city.runtime.drain()
      return (await desk.show(buyer, made.id)).papers[0]
    }
    const lacking = await bring(sheets.slice(1))
    assert.equal(lacking.findings.missing, true, 'the cover is missing')
    ok(await desk.sign(buyer, made.dossierId, 'sendBackPaper', { paperId: lacking.id, reason: '缺封面' }))
    const paper = await bring(sheets)
    assert.deepEqual(
      [paper.findings.foreign, paper.findings.notRead, paper.findings.missing],
      [[], [], false],
    )
    const check = {
      paperId: paper.id,
      signatoryId: paper.open[0].id,
      sealText: `${paper.open[0].name}公章`,
      signerName: '王某',
      capacity: '法定代表人',
      signedOn: '2026-11-20',
    }
    refused(await desk.sign(buyer, made.dossierId, 'checkPaper', check), /请逐页看过/)
    ok(await desk.sign(buyer, made.dossierId, 'checkPaper', { ...check, pagesSeen: true }))
  })

  it('may be a docx; how many pages it prints to is then not known', async () => {
    const made = await desk.make(await desk.agreedDeal())
    const file = fileOf((await writeDocx(own)).bytes, '合同.docx', DOCX)
    ok(await use(seller, made, await desk.upload(seller, [file])))
    const contract = await desk.show(seller, made.id)
    assert.deepEqual([contract.pages, contract.documents[0].source], [null, 'own'])
    assert.ok(contract.documents[0].findings.length > 0, 'the words of a docx are judged too')
  })

  it('in another language with a party abroad needs a Chinese text beside it', async () => {
    const abroad = (country: string) =>
      desk.city.runtime.db.owner((client) =>
        client.query('update platform.organisation set country = $1 where name = $2', [
          country,
          desk.buyerName,
        ]),
      )
    await abroad('DE')
    const made = await desk.make(await desk.agreedDeal())
    const fileId = await desk.upload(seller, [await pdfFile()])
    refused(await use(seller, made, fileId, { language: 'other' }), /必须有中文文本/, 422)
    const chineseFileId = await desk.upload(seller, [await pdfFile()])
    ok(await use(seller, made, fileId, { language: 'other', chineseFileId }))
    const [text] = (await desk.show(buyer, made.id)).documents
    await desk.bytesOf(buyer, text.chinese)
    await abroad('CN')
  })

  it('that cannot be a contract text is refused in words (T37)', async () => {
    const made = await desk.make(await desk.agreedDeal())
    const picture = await desk.upload(seller, [
      fileOf((await photographs((await printPdf(own)).bytes))[0] ?? Buffer.alloc(0), 'a.jpg'),
    ])
    refused(await use(seller, made, picture), /应是 PDF 或 docx/, 422)
    const broken = fileOf(Buffer.from('%PDF-1.7\nnothing in it'), 'b.pdf', 'application/pdf')
    refused(await use(seller, made, await desk.upload(seller, [broken])), /打不开/, 422)
    const foreign = await desk.upload(buyer, [await pdfFile()])
    refused(await use(seller, made, foreign), /不是本单位上传的/, 422)
    refused(
      await use(seller, made, await desk.upload(seller, [await pdfFile()]), { subject: '' }),
      /需要更正/,
      422,
    )
    const { documents } = await desk.show(seller, made.id)
    assert.equal(documents.length, 1, 'nothing was kept of the refused ones')
  })
})
