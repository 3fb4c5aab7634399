import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { button, choose, dialog, field, look, open, person } from './steps.ts'

const UNIVERSITY = 'gaoxiao.zhuan'
const FIRM = 'shuichan.cai'
/** The clock turns every five seconds, the outbox within one; a moved clock has much to do at once. */
const CLOCK_MS = 60_000

describe('listings that cannot rot, the public funnel, and what people follow', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let office: Page

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    office = (await person(browser, origin, UNIVERSITY)).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const query = async <R>(text: string, values: unknown[] = []) =>
    city.runtime.db.owner(async (client) => (await client.query(text, values)).rows as R[])
  const until = async (what: string, holds: () => Promise<boolean>) => {
    const end = performance.now() + CLOCK_MS
    while (!(await holds())) {
      assert.ok(performance.now() < end, `${what} did not happen`)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  /** Last days of the university's listings, the first ones first. */
  const lastDays = () =>
    query<{ title: string; day: string; ended: string | null; confirmed: string }>(
      `select d.title, l.valid_until::text as day, l.ended_on::text as ended, l.confirmed_on::text as confirmed
       from platform.listing l join platform.dossier d on d.id = l.dossier_id
       join platform.membership m on m.org_id = l.org_id join platform.account a on a.person_id = m.person_id
       where a.login = $1 order by l.valid_until, d.title`,
      [UNIVERSITY],
    )
  const dayBefore = (day: string, days: number) =>
    new Date(Date.parse(`${day}T02:00:00Z`) - days * 86_400_000).toISOString()

  it('a visitor follows a search as a feed; a firm by one click, without JavaScript', async () => {
    const plain = await visit(browser, { javaScript: false })
    await plain.page.goto(`${origin}/achievements?q=${encodeURIComponent('海参')}`)
    await plain.page.getByText('订阅此搜索').click()
    await look(plain.page, 'follow-visitor', false)
    const rss = await plain.page.getByRole('link', { name: 'RSS' }).getAttribute('href')
    const feed = await plain.context.request.get(`${origin}${String(rss)}`)
    assert.match(await feed.text(), /<rss version="2.0"/)
    await plain.context.request.post(`${origin}/demo/sign-in`, { form: { login: FIRM } })
    await plain.page.goto(`${origin}/achievements?q=${encodeURIComponent('海参')}`)
    await plain.page.getByText('订阅此搜索').click()
    await plain.page.getByRole('button', { name: '每天提醒我' }).click()
    await plain.page.getByText('已订阅').waitFor()
    await look(plain.page, 'follow-done', false)
    await plain.context.close()
  })

  it('near its end a listing is confirmed by one click, others as a set that is shown first', async () => {
    const [first] = await lastDays()
    assert.ok(first)
    await city.moveTo(dayBefore(first.day, 20))
    await until('the reminder', async () => {
      const rows = await query(
        `select 1 from platform.message where link = '/app/listings' and params->>'title' = $1`,
        [first.title],
      )
      return rows.length > 0
    })
    await open(office, `${origin}/app/listings`)
    await look(office, 'listings-due')
    await office.getByRole('button', { name: `仍然有效：${first.title}` }).click()
    await office.getByText('已确认 1 项仍然有效').waitFor()
    const same = (await lastDays()).filter(({ title }) => title === first.title)
    assert.ok(same[0] && same[0].confirmed > first.confirmed)
    await city.moveTo(dayBefore(first.day, 10))
    await open(office, `${origin}/app/listings`)
    const rest = await office.getByRole('button', { name: /^仍然有效：/ }).count()
    if (rest > 1) {
      await office
        .getByRole('checkbox', { name: /^选择：/ })
        .first()
        .check()
      await button(office, '所选仍然有效').click()
      await dialog(office).getByText('确认 1 项仍然有效').waitFor()
      await look(office, 'listings-chosen')
      await button(dialog(office), '确认仍然有效').click()
      await office.getByText('已确认 1 项仍然有效').waitFor()
    }
    const page = (await visit(browser)).page
    const [record] = await query<{ public_id: string }>(
      `select public_id from achievements.achievement where name = $1`,
      [first.title],
    )
    await page.goto(`${origin}/achievements/${record?.public_id ?? ''}`)
    await page.getByText('最近确认有效').waitFor()
    await look(page, 'listing-confirmed')
  })

  it('one that nobody confirmed leaves the shelf; its owner is asked, and answers', async () => {
    const open1 = (await lastDays()).filter(({ ended }) => ended === null)
    const [next] = open1
    assert.ok(next)
    await city.moveTo(dayBefore(next.day, -2))
    await until('the end', async () =>
      (await lastDays()).some(({ title, ended }) => title === next.title && ended !== null),
    )
    await open(office, `${origin}/app/review`)
    await office.getByRole('link', { name: next.title }).waitFor()
    await open(office, `${origin}/app/listings?set=unanswered`)
    await look(office, 'listings-unanswered')
    await office.getByRole('button', { name: `说明去向：${next.title}` }).click()
    await choose(dialog(office), /去向/, '暂不转化')
    await field(dialog(office), '说明').fill('等中试完成再上架。')
    await look(office, 'listings-explain')
    await button(dialog(office), '确认说明去向').click()
    await office.getByText('已说明 1 项').waitFor()
    const [row] = await query<{ outcome: string }>(
      `select l.outcome from platform.listing l join platform.dossier d on d.id = l.dossier_id where d.title = $1`,
      [next.title],
    )
    assert.equal(row?.outcome, '暂不转化')
  })

  it('the public figures show it, with and without JavaScript, in both languages', async () => {
    for (const javaScript of [true, false]) {
      const { page, context } = await visit(browser, { javaScript })
      await page.goto(`${origin}/market`)
      await page.getByRole('heading', { name: '陈旧率', exact: true }).waitFor()
      await page.getByText('尚未启用').first().waitFor()
      await look(page, javaScript ? 'market' : 'market-plain', javaScript)
      await page.getByRole('navigation', { name: '成果还是需求' }).getByText('技术需求').click()
      await page.waitForURL(/kind=demand/)
      if (javaScript) {
        await page.getByText('English', { exact: true }).click()
        await look(page, 'market-english')
      }
      await context.close()
    }
    const figures = (await (await city.as(null)).get('/api/v1/funnel?kind=achievement&period=all')).body as {
      funnel: { dimension: string; listed: number }[]
    }
    const [shelf] = await query<{ n: number }>(
      `select count(*)::int as n from platform.listing where kind = 'achievement'`,
    )
    assert.equal(figures.funnel.find(({ dimension }) => dimension === 'total')?.listed, shelf?.n)
  })

  it('a new record reaches the digest of whoever followed it, and the feed', async () => {
    const name = '示例海参苗种循环水育苗工艺'
    const owner = await city.as(UNIVERSITY)
    const officer = await city.as('ju.lin')
    const { complete } = await import('#modules/achievements/fixture.ts')
    const drafted = (await owner.post('/api/v1/achievements', complete({ name }))).body as {
      result: { dossierId: string }
    }
    const { dossierId } = drafted.result
    const act = async (who: typeof owner, action: string, visitNumber: number, input: object = {}) => {
      const answer = await who.post(`/api/v1/procedures/achievement-listing/${dossierId}/${action}`, {
        visit: visitNumber,
        ...input,
      })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
    }
    const review = { reviewedBy: '示例保密办', reviewedOn: '2026-11-20', conclusion: '同意公开' }
    await act(owner, 'submit', 1, review)
    await act(officer, 'approve', 2)
    await until(
      'the hit',
      async () => (await query(`select 1 from subscriptions.hit where told_at is null`)).length > 0,
    )
    const [now] = await query<{ at: string }>(
      `select (clock_timestamp() + clock_offset_ms * interval '1 millisecond' + interval '1 day')::date::text || 'T02:00:00Z' as at
       from platform.state`,
    )
    await city.moveTo(now?.at ?? '')
    await until(
      'the digest',
      async () =>
        (
          await query(
            `select 1 from platform.digest d join platform.account l using (person_id) where l.login = $1 and groups::text like $2`,
            [FIRM, `%${name}%`],
          )
        ).length > 0,
    )
    const firm = (await person(browser, origin, FIRM, '/subscriptions')).page
    await firm.getByRole('region', { name: '每日汇总' }).getByText(name).waitFor()
    await look(firm, 'subscriptions')
    await firm.getByRole('button', { name: /^暂停：/ }).click()
    await firm.getByText('已暂停').waitFor()
    const feed = await firm
      .context()
      .request.get(`${origin}/achievements.rss?q=${encodeURIComponent('海参')}`)
    assert.ok((await feed.text()).includes(name))
  })
})
