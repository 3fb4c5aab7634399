import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Hono } from 'hono'
import sharp from 'sharp'
import { v7 } from 'uuid'
import { visitor, type Actor } from '#platform/access/access.ts'
import { mountApi, problemResponse } from '#platform/http/api.ts'
import { mustOwnFiles, permissions, readableFile, shareFile } from '#platform/files/files.ts'
import { filesHttp } from '#platform/files/http.ts'
import { writeDocx } from '#platform/documents/docx.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { writeBook } from '#platform/workbook/writer.ts'
import { routesOf } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { member, testCommands, type TestCommands } from '#test/commands.ts'
import { z } from 'zod'

const ours = v7()
const uploader = member('示例经办人', ours, ['firm'])
const colleague = member('同事', ours, ['legal'])
const stranger = member('外单位', v7(), ['firm'])
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'

/** Shares a file as a module does that makes it part of a record. */
const share = routesOf('platform').write({
  method: 'POST',
  path: '/share',
  permission: 'file.keep',
  journal: 'file.share',
  says: '{actor}共享',
  input: z.object({ id: z.uuid(), orgId: z.uuid() }),
  gate: { none: '测试' },
  verb: async (tx, _actor, input, now) => {
    await shareFile(tx, input.id, [input.orgId, input.orgId], now)
    await shareFile(tx, input.id, [input.orgId], now)
    return {}
  },
})

/** Attaches files to a record, as verbs of modules do. */
const attach = routesOf('platform').write({
  method: 'POST',
  path: '/attach',
  permission: 'file.keep',
  journal: 'file.attach',
  says: '{actor}附上',
  input: z.object({ ids: z.array(z.uuid()) }),
  gate: { none: '测试' },
  verb: async (tx, actor, { ids }) => {
    await mustOwnFiles(tx, actor, ids)
    return {}
  },
})

