import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ACCESS_HEADER, accessRows } from '#app/access-matrix.ts'
import { roleTitles, scopesOf, visitor, type Actor, type Role } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'
import { inSeat, testCity, type Client, type TestCity } from './city.ts'
import { fileOf } from './photographs.ts'

const EXPECTED = join(import.meta.dirname, 'access.csv')
/** Any well-formed identifier that names nothing. */
const NOTHING = '01920000-0000-7000-8000-00000000dead'

describe('who may do what (test/access.csv is written by hand)', () => {
  let city: TestCity
  const clients = new Map<Role | 'visitor', Client>()

  before(async () => {
    city = await testCity()
    clients.set('visitor', await city.as(null))
    for (const role of Object.keys(roleTitles) as Role[]) {
      const person = city.runtime.pack.cast.persons.find(({ memberships }) =>
        memberships[0]?.roles.includes(role),
      )
      if (person) clients.set(role, await city.as(person.login))
    }
  })
  after(() => city.close())

  it('the product’s matrix is exactly the expected one, neither more nor less', () => {
    const [header, ...expected] = readFileSync(EXPECTED, 'utf8').trimEnd().split('\n')
    assert.equal(header, ACCESS_HEADER)
    const { routes, handled, permissions } = city.runtime
    const actual = accessRows([...routes, ...handled], permissions)
    assert.deepEqual(
      actual.filter((row) => !expected.includes(row)),
      [],
      'in the product, not expected',
    )
    assert.deepEqual(
      expected.filter((row) => !actual.includes(row)),
      [],
      'expected, not in the product',
    )
  })

  it('every role has somebody in the cast to try it', () => {
    const missing = Object.keys(roleTitles).filter((role) => !clients.has(role as Role))
    assert.deepEqual(missing, [])
  })

  it('every route refuses every role its permission does not name, and admits those it does', async () => {
    let tried = 0
    const wrong: string[] = []
    for (const route of city.runtime.routes) {
      const row = city.runtime.permissions[route.permission] ?? {}
      for (const [role, client] of clients) {
        const roles = await rolesOf(client)
        const holds = [...roles, ...(roles.length > 0 ? ['person'] : []), 'visitor'].some(
          (holder) => holder in row,
        )
        const status = await statusOf(client, route)
        tried += 1
        const isRefused = status === 401 || status === 403
        if (!holds && !isRefused) wrong.push(`${role} ${route.journal}: ${status}, expected 401 or 403`)
        if (!holds && status < 300) wrong.push(`${role} ${route.journal}: succeeded`)
        if (holds && status === 401) wrong.push(`${role} ${route.journal}: asked to sign in`)
        if (status >= 500) wrong.push(`${role} ${route.journal}: ${status}`)
      }
    }
    assert.ok(tried > 1_000, `${tried} requests`)
    assert.deepEqual(wrong, [])
  })

  it('the seat of a paper application reaches what entering it takes, and no other write (P10)', async () => {
    const clerk = clients.get('clerk')
    const firm = clients.get('firm')
    assert.ok(clerk && firm)
    const { org } = (await firm.get('/api/v1/me')).body as { org: { id: string } }
    const seat = await counterSeat(city, clerk, org.id)
    const me = (await seat.get('/api/v1/me')).body as {
      org: { id: string }
      may: string[]
      atCounter: boolean
    }
    assert.deepEqual([me.org.id, me.atCounter], [org.id, true])
    const { routes, handled, permissions, counterSeat: only } = city.runtime
    const actor: Actor = {
      ...visitor,
      kind: 'person',
      personId: NOTHING,
      orgId: org.id,
      roles: ['firm'],
      only,
    }
    const open = handled.filter(({ permission }) => scopesOf(permissions, permission, actor).length > 0)
    assert.deepEqual(
      open.map(({ journal }) => journal),
      ['session.close', 'session.act-as', 'second-factor.send-code', 'session.second-factor', 'file.keep'],
    )
    const writes = routes.filter(({ kind }) => kind === 'write')
    const entered = writes.filter(({ permission }) => only.includes(permission))
    assert.deepEqual(
      entered
        .map(({ path }) => path)
        .filter((path) => !/^\/procedures\/[a-z-]+\/\{dossierId\}\/submit$/.test(path)),
      ENTERED,
    )
    const wrong: string[] = []
    for (const route of writes) {
      const status = await statusOf(seat, route)
      const isRefused = status === 401 || status === 403
      const holds = only.includes(route.permission) && 'firm' in (permissions[route.permission] ?? {})
      if (isRefused === holds) wrong.push(`${route.journal}: ${status}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('nothing a stranger sends to an unknown or foreign record is answered with its content', async () => {
    const stranger = clients.get('serviceBody')
    assert.ok(stranger)
    for (const route of city.runtime.routes.filter((r) => r.path.includes('{'))) {
      assert.ok(
        (await statusOf(stranger, route)) >= 400,
        `${route.journal} answered an identifier that names nothing`,
      )
    }
  })
})

/** Writes of the seat beside handing in: drafting, and bringing the draft up to what the paper says. */
const ENTERED: readonly string[] = [
  '/achievements',
  '/achievements/{id}',
  '/achievements/{id}/ask-confirmation',
  '/demands',
  '/demands/{id}',
  '/demands/post',
  '/demands/{id}/ask-confirmation',
  '/service-bodies',
  '/service-bodies/{id}',
  '/instruments',
  '/instruments/{id}',
  '/pilot-bases/applications',
  '/pilot-bases/applications/{id}',
  // Refused all the same: it would begin with what the base said before, which the seat does not reach.
  '/pilot-bases/{baseId}/renewals',
  '/pilot-bases/{baseId}/changes',
  '/pilot-services',
  '/pilot-services/{id}',
  '/contract-registrations',
  '/contract-registrations/{id}',
]

/** The clerk in the seat of a paper application of this organisation. */
async function counterSeat(city: TestCity, clerk: Client, orgId: string): Promise<Client> {
  const form = new FormData()
  form.set('file', fileOf(Buffer.from('%PDF-1.4\n%%EOF\n'), '申请.pdf', 'application/pdf'))
  const kept = await city.app.request('http://localhost/api/v1/files', {
    method: 'POST',
    headers: {
      cookie: clerk.cookie,
      'idempotency-key': 'scan',
      origin: 'http://localhost',
      host: 'localhost',
    },
    body: form,
  })
  const file = (await kept.json()) as { result: { id: string } }
  const opened = await clerk.post('/api/v1/counter-cases', {
    orgId,
    broughtBy: '王递交',
    phone: '',
    matter: '纸质申请',
    paperOn: '2026-11-20',
    scanFileId: file.result.id,
  })
  assert.equal(opened.status, 200, JSON.stringify(opened.body))
  const { delegationId } = opened.body.result as { delegationId: string }
  return inSeat(city.app, clerk, delegationId)
}

const known = new Map<Client, readonly string[]>()

async function rolesOf(client: Client): Promise<readonly string[]> {
  const before = known.get(client)
  if (before) return before
  const { body } = await client.get('/api/v1/me')
  known.set(client, body.roles as string[])
  return body.roles as string[]
}

async function statusOf(client: Client, route: Route): Promise<number> {
  const path = `/api/v1${route.path.replace(/\{\w+\}/g, NOTHING)}`
  if (route.kind === 'read' && route.method !== 'POST') return (await client.get(path)).status
  return route.method === 'PUT' ? (await client.put(path)).status : (await client.post(path)).status
}
