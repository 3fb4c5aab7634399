import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { complete } from '#modules/achievements/fixture.ts'
import { clientOf, testCity, type TestCity } from '#test/city.ts'
import { fileOf } from '#test/photographs.ts'
import { openBrowser } from './browser.ts'
import { button, dialog, drawn, field, look, open, person } from './steps.ts'

const MATTER = '成果登记（纸质）'
const NAME = '示例代录装置'

describe('a clerk enters a paper application (practice.md P10)', () => {
  let city: TestCity
  let browser: Browser
  let origin: string

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  /** Brings the paper in by the API: what the dialog of the desk sends. */
  const openCase = async () => {
    const clerk = await city.as('ju.xu')
    const { body: orgs } = await city.as('gaoxiao.zhuan').then((owner) => owner.get('/api/v1/me'))
    const form = new FormData()
    form.set('file', fileOf(Buffer.from('%PDF-1.4\n%%EOF\n'), '申请.pdf', 'application/pdf'))
    const kept = await fetch(`${origin}/api/v1/files`, {
      method: 'POST',
      headers: { cookie: clerk.cookie, 'idempotency-key': 'scan' },
      body: form,
    })
    const file = (await kept.json()) as { result?: { id: string }; id?: string }
    const made = await clerk.post('/api/v1/counter-cases', {
      orgId: orgs.org.id,
      broughtBy: '王递交',
      phone: '',
      matter: MATTER,
      paperOn: '2026-11-20',
      scanFileId: file.result?.id ?? file.id,
    })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    return made.body.result as { id: string; publicId: string; delegationId: string }
  }

  it('as an agent of the applicant, from a seat that ends with the case; the applicant sees it and objects', async () => {
    const made = await openCase()
    const { page: clerk, context } = await person(browser, origin, 'ju.xu')
    await open(clerk, `${origin}/app/counter`)
    await clerk.getByText(MATTER).first().waitFor()
    await look(clerk, 'counter')
    await open(clerk, `${origin}/app/counter/${made.id}`)
    await clerk.getByRole('button', { name: /的身份填写$/ }).click()
    await clerk.waitForURL(`${origin}/app/`)
    await drawn(clerk)
    await clerk
      .getByText(/代王递交/)
      .first()
      .waitFor()
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const agent = clientOf(city.app, cookie)
    const draft = await agent.post('/api/v1/achievements', complete({ name: NAME }))
    assert.equal(draft.status, 200, JSON.stringify(draft.body))
    const { dossierId } = draft.body.result
    const submit = { visit: 1, reviewedBy: '示例保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }
    const sent = await agent.post(`/api/v1/procedures/achievement-listing/${dossierId}/submit`, submit)
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    const consent = await agent.post('/api/v1/service-consents', { for: 'org' })
    assert.equal(consent.status, 403, 'an agent gives no consent in the name of others')

    const back = await city.as('ju.xu')
    const shown = await back.get(`/api/v1/counter-cases/${made.id}`)
    assert.equal(shown.body.dossiers[0].id, dossierId)
    assert.ok(
      shown.body.dossiers[0].receivedAt > `${shown.body.paperOn}T`,
      'received by the clock, not by the paper',
    )
    assert.equal((await back.post(`/api/v1/counter-cases/${made.id}/close`, {})).status, 200)
    assert.equal(
      (await agent.post('/api/v1/achievements', complete({ name: '又一件' }))).status,
      403,
      'the seat ended',
    )
    const receipt = await fetch(`${origin}/api/v1/counter-cases/${made.id}/receipt.pdf`, {
      headers: { cookie: back.cookie },
    })
    assert.equal(receipt.headers.get('content-type'), 'application/pdf')
    const progress = await fetch(`${origin}/id/receipt/${made.publicId}`)
    assert.match(await progress.text(), /审核/)

    const { page: owner } = await person(browser, origin, 'gaoxiao.zhuan')
    await open(owner, `${origin}/app/counter/${made.id}`)
    await look(owner, 'counter-case')
    await button(owner, '提出异议').click()
    await field(dialog(owner), '与纸质申请不符之处').fill('成熟度填错了。')
    await dialog(owner).locator('button[type=submit]').click()
    await button(dialog(owner), '知道了').click()
    await owner.getByText(/待答复/).waitFor()
  })
})
