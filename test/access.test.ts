import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ACCESS_HEADER, accessRows } from '#app/access-matrix.ts'
import { roleTitles, type Role } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'
import { testCity, type Client, type TestCity } from './city.ts'

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
