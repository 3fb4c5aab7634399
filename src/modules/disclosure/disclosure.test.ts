import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { complete } from '#modules/achievements/fixture.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { pdfTexts } from '#platform/files/raster.ts'
import { testCity, type Answer, type Client, type TestCity } from '#test/city.ts'
import { disclosureModule } from './module.ts'
import { shutBecause } from './rules.ts'

const SELLER = 'cailiao.shen'
const BUYER = 'shuichan.cai'
const CANARY = '示例配方比例七比三'
const TITLE = '示例中试报告甲'
const declared = { notSecret: true, mayShow: true }

describe('the data room: teaser, agreement, receipts (P17)', () => {
  let city: TestCity
  let seller: Client
  let buyer: Client
  let achievementId: string
  let deal: { id: string; dossierId: string }
  const ids: Record<string, string> = {}

  const done = (answer: Answer) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.result ?? answer.body
  }
  const refused = (answer: Answer, words: RegExp) => {
    assert.ok(answer.status >= 400, `answered ${String(answer.status)}`)
    assert.match(answer.body.detail, words)
  }
  const act = async (who: Client, dossierId: string, action: string, input: object = {}) => {
    const { procedure, dossier } = done(await who.get(`/api/v1/dossiers/${dossierId}`))
    return who.post(`/api/v1/procedures/${procedure.id}/${dossierId}/${action}`, {
      visit: dossier.visit,
      ...input,
    })
  }
  const upload = async (who: Client, name: string, bytes: Buffer, type: string) => {
    const form = new FormData()
    form.append('file', new File([new Uint8Array(bytes)], name, { type }))
    const response = await city.app.request('http://localhost/api/v1/files', {
      method: 'POST',
      headers: { cookie: who.cookie, 'idempotency-key': randomUUID() },
      body: form,
    })
    const body = (await response.json()) as { result: { id: string; sha256: string } }
    assert.equal(response.status, 200, JSON.stringify(body))
    return body.result
  }
  const bytesOf = async (who: Client, path: string) => {
    const response = await city.app.request(`http://localhost${path}`, { headers: { cookie: who.cookie } })
    return {
      status: response.status,
      bytes: Buffer.from(await response.arrayBuffer()),
      headers: response.headers,
    }
  }
  const pdfOf = async (text: string, pages = 1) => {
    const blocks = Array.from({ length: pages }, (_, i) => [
      ...(i > 0 ? [{ kind: 'pageBreak' as const }] : []),
      { kind: 'paragraph' as const, text },
    ]).flat()
    return (await printPdf({ title: '报告', version: '1', at: '2026-01-01T00:00:00.000Z', blocks })).bytes
  }
  const room = async (who: Client, dealId = deal.id) => done(await who.get(`/api/v1/deals/${dealId}/room`))
  const open = (who: Client, itemId: string, dealId = deal.id) =>
    who.post(`/api/v1/deals/${dealId}/room/${itemId}/open`)

  before(async () => {
    city = await testCity()
    seller = await city.as(SELLER)
    buyer = await city.as(BUYER)
    const officer = await city.as('ju.lin')
    const record = done(await seller.post('/api/v1/achievements', complete({ name: '示例资料室成果' })))
    achievementId = record.id
    const { dossierId } = done(await seller.get(`/api/v1/my/achievements/${record.id}`))
    const review = { reviewedBy: '保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }
    done(await act(seller, dossierId, 'submit', review))
    done(await act(officer, dossierId, 'approve'))
    deal = done(await buyer.post('/api/v1/deals', { achievementId, message: '想看中试数据。' }))
  })
  after(() => city.close())

  it('takes files and texts of the owner, each declared to be no secret of the state and its own to show', async () => {
    const file = await upload(seller, '内部名字.pdf', await pdfOf(CANARY, 2), 'application/pdf')
    const item = { title: TITLE, kind: 'file', fileId: file.id, mode: 'view', level: 'nda', ...declared }
    const add = (more: object) =>
      seller.post(`/api/v1/achievements/${achievementId}/room`, { ...item, ...more })
    refused(await add({ notSecret: false }), /涉密或内部/)
    refused(await add({ mayShow: false }), /无权披露/)
    refused(await add({ fileId: undefined }), /此项必填/)
    refused(await buyer.post(`/api/v1/achievements/${achievementId}/room`, item), /没有找到/)
    ids['view'] = done(await add({})).id
    const long = await upload(seller, '太长.pdf', await pdfOf('长', 31), 'application/pdf')
    refused(await add({ fileId: long.id }), /31 页.*最多 30 页/)
    const csv = await upload(seller, '数据.csv', Buffer.from('a,b\n1,2\n'), 'text/csv')
    refused(await add({ fileId: csv.id }), /只看不下载的只能是 PDF 或图片/)
    ids['csv'] = done(await add({ fileId: csv.id, title: '示例数据表', mode: 'download' })).id
    ids['text'] = done(
      await add({ kind: 'text', fileId: undefined, body: `${CANARY}，温度四十度。`, title: '示例工艺要点' }),
    ).id
    const each = { title: '示例设备图纸', level: 'each', mode: 'download' }
    const drawing = await upload(seller, '图.pdf', await pdfOf('图纸'), 'application/pdf')
    ids['each'] = done(await add({ ...each, fileId: drawing.id })).id
  })

  it('before the agreement the other side learns only how many there are', async () => {
    refused(await open(buyer, ids['view'] ?? ''), /资料室关闭/)
    done(await act(seller, deal.dossierId, 'accept'))
    const seen = await room(buyer)
    assert.deepEqual([seen.foreignCount, seen.foreign], [4, []])
    refused(await open(buyer, ids['view'] ?? ''), /签订保密协议以后/)
    refused(await open(seller, ids['view'] ?? ''), /本单位的资料/)
    // What the agreement alone opens needs no word of its owner; what is let in by name does.
    const own = (await room(seller)).own as { id: string; isGranted: boolean }[]
    const granted = (key: string) => own.find(({ id }) => id === ids[key])?.isGranted
    assert.deepEqual([granted('view'), granted('each')], [true, false])
    const stranger = await city.as('yiyao.song')
    refused(await stranger.get(`/api/v1/deals/${deal.id}/room`), /没有找到/)
  })

  const conclude = async (dealId: string) => {
    const made = done(await seller.post(`/api/v1/deals/${dealId}/nda`, {}))
    for (const who of [seller, buyer])
      done(await act(who, made.dossierId, 'consentElectronic', { version: 1, agreed: true }))
    for (const who of [seller, buyer]) {
      done(await who.post('/api/v1/session/code'))
      const { items } = done(await who.get('/api/v1/demo/codes'))
      const code = /\d{6}/.exec(items.at(-1))?.[0]
      const matter = `contract:${String(made.id)}:${String(made.sha256)}`
      done(await who.post('/api/v1/session/confirm', { code, matter }))
      done(await act(who, made.dossierId, 'confirm', { capacity: '总经理', documentHash: made.sha256 }))
    }
  }

  it('opening is an act with a receipt; what is looked at carries the viewer’s watermark and no text to copy', async () => {
    await conclude(deal.id)
    assert.equal((await room(buyer)).foreign.length, 4)
    const reply = await open(buyer, ids['view'] ?? '')
    const opened = done(reply)
    assert.match(reply.body.receipt.signature, /\S{20}/)
    const shown = done(await buyer.get(`/api/v1/deals/${deal.id}/room/openings/${opened.id}`))
    assert.deepEqual([shown.pages.length, shown.file, shown.body], [2, null, null])
    const page = await bytesOf(buyer, shown.pages[0])
    assert.equal(page.bytes.subarray(0, 2).toString('hex'), 'ffd8')
    assert.equal(page.headers.get('content-disposition'), 'inline')
    ids['opening'] = opened.id
    ids['page'] = shown.pages[0]

    done(await seller.post(`/api/v1/deals/${deal.id}/room/${ids['each'] ?? ''}/access`, { granted: true }))
    const taken = done(await open(buyer, ids['each'] ?? ''))
    const file = await bytesOf(buyer, `/api/v1/deals/${deal.id}/room/openings/${String(taken.id)}/file`)
    assert.equal(file.bytes.subarray(0, 5).toString(), '%PDF-')
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment/)
    assert.deepEqual(await pdfTexts(file.bytes, 9), [''], 'nothing can be taken out of it as text')
    const csv = done(await open(buyer, ids['csv'] ?? ''))
    const table = await bytesOf(buyer, `/api/v1/deals/${deal.id}/room/openings/${String(csv.id)}/file`)
    assert.equal(createHash('sha256').update(table.bytes).digest('hex'), csv.sha256)
    const text = done(await open(buyer, ids['text'] ?? ''))
    const words = done(await buyer.get(`/api/v1/deals/${deal.id}/room/openings/${String(text.id)}`))
    assert.match(words.body, new RegExp(CANARY))
  })

  it('both see who opened what when, by hash and evidence leaf, and can take the record away', async () => {
    for (const who of [seller, buyer]) {
      const { items } = done(await who.get(`/api/v1/deals/${deal.id}/room/openings`))
      assert.equal(items.length, 4)
      assert.ok(items.every((one: { leaf: string; by: string }) => /^[0-9a-f]{64}$/.test(one.leaf) && one.by))
      const pdf = await bytesOf(who, `/api/v1/deals/${deal.id}/room/record.pdf`)
      assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
      const csv = await bytesOf(who, `/api/v1/deals/${deal.id}/room/record.csv`)
      assert.match(csv.bytes.toString(), new RegExp(TITLE))
    }
    const kept = done(await seller.get(`/api/v1/achievements/${achievementId}/room`))
    assert.equal(kept.openings.length, 4)
    const colleague = await seller.get(`/api/v1/deals/${deal.id}/room/openings/${ids['opening'] ?? ''}`)
    refused(colleague, /没有找到这次开启/)
  })

  it('nothing of the room stands in search, messages or the journal', async () => {
    await city.runtime.drain()
    const { rows } = await city.runtime.db.owner((client) =>
      client.query(`
        select params::text || input::text || sentence as text from platform.journal where command like 'room.%'
        union all select params::text || template from platform.message
        union all select payload::text from platform.outbox
        union all select reply::text from platform.idempotency`),
    )
    const text = JSON.stringify(rows)
    for (const canary of [CANARY, TITLE, '示例工艺要点', '示例设备图纸', '示例数据表'])
      assert.ok(!text.includes(canary), canary)
    const found = await buyer.get(`/api/v1/achievements?q=${encodeURIComponent(CANARY)}`)
    assert.ok(!JSON.stringify(found.body.items).includes(CANARY))
    for (const login of ['gaoxiao.zhuan', 'ju.lin', 'xitong.guan', null]) {
      const other = await city.as(login)
      assert.ok((await other.get(`/api/v1/deals/${deal.id}/room`)).status >= 401)
    }
  })

  it('what needs the owner’s word opens only after it; asking reaches the owner', async () => {
    done(await seller.post(`/api/v1/deals/${deal.id}/room/${ids['each'] ?? ''}/access`, { granted: false }))
    refused(await open(buyer, ids['each'] ?? ''), /已收回/)
    done(await buyer.post(`/api/v1/deals/${deal.id}/room/${ids['each'] ?? ''}/ask`))
    const mine = (await room(seller)).own.find((one: { id: string }) => one.id === ids['each'])
    assert.deepEqual([mine.isAsked, mine.isGranted], [true, false])
    refused(await buyer.post(`/api/v1/deals/${deal.id}/room/${ids['view'] ?? ''}/ask`), /签了保密协议就能看/)
    refused(
      await buyer.post(`/api/v1/deals/${deal.id}/room/${ids['each'] ?? ''}/access`, { granted: true }),
      /只有放资料的一方/,
    )
  })

  it('a new version is opened anew; the receipt of the old one keeps its hash', async () => {
    const before = done(await buyer.get(`/api/v1/deals/${deal.id}/room/openings`)).items
    const renewed = done(
      await seller.put(`/api/v1/room-items/${ids['text'] ?? ''}`, {
        title: '示例工艺要点',
        kind: 'text',
        body: '温度改为四十五度。',
        mode: 'view',
        ...declared,
      }),
    )
    assert.equal(renewed.version, 2)
    const opened = done(await open(buyer, ids['text'] ?? ''))
    assert.equal(opened.sha256, renewed.sha256)
    const after_ = done(await buyer.get(`/api/v1/deals/${deal.id}/room/openings`)).items
    assert.deepEqual(after_.slice(1), before)
  })

  it('the demander shows things too, in this deal only', async () => {
    const item = {
      title: '示例工况说明',
      kind: 'text',
      body: '每天三班。',
      mode: 'view',
      level: 'nda',
      ...declared,
    }
    const made = done(await buyer.post(`/api/v1/deals/${deal.id}/room`, item))
    assert.equal((await room(seller)).foreign.length, 1)
    done(await open(seller, made.id))
    const other = done(
      await (await city.as('yiyao.song')).post('/api/v1/deals', { achievementId, message: '也想了解一下。' }),
    )
    done(await act(seller, other.dossierId, 'accept'))
    assert.equal((await room(seller, other.id)).foreignCount, 0)
    const third = await city.as('yiyao.song')
    refused(await open(third, made.id, other.id), /没有找到这份资料/)
    refused(await open(third, ids['view'] ?? '', other.id), /签订保密协议以后/)
  })

  it('shuts when the owner takes back, and for everything when the deal ends: pages opened before are gone too', async () => {
    assert.equal((await bytesOf(buyer, ids['page'] ?? '')).status, 200)
    done(await seller.post(`/api/v1/room-items/${ids['view'] ?? ''}/withdraw`))
    assert.equal((await bytesOf(buyer, ids['page'] ?? '')).status, 409)
    refused(await open(buyer, ids['view'] ?? ''), /已收回/)
    refused(await seller.post(`/api/v1/room-items/${ids['view'] ?? ''}/withdraw`), /已经收回/)
    const csv = done(await open(buyer, ids['csv'] ?? ''))
    const path = `/api/v1/deals/${deal.id}/room/openings/${String(csv.id)}/file`
    assert.equal((await bytesOf(buyer, path)).status, 200)
    done(await act(buyer, deal.dossierId, 'end', { reason: '已有方案' }))
    assert.equal((await bytesOf(buyer, path)).status, 409)
    assert.deepEqual((await room(buyer)).foreign, [])
    assert.ok(
      done(await buyer.get(`/api/v1/deals/${deal.id}/room/openings`)).items.length >= 6,
      'receipts stay',
    )
    for (const { name, rows } of disclosureModule.invariants ?? [])
      assert.deepEqual(await city.runtime.db.read('disclosure', rows), [], name)
  })
})

describe('when a door is shut', () => {
  const open = { dealIsOpen: true, ndaConcluded: true, level: 'nda', isWithdrawn: false, word: null } as const
  const table: readonly (readonly [string, object, RegExp | undefined])[] = [
    ['agreement concluded', {}, undefined],
    ['deal over', { dealIsOpen: false }, /资料室关闭/],
    ['no agreement', { ndaConcluded: false }, /保密协议/],
    ['taken back from all', { isWithdrawn: true, word: 'grant' }, /已收回/],
    ['taken back from this deal', { word: 'withdraw' }, /已收回/],
    ['by name, not named', { level: 'each' }, /逐个批准/],
    ['by name, named', { level: 'each', word: 'grant' }, undefined],
    ['by name, named, no agreement', { level: 'each', word: 'grant', ndaConcluded: false }, /保密协议/],
  ]
  for (const [name, more, words] of table)
    it(name, () => {
      const said = shutBecause({ ...open, ...more })
      if (words === undefined) assert.equal(said, undefined)
      else assert.match(said ?? '', words)
    })
})
