import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { AddressInfo } from 'node:net'
import { embeddingsConfig, openEmbeddings, type EmbeddingsConfig } from './embeddings.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

describe('the embedding endpoint', () => {
  let server: Server
  let origin = ''
  let handler: Handler = () => {}
  const asked: { url: string; body: Record<string, unknown>; authorization: string | undefined }[] = []
  before(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        asked.push({
          url: request.url ?? '',
          body: JSON.parse(body) as Record<string, unknown>,
          authorization: request.headers.authorization,
        })
        handler(request, response, body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => server.close())
  beforeEach(() => {
    asked.length = 0
  })

  const config = (more: Partial<EmbeddingsConfig> = {}): EmbeddingsConfig => ({
    url: origin,
    model: 'e5-passage',
    queryModel: 'e5-query',
    key: 'k',
    queryPrefix: 'query: ',
    passagePrefix: 'passage: ',
    ...more,
  })
  const answer =
    (data: unknown): Handler =>
    (_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data }))
    }

  it('answers unit vectors in the order of the texts, with prefix and model by role', async () => {
    handler = answer([
      { index: 1, embedding: [0, 2] },
      { index: 0, embedding: [3, 4] },
    ])
    const vectors = await openEmbeddings(config()).embed(['甲', '乙'], 'query')
    assert.deepEqual(
      vectors?.map((vector) => [...vector].map((value) => Math.round(value * 10) / 10)),
      [
        [0.6, 0.8],
        [0, 1],
      ],
    )
    assert.deepEqual(asked[0]?.body['input'], ['query: 甲', 'query: 乙'])
    assert.equal(asked[0]?.body['model'], 'e5-query')
    assert.equal(asked[0]?.authorization, 'Bearer k')
    await openEmbeddings(config()).embed(['丙'], 'passage')
    assert.deepEqual([asked[1]?.body['model'], asked[1]?.body['input']], ['e5-passage', ['passage: 丙']])
    assert.deepEqual(await openEmbeddings(config()).embed([], 'query'), [])
  })

  it('asks one address only, however it is written, and follows no redirect', async () => {
    handler = answer([{ embedding: [1] }])
    for (const end of ['', '/', '/v1', '/v1/', '/v1/embeddings'])
      assert.ok(await openEmbeddings(config({ url: origin + end })).embed(['甲'], 'passage'), end)
    assert.deepEqual([...new Set(asked.map(({ url }) => url))], ['/v1/embeddings'])
    asked.length = 0
    handler = (_request, response) => {
      response.writeHead(307, { location: `${origin}/elsewhere` })
      response.end()
    }
    assert.equal(await openEmbeddings(config()).embed(['甲'], 'passage'), null)
    assert.equal(asked.length, 1)
    for (const url of ['file:///etc/passwd', 'not an address', 'http://user:pass@127.0.0.1'])
      assert.throws(() => openEmbeddings(config({ url })), /EMBEDDINGS_URL 应是/)
  })

  const broken: readonly (readonly [string, Handler])[] = [
    ['an error', (_request, response) => response.writeHead(500).end('{}')],
    ['no JSON', (_request, response) => response.end('<html>')],
    ['another shape', answer('no list')],
    ['fewer vectors', answer([])],
    ['a vector of no numbers', answer([{ embedding: ['x', 'y'] }])],
    ['a vector of nothing', answer([{ embedding: [0, 0] }])],
    ['too long a vector', answer([{ embedding: Array.from({ length: 5_000 }, () => 1) }])],
    ['an index of its own', answer([{ index: 7, embedding: [1] }])],
    [
      'an endless body',
      (_request, response) => {
        response.write('{"data":[')
        for (let i = 0; i < 20; i += 1) response.write(' '.repeat(10_000))
        response.end(']}')
      },
    ],
  ]
  for (const [name, how] of broken)
    it(`is left alone on ${name}: null, and no exception`, async () => {
      handler = how
      assert.equal(await openEmbeddings(config()).embed(['甲'], 'passage'), null)
    })

  it('is not asked again for a minute after three failures, then once more', async () => {
    handler = (_request, response) => response.writeHead(503).end()
    let now = 0
    const embeddings = openEmbeddings(config(), () => now)
    for (let i = 0; i < 6; i += 1) assert.equal(await embeddings.embed(['甲'], 'passage'), null)
    assert.equal(asked.length, 3)
    now = 60_001
    handler = answer([{ embedding: [1] }])
    assert.ok(await embeddings.embed(['甲'], 'passage'))
    assert.equal(asked.length, 4)
  })

  it('that does not answer is given up after its time', { timeout: 20_000 }, async () => {
    handler = () => {}
    const started = performance.now()
    assert.equal(await openEmbeddings(config()).embed(['甲'], 'query'), null)
    assert.ok(performance.now() - started < 15_000)
    server.closeAllConnections()
  })

  it('is off unless it is set', () => {
    assert.equal(embeddingsConfig({}), undefined)
    assert.equal(embeddingsConfig({ EMBEDDINGS_URL: '' }), undefined)
    const set = embeddingsConfig({ EMBEDDINGS_URL: 'http://127.0.0.1:1', EMBEDDINGS_MODEL: 'm' })
    assert.deepEqual([set?.model, set?.queryModel, set?.queryPrefix], ['m', 'm', ''])
  })
})
