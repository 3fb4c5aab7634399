import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { complete } from '#modules/achievements/fixture.ts'
import { testCity, type TestCity } from './city.ts'

let city: TestCity
before(async () => {
  city = await testCity()
})
after(() => city.close())

it('P18: the journal keeps who acted as an identifier, never as a name that would outlive an erasure', async () => {
  const admin = await city.as('xitong.guan')
  const moved = await admin.post('/api/v1/instance/clock', { days: 1, hours: 0 })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
  const { rows } = await city.runtime.db.owner((client) =>
    client.query<{ row: string }>(
      `select j::text as row from platform.journal j where command = 'instance.move-clock'`,
    ),
  )
  assert.equal(rows.length, 1)
  assert.doesNotMatch(rows[0]?.row ?? '', /管子安/)
  const auditor = await city.as('xitong.shen')
  const { body } = await auditor.get('/api/v1/journal?command=instance.move-clock')
  assert.match(body.items[0].sentence, /^管子安（示例）将演练时钟向前拨动 1 天/)
  const entry = await auditor.get(`/api/v1/journal/${body.items[0].id}`)
  assert.equal(entry.body.gate.verdict, '不适用')
  assert.match(entry.body.leaf, /^[0-9a-f]{64}$/)
})

it('P12: the bureau sees nothing of a draft before the unit hands it in', async () => {
  const university = await city.as('gaoxiao.zhuan')
  const officer = await city.as('ju.lin')
  const name = '示例尚未提交的成果草稿'
  const drafted = await university.post('/api/v1/achievements', complete({ name }))
  assert.equal(drafted.status, 200, JSON.stringify(drafted.body))
  const { id, dossierId } = drafted.body.result
  const journalled = async () => {
    const { body } = await officer.get('/api/v1/journal?limit=100')
    return (body.items as { sentence: string }[]).some(({ sentence }) => sentence.includes(name))
  }
  assert.equal((await officer.get(`/api/v1/my/achievements/${id}`)).status, 404)
  assert.equal((await officer.get(`/api/v1/dossiers/${dossierId}`)).status, 404)
  assert.equal(await journalled(), false)
  const review = { reviewedBy: '示例保密员', reviewedOn: '2026-11-20', conclusion: '同意公开', visit: 1 }
  const path = `/api/v1/procedures/achievement-listing/${dossierId}/submit`
  assert.equal((await university.post(path, review)).status, 200)
  assert.equal((await officer.get(`/api/v1/my/achievements/${id}`)).status, 200)
  assert.equal((await officer.get(`/api/v1/dossiers/${dossierId}`)).status, 200)
  assert.equal(await journalled(), true)
})
