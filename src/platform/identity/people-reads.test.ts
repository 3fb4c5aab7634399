import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '../access/access.ts'
import type { ReadRoute } from '../command/command.ts'
import { delegationRoutes } from './delegation-commands.ts'
import { listOrganisations, listUsers } from './people-reads.ts'
import { testCity, type TestCity } from './testing.ts'

interface Paged {
  readonly items: readonly { readonly id?: string; readonly personId?: string }[]
  readonly total: number
  readonly next: string | null
}

describe('lists of people, organisations and delegations', () => {
  let city: TestCity
  let admin: Actor
  before(async () => {
    city = await testCity()
    admin = { ...(await city.actor('xitong.guan')), scopes: ['any'] }
  })
  after(() => city.test.drop())

  const read = async <R>(route: ReadRoute, actor: Actor, query: object) => {
    const input: unknown = route.input.parse(query)
    return (await city.test.db.read('platform', (tx) =>
      route.verb(tx, actor, input as never, city.now()),
    )) as R
  }

  /** Every page of a list, and that each page tells the same total. */
  async function allOf(route: ReadRoute, size: number): Promise<string[]> {
    const ids: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Paged = await read<Paged>(route, admin, { limit: size, ...(cursor && { cursor }) })
      ids.push(...page.items.map((item) => item.personId ?? item.id ?? ''))
      cursor = page.next
      if (cursor === null) assert.equal(page.total, ids.length)
    }
    return ids
  }

  it('gives every person and organisation once, page by page, with the true total', async () => {
    for (const route of [listUsers, listOrganisations]) {
      const ids = await allOf(route, 7)
      assert.ok(ids.length > 14, 'more than two pages')
      assert.equal(new Set(ids).size, ids.length)
    }
  })

  it('lists a delegation to both sides and to the administrator of the organisation, to nobody else', async () => {
    const list = delegationRoutes.find((route) => route.journal === 'delegation.list')
    assert.ok(list?.kind === 'read')
    const owner = await city.actor('gaoxiao.keyan')
    const deputy = await city.actor('gaoxiao.caiwu')
    const day = city.now().slice(0, 10)
    const given = {
      kind: 'deputy',
      toPerson: deputy.personId,
      roles: ['researchOffice'],
      from: day,
      until: '2099-12-31',
    }
    const { delegationId } = await city.run<{ delegationId: string }>('delegation.give', owner, given)
    const seen = async (login: string, scopes: Actor['scopes']) => {
      const { items } = await read<Paged>(list, { ...(await city.actor(login)), scopes }, {})
      return items.map(({ id }) => id)
    }
    assert.deepEqual(await seen('gaoxiao.keyan', ['own']), [delegationId])
    assert.deepEqual(await seen('gaoxiao.caiwu', ['own']), [delegationId])
    assert.deepEqual(await seen('gaoxiao.zhuan', ['own', 'org']), [delegationId])
    assert.deepEqual(await seen('gaoxiao.fawu', ['own']), [])
    assert.deepEqual(await seen('haiyang.zhuan', ['own', 'org']), [])
  })
})
