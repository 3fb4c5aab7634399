import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
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
