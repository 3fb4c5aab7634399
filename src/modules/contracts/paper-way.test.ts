import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Client } from '#test/city.ts'
import { fileOf, photographs } from '#test/photographs.ts'
import { contractDesk, ok, refused } from './fixture.ts'

describe('a contract signed on paper (P8 way a)', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client
  /** Legal staff of the seller: compares, binds nobody. */
  let legal: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
    await desk.city.runtime.db.owner((client) =>
      client.query(
        `update platform.membership set roles = '{legal}' where person_id =
          (select person_id from platform.account where login = 'nongye.he')`,
      ),
    )
    legal = await desk.city.as('nongye.he')
  })
  after(() => desk.city.close())

  interface Made {
    readonly id: string
    readonly dossierId: string
    readonly sha256: string
  }
  const madeText = async (): Promise<Made> => desk.make(await desk.agreedDeal())
  const printed = (made: Made) => desk.bytesOf(seller, `/api/v1/contracts/${made.id}/pdf`)
  const photos = async (client: Client, made: Made, options = {}) => {
    const pictures = await photographs(await printed(made), options)
    return desk.upload(
      client,
      pictures.map((bytes, i) => fileOf(bytes, `IMG_${i}.jpg`)),
      true,
    )
  }
  const bring = async (client: Client, made: Made, fileId: string, covers = 'all') => {
    ok(await desk.sign(client, made.dossierId, 'bringPaper', { fileId, covers }))
    await desk.city.runtime.drain()
    return (await desk.show(client, made.id)).papers[0]
  }
  const check = async (client: Client, made: Made, more: object = {}) => {
    const { papers } = await desk.show(client, made.id)
    const [paper] = papers
    return desk.sign(client, made.dossierId, 'checkPaper', {
      paperId: paper.id,
      signatoryId: paper.open[0]?.id,
      sealText: `${paper.open[0]?.name}合同专用章`,
      signerName: '王某',
      capacity: '法定代表人',
      signedOn: '2026-11-20',
      ...more,
    })
  }

  it('comes back as photographs, is read by its marks, compared by a second person for each side, and concludes', async () => {
    const made = await madeText()
    const paper = await bring(seller, made, await photos(seller, made))
    assert.equal(paper.findings.complete, true, JSON.stringify(paper.findings))
    assert.deepEqual(
      paper.reading.marks.map(({ page }: { page: number }) => page),
      paper.reading.marks.map((_: unknown, i: number) => i + 1),
    )
    assert.equal(paper.reading.pictures.length, paper.sheets)
    refused(await check(seller, made), /交回人不能核对自己交回的文本/)

    ok(await check(buyer, made))
    const half = await desk.show(buyer, made.id)
    assert.deepEqual([half.state, half.confirmations.length], ['drafted', 1])
    ok(await check(buyer, made, { sealText: `${desk.buyerName}（合同专用章）` }))
    const contract = await desk.show(seller, made.id)
    assert.equal(contract.state, 'confirmed')
    assert.deepEqual(
      contract.confirmations.map((one: { way: string; org: string; evidence: { differs: boolean } }) => [
        one.way,
        one.org,
        one.evidence.differs,
      ]),
      [
        ['a', desk.sellerName, false],
        ['a', desk.buyerName, false],
      ],
    )
    // The receiving date counts, not the date on the paper or that of the check.
    assert.equal(contract.concludedAt, contract.papers[0].at)
    const sheet = await desk.bytesOf(seller, `/api/v1/contracts/${made.id}/confirmation-sheet`)
    assert.equal(sheet.subarray(0, 5).toString(), '%PDF-')
    const picture = await desk.bytesOf(buyer, paper.reading.pictures[0])
    assert.equal(picture.subarray(0, 3).toString('hex'), 'ffd8ff')
  })

  it('with a seal of another name is accepted only with a reason, and the difference is kept', async () => {
    const made = await madeText()
    await bring(buyer, made, await photos(buyer, made))
    refused(await check(seller, made, { sealText: '示例·别的公司公章' }), /与登记名称“.*”不一致/, 422)
    ok(await check(seller, made, { sealText: '示例·别的公司公章', reason: '刚更名，新章未刻好' }))
    const { confirmations, papers } = await desk.show(seller, made.id)
    assert.equal(confirmations[0].evidence.differs, true)
    assert.deepEqual(
      [papers[0].checks[0].sealText, papers[0].checks[0].differs, papers[0].checks[0].reason],
      ['示例·别的公司公章', true, '刚更名，新章未刻好'],
    )
  })

  it('with a page missing, of another version or of another contract cannot pass, and goes back with the reason', async () => {
    const made = await madeText()
    await bring(seller, made, await photos(seller, made, { without: [2] }))
    refused(await check(buyer, made), /缺页/)
    refused(
      await desk.sign(seller, made.dossierId, 'bringPaper', { fileId: made.id, covers: 'all' }),
      /正在等待核对/,
    )
    const [lacking] = (await desk.show(buyer, made.id)).papers
    ok(await desk.sign(buyer, made.dossierId, 'sendBackPaper', { paperId: lacking.id, reason: '缺第 2 页' }))
    assert.equal((await desk.show(seller, made.id)).papers[0].sentBack, '缺第 2 页')
    refused(
      await desk.sign(buyer, made.dossierId, 'sendBackPaper', { paperId: lacking.id, reason: '再退' }),
      /没有等待核对/,
    )

    const other = await madeText()
    await bring(seller, made, await photos(seller, other))
    refused(await check(buyer, made), /标记不属于这一版文本/)
    const [foreign] = (await desk.show(buyer, made.id)).papers
    ok(
      await desk.sign(buyer, made.dossierId, 'sendBackPaper', {
        paperId: foreign.id,
        reason: '不是这份合同',
      }),
    )

    const old = await photos(seller, made)
    ok(await desk.sign(buyer, made.dossierId, 'regenerate'))
    await bring(seller, made, old)
    refused(await check(buyer, made), /标记不属于这一版文本/)
  })

  it('whose marks cannot be read is looked through by the person, who says so', async () => {
    const made = await madeText()
    const scan = await photographs(await printed(made))
    const blank = await Promise.all(
      scan.map(async () => (await photographs(await blankPdf()))[0] ?? Buffer.alloc(0)),
    )
    const fileId = await desk.upload(
      seller,
      blank.map((bytes, i) => fileOf(bytes, `IMG_${i}.jpg`)),
      true,
    )
    const paper = await bring(seller, made, fileId)
    assert.equal(paper.findings.complete, false)
    assert.equal(paper.findings.missing, false)
    refused(await check(buyer, made), /请逐页看过页码和内容/)
    ok(await check(buyer, made, { pagesSeen: true }))
  })

  it('by one side only counts for that side; the other may sign electronically once both agreed to it (mixed)', async () => {
    const made = await madeText()
    await bring(seller, made, await photos(seller, made), 'own')
    ok(await check(buyer, made))
    refused(await desk.tryConfirm(buyer, made), /请先同意电子确认条款/)
    await desk.consentBoth(made)
    ok(await desk.confirm(buyer, made))
    const contract = await desk.show(buyer, made.id)
    assert.equal(contract.state, 'confirmed')
    assert.deepEqual(
      contract.confirmations.map((one: { way: string }) => one.way),
      ['a', 'b'],
    )
  })

  it('is checked by legal staff of the own side too, who can bind nobody', async () => {
    const made = await madeText()
    await bring(seller, made, await photos(seller, made))
    const offered = await desk.offered(legal, made.dossierId)
    assert.deepEqual(Object.keys(offered), ['checkPaper', 'sendBackPaper'])
    assert.equal((await desk.sign(legal, made.dossierId, 'bringPaper', {})).status, 403)
    ok(await check(legal, made))
  })

  it('leaves nothing that its invariants forbid', async () => {
    const { invariants = [] } = desk.city.runtime.modules.find((module) => module.name === 'contracts') ?? {}
    assert.ok(invariants.length >= 5)
    for (const { name, rows } of invariants)
      assert.deepEqual(await desk.city.runtime.db.read('contracts', rows), [], name)
  })

  const blankPdf = async (): Promise<Buffer> => {
    const { printPdf } = await import('#platform/documents/pdf.ts')
    const paper = { title: '空白', version: '', at: '2026-01-05T01:00:00.000Z', blocks: [] }
    return (await printPdf(paper)).bytes
  }
})
