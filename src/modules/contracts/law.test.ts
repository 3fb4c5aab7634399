import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Client } from '#test/city.ts'
import { fileOf } from '#test/photographs.ts'
import { contractDesk, ok, refused } from './fixture.ts'

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')

describe('what the law wants known before a contract is signed', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  const owner = (sql: string, values: unknown[]) =>
    desk.city.runtime.db.owner(async (client) => {
      await client.query(sql, values)
    })
  /** The buyer as a body registered elsewhere; back again afterwards. */
  const buyerFrom = (country: string) =>
    owner('update platform.organisation set country = $1 where name = $2', [country, desk.buyerName])
  const tryAll = async (made: { dossierId: string; sha256: string }) => desk.tryConfirm(seller, made)
  const document = (name: string) => desk.upload(seller, [fileOf(PDF, name, 'application/pdf')])
  const evidence = async (title: string) =>
    ok(
      await seller.post('/api/v1/evidence-library', {
        owner: 'org',
        kind: '其他',
        title,
        fileId: await document(`${title}.pdf`),
      }),
    ).result.id as string

  describe('priority rights and co-owners (P22)', () => {
    it('a transfer waits for the completers; a waiver with its document lets it go on, for these terms only', async () => {
      const deal = await desk.agreedDeal('转让')
      const made = await desk.make(deal)
      await desk.consentBoth(made)
      refused(await tryAll(made), /签订前须先征询：.*成果完成人（民法典 第八百四十七条）：还没有征询/)
      const shown = (await desk.show(seller, made.id)).law.rights
      assert.deepEqual(
        shown.map((right: { key: string; required: boolean; settled: boolean }) => [
          right.key,
          right.required,
          right.settled,
        ]),
        [['completers', true, false]],
      )
      const answer = {
        rightKey: 'completers',
        holders: '何荔生、王某',
        offeredOn: '2026-11-01',
        answer: '放弃',
      }
      const record = (more: object) =>
        desk.sign(seller, made.dossierId, 'recordRight', { ...answer, ...more })
      refused(await desk.sign(buyer, made.dossierId, 'recordRight', answer), /由成果方登记/)
      refused(await record({}), /请上传放弃书/, 422)
      refused(await record({ answer: '同意' }), /可填的答复是：放弃、行使/, 422)
      refused(await record({ answer: '不享有' }), /请写明为什么/, 422)
      refused(await record({ offeredOn: '2999-01-01' }), /不能晚于今天/, 422)
      const today = (await desk.show(seller, made.id)).draftedAt.slice(0, 10)
      refused(await record({ answer: '逾期未答', offeredOn: today }), /满 15 天/, 422)
      refused(await record({ rightKey: 'nobody' }), /没有这一项权利/)
      ok(await record({ answer: '行使' }))
      refused(await tryAll(made), /主张优先受让/)
      ok(await record({ fileId: await document('放弃书.pdf') }))
      ok(await desk.confirm(seller, made))
      const { answers } = (await desk.show(buyer, made.id)).law
      assert.deepEqual(
        answers.map((row: { answer: string }) => row.answer),
        ['行使', '放弃'],
      )
      assert.doesNotMatch(JSON.stringify(answers), /何荔生|王某/, 'names are masked')

      ok(await desk.act(seller, 'deal', deal.dossierId, 'reopen', { explanation: '改价' }))
      await desk.propose(deal, '转让', { priceFen: 9_900_000 })
      const again = await desk.make(deal)
      await desk.consentBoth(again)
      refused(await tryAll(again), /条款改变后还没有重新征询/)
    })

    it('a licence of the same achievement waits for nobody', async () => {
      const made = await desk.make(await desk.agreedDeal('普通许可'))
      await desk.consentBoth(made)
      ok(await desk.confirm(seller, made))
    })

    it('an exclusive licence of a co-owned patent waits for the co-owner', async () => {
      const coOwners = [
        { name: desk.sellerName, shareBp: 6000, consent: true },
        { name: '丙公司', shareBp: 4000, consent: true },
      ]
      const made = await desk.make(await desk.agreedDeal('独占许可', { coOwners }))
      await desk.consentBoth(made)
      refused(await tryAll(made), /丙公司（专利法 第十四条）/)
      const answer = {
        rightKey: 'consent:丙公司',
        holders: '丙公司',
        offeredOn: '2026-11-01',
        answer: '同意',
      }
      ok(
        await desk.sign(seller, made.dossierId, 'recordRight', {
          ...answer,
          fileId: await document('同意书.pdf'),
        }),
      )
      ok(await desk.confirm(seller, made))
    })

    it('is shown in the deal before any text is made', async () => {
      const deal = await desk.agreedDeal('转让')
      const { rights } = ok(await seller.get(`/api/v1/deals/${deal.id}/rights`))
      assert.deepEqual(
        rights.map((right: { key: string }) => right.key),
        ['completers'],
      )
      const stranger = await desk.city.as('dianzi.yu')
      assert.equal((await stranger.get(`/api/v1/deals/${deal.id}/rights`)).status, 404)
    })
  })

  describe('a party abroad (P21)', () => {
    const fiscal = { fundingSource: '国家财政', projectNo: '2024-1', conversionDue: '2030-01-01' }
    after(() => buyerFrom('CN'))

    it('transfer of a fiscally funded result waits for the approval document, whatever the way of signing', async () => {
      await buyerFrom('DE')
      const made = await desk.make(await desk.agreedDeal('独占许可', fiscal))
      await desk.consentBoth(made)
      refused(await tryAll(made), /项目管理机构的批准文件（科学技术进步法 第三十四条）/)
      const fileId = await document('扫描.pdf')
      refused(
        await desk.sign(seller, made.dossierId, 'bringPaper', { fileId, covers: 'all' }),
        /科学技术进步法/,
      )
      const offered = await desk.offered(seller, made.dossierId)
      for (const way of ['confirm', 'bringPaper', 'inviteSigner', 'requestCertificate'])
        assert.match(String(offered[way]), /科学技术进步法/, way)
      const approval = {
        kind: 'fiscal',
        number: '国科函〔2026〕9号',
        issuedBy: '项目管理机构',
        approvedOn: '2026-10-09',
        evidenceId: await evidence('批准文件'),
      }
      refused(
        await desk.sign(seller, made.dossierId, 'recordApproval', { ...approval, approvedOn: '2999-01-01' }),
        /不能晚于今天/,
        422,
      )
      refused(
        await desk.sign(seller, made.dossierId, 'recordApproval', { ...approval, evidenceId: made.id }),
        /不在贵方的材料库中/,
        422,
      )
      ok(await desk.sign(seller, made.dossierId, 'recordApproval', approval))
      ok(await desk.confirm(seller, made))
      const { approvals } = (await desk.show(buyer, made.id)).law
      assert.deepEqual([approvals[0].number, approvals[0].approvedOn], ['国科函〔2026〕9号', '2026-10-09'])
      await desk.bytesOf(buyer, approvals[0].file)
    })

    it('a region of China counts as abroad by a rule that carries its badge', async () => {
      for (const region of ['HK', 'MO', 'TW']) {
        await buyerFrom(region)
        const made = await desk.make(await desk.agreedDeal('独占许可', fiscal))
        assert.equal((await desk.show(seller, made.id)).law.isAbroad, true, region)
      }
      const rules = ok(await seller.get('/api/v1/ruleset?q=foreignParty'))
      assert.match(JSON.stringify(rules), /foreignParty\.chinaRegions\.asAbroad/)
      assert.match(JSON.stringify(rules), /memory/)
    })

    it('a banned export is made into no text at all, a restricted one waits for its licence, as does its secrecy agreement', async () => {
      await buyerFrom('DE')
      const banned = await desk.agreedDeal('技术服务', { exportControl: '禁止出口' })
      refused(await seller.post(`/api/v1/deals/${banned.id}/contract`), /禁止出口的技术/)
      const nda = { subject: '工艺参数', termMonths: 24 }
      refused(await seller.post(`/api/v1/deals/${banned.id}/nda`, nda), /禁止出口的技术/)
      const restricted = await desk.agreedDeal('技术服务', { exportControl: '限制出口' })
      const made = await desk.make(restricted)
      await desk.consentBoth(made)
      refused(await tryAll(made), /技术出口许可证/)
      const shown = ok(await seller.post(`/api/v1/deals/${restricted.id}/nda`, nda)).result
      await desk.consentBoth(shown)
      refused(await tryAll(shown), /技术出口许可证/)
    })

    it('the text names country and duties; within the mainland it says nothing of them', async () => {
      await buyerFrom('DE')
      const made = await desk.make(await desk.agreedDeal('普通许可'))
      const abroad = (await desk.bytesOf(seller, `/api/v1/contracts/${made.id}/docx`)).length
      await buyerFrom('CN')
      ok(await desk.sign(seller, made.dossierId, 'regenerate'))
      const { changes } = ok(await seller.get(`/api/v1/contracts/${made.id}/compare?from=1&to=2`))
      assert.ok(abroad > 5_000)
      assert.deepEqual(
        changes.map((change: { id: string; after: string | null }) => [change.id, change.after === null]),
        [
          ['closing.abroad', true],
          ['closing.language', true],
        ],
      )
    })
  })
})