describe('files over HTTP', () => {
  let city: TestCommands
  let app: Hono
  let actor: Actor = uploader

  before(async () => {
    city = await testCommands(permissions)
    app = new Hono()
    const actorOf = async () => actor
    const { db } = city.test
    filesHttp(app, { db, bus: city.bus, files: city.files, permissions, actorOf })
    mountApi(app, { db, bus: city.bus, files: city.files, permissions, routes: [], actorOf, version: '0' })
    app.onError((error, context) => problemResponse(context, error).response)
  })
  after(() => city.test.drop())

  const send = (body: BodyInit, headers: Record<string, string> = { 'idempotency-key': v7() }) =>
    app.request('/api/v1/files', { method: 'POST', body, headers })
  const form = (content: BlobPart, name: string) => {
    const data = new FormData()
    data.set('file', new File([content], name))
    return data
  }
  const upload = async (by: Actor, key = v7()) => {
    actor = by
    const answer = await send(form(PDF, '营业执照 (1).pdf'), { 'idempotency-key': key })
    assert.equal(answer.status, 200, await answer.clone().text())
    return (await answer.json()) as {
      result: { id: string; sha256: string; size: number }
      repeated: boolean
    }
  }
  const get = (by: Actor, id: string) => {
    actor = by
    return app.request(`/api/v1/files/${id}`)
  }
  const detail = async (answer: Response) => ((await answer.json()) as { detail: string }).detail

  it('are kept by hash, under a random name, once for one key', async () => {
    const key = v7()
    const first = await upload(uploader, key)
    const again = await upload(uploader, key)
    assert.deepEqual([again.repeated, again.result.id], [true, first.result.id])
    assert.match(first.result.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/, 'version 4: tells nothing of time')
    assert.equal(city.files.read(first.result.sha256)?.toString(), PDF)
  })

  it('come back only as downloads that a browser neither shows nor runs', async () => {
    const { result } = await upload(uploader)
    const answer = await get(uploader, result.id)
    assert.equal(await answer.text(), PDF)
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; filename\*=UTF-8''%E8%90%A5.*%20%281%29\.pdf$/,
    )
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/)
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
  })

  it('are read by the own organisation and by parties of the record, and are absent for all others', async () => {
    const { result } = await upload(uploader)
    assert.equal((await get(colleague, result.id)).status, 200)
    assert.equal((await get(stranger, result.id)).status, 404)
    assert.equal((await get(visitor, result.id)).status, 401)
    assert.equal((await get(stranger, v7())).status, 404)
    assert.equal((await get(stranger, 'x')).status, 404)
    await city.run(share, uploader, { id: result.id, orgId: stranger.orgId })
    assert.equal((await get(stranger, result.id)).status, 200)
  })

  it('are attached only by those whose they are: reading one makes it no evidence of one’s own', async () => {
    const { result } = await upload(uploader)
    await city.run(share, uploader, { id: result.id, orgId: stranger.orgId })
    await city.run(attach, colleague, { ids: [result.id] })
    await assert.rejects(city.run(attach, stranger, { ids: [result.id] }), Refusal)
    await assert.rejects(city.run(attach, colleague, { ids: [result.id, v7()] }), /有 1 个附件/)
    await assert.rejects(
      city.run(attach, colleague, { ids: Array.from({ length: 21 }, () => result.id) }),
      /最多附 20 个/,
    )
    await city.test.db.read('platform', async (tx) => {
      const reader = { ...stranger, scopes: ['party'] } as const
      assert.equal((await readableFile(tx, reader, result.id)).name, '营业执照 (1).pdf')
    })
  })

  it('of strangers, without a key, too large, of the wrong kind or broken off are refused in words', async () => {
    actor = visitor
    assert.equal((await send(form(PDF, 'a.pdf'))).status, 401)
    actor = uploader
    assert.equal((await send(form(PDF, 'a.pdf'), {})).status, 400)
    const large = await send(form(new Uint8Array(21 * 1024 * 1024), 'a.pdf'))
    assert.equal(large.status, 413)
    assert.match(await detail(large), /超过 20 MB/)
    assert.equal((await send(form('<svg/>', 'a.svg'))).status, 422)
    const half = await send(
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\nhalf',
      {
        'content-type': 'multipart/form-data; boundary=x',
      },
    )
    assert.equal(half.status, 400)
    assert.match(await detail(half), /没有完成/)
    const none = new FormData()
    none.set('other', 'x')
    assert.match(await detail(await send(none)), /选择文件/)
    const elsewhere = { 'idempotency-key': v7(), origin: 'https://evil.example', host: 'kq.example' }
    assert.equal((await send(form(PDF, 'a.pdf'), elsewhere)).status, 403)
  })

  const MARKED = '密级：机密'
  const paper = { title: '报告', version: '1', at: '2026-01-01T00:00:00.000Z' }
  const blocks = [{ kind: 'paragraph' as const, text: MARKED }]
  const book = {
    name: '表',
    columns: [{ width: 20 }],
    rows: [{ cells: [{ text: MARKED, style: 'text' as const }] }],
  }
  const marked: readonly (readonly [string, () => Promise<BlobPart>])[] = [
    ['说明.pdf', async () => new Uint8Array((await printPdf({ ...paper, blocks })).bytes)],
    ['说明.docx', async () => new Uint8Array((await writeDocx({ ...paper, blocks })).bytes)],
    ['说明.xlsx', async () => new Uint8Array(await writeBook([book]))],
    ['说明.csv', async () => `名称\n${MARKED}\n`],
    ['机密★10年.pdf', async () => PDF],
  ]
  for (const [name, content] of marked)
    it(`that bear the marking of a state secret are refused before a byte is kept (P17): ${name}`, async () => {
      actor = uploader
      const write = city.files.write.bind(city.files)
      let kept = 0
      city.files.write = (bytes) => {
        kept += 1
        return write(bytes)
      }
      const answer = await send(form(await content(), name))
      city.files.write = write
      assert.equal(answer.status, 422)
      assert.match(await detail(answer), /平台只登记公开信息.*本次提交的内容没有保存/)
      assert.equal(kept, 0)
    })

  it('that are photographs become one PDF with a page each, the same bytes each time (P33)', async () => {
    actor = uploader
    const photo = (width: number, background: string) =>
      sharp({ create: { width, height: 300, channels: 3, background } })
        .jpeg()
        .toBuffer()
    const pictures = [await photo(200, '#fff'), await photo(900, '#0b57a4')]
    const post = async (more: Record<string, string>, extra: readonly File[] = []) => {
      const data = new FormData()
      for (const [i, bytes] of pictures.entries())
        data.append('file', new File([new Uint8Array(bytes)], `合同第${i + 1}页.jpg`))
      for (const file of extra) data.append('file', file)
      for (const [name, value] of Object.entries(more)) data.set(name, value)
      return send(data)
    }
    const first = await post({ asPdf: '1' })
    assert.equal(first.status, 200, await first.clone().text())
    const { result } = (await first.json()) as { result: { name: string; type: string; sha256: string } }
    assert.deepEqual([result.name, result.type], ['合同第1页.pdf', 'application/pdf'])
    const bytes = city.files.read(result.sha256)?.toString('latin1') ?? ''
    assert.equal(bytes.match(/\/Type \/Page\b(?!s)/g)?.length, 2)
    const again = (await (await post({ asPdf: '1' })).json()) as { result: { sha256: string } }
    assert.equal(again.result.sha256, result.sha256)
    assert.match(await detail(await post({})), /一次上传一个文件/)
    assert.match(await detail(await post({ asPdf: '1' }, [new File([PDF], 'a.pdf')])), /只能选照片/)
  })

  it('tell their limits before one chooses (P33)', async () => {
    const { says, maxBytes } = (await (await app.request('/api/v1/files/limits')).json()) as {
      says: string
      maxBytes: number
    }
    assert.equal(maxBytes, 20 * 1024 * 1024)
    assert.match(says, /PDF.*不超过 20 MB，一条记录最多 20 个/)
  })
})
