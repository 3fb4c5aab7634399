import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, choose, dialog, drawn, field, look, open, person } from './steps.ts'

const PROBLEM =
  '荔枝采后三天就褐变，想找常温下保鲜一周以上的护色保鲜办法，每斤成本五毛以内。现有冰水预冷，冷链到不了村口。'

describe('a firm', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let page: Page
  let ownerName = ''
  let refused = ''
  let scoreBefore = 0

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    page = (await person(browser, origin, 'nongchang.tian')).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  it('writes one paragraph, sees what is read from it, and keeps it as a draft', async () => {
    await open(page, `${origin}/app/demands/new`)
    await button(page, '提交审核').click()
    await page.getByText('请先改正下面的内容').waitFor()
    await look(page, 'firm-sentence-empty')
    await page.getByLabel(/您想解决什么问题？/).fill(PROBLEM)
    const read = page.getByRole('region', { name: '读出的内容' })
    await read.getByText('荔枝采后三天就褐变，想找常温下保鲜一周以上').first().waitFor()
    await page.getByText(/平台上有 \d+ 项成果与此相近/).waitFor()
    await look(page, 'firm-read')
    await read.getByRole('button', { name: /^不要：合作方式：委托开发/ }).click()
    await read.getByText('已去掉').waitFor()
    await read.getByRole('button', { name: /^修改：需求类型/ }).click()
    await page.getByText('需求概况（已填：', { exact: false }).waitFor()
    await choose(page, /需求类型/, '成果引进')
    await page.locator('summary', { hasText: '技术要求' }).click()
    await choose(page, /需要的技术就绪度/, '8 产品级')
    await page.getByRole('group', { name: '合作方式' }).getByText('普通许可').click()
    await read.getByText('已改动，以表中为准').waitFor()
    await look(page, 'firm-demand-form')
    await button(page, '存为草稿').click()
    await page.getByText('草稿已保存').waitFor()
    await look(page, 'firm-demand-saved')
  })

  it('completes and submits it after declaring that nothing secret is in it', async () => {
    await page.getByText('核对并提交审核').click()
    await button(page, '修改').click()
    await drawn(page)
    await page.getByRole('group', { name: '预算面议' }).getByText('是', { exact: true }).click()
    await button(page, '保存草稿').click()
    await page.getByText('查看需求页面').click()
    await button(page, '提交审核').waitFor()
    await drawn(page)
    await look(page, 'firm-demand')
    await button(page, '提交审核').click()
    await button(dialog(page), '确认提交审核').click()
    await dialog(page).getByText('此项必填').first().waitFor()
    await look(page, 'firm-submit-faults')
    await dialog(page).getByText('是', { exact: true }).click()
    await button(dialog(page), '确认提交审核').click()
    await dialog(page).getByText('已提交审核').waitFor()
    await button(dialog(page), '知道了').click()
  })

  it('is published by an officer from the work list', async () => {
    const officer = await person(browser, origin, 'ju.lin', '/review')
    await officer.page.getByRole('link', { name: /荔枝采后三天就褐变/ }).click()
    await button(officer.page, '审核通过').click()
    await button(dialog(officer.page), '确认审核通过').click()
    await dialog(officer.page).getByText('已审核通过').waitFor()
    await officer.context.close()
    await city.runtime.drain()
  })

  const rows = () => page.locator('li[data-match]')
  const row = (name: string) => rows().filter({ has: page.getByRole('link', { name, exact: true }) })
  const scoreOf = async (name: string): Promise<number> =>
    Number(/([−\d.]+) 分/.exec(await row(name).innerText())?.[1]?.replace('−', '-'))

  it('sees what matches, why, what does not fit and what would raise it', async () => {
    await open(page, `${origin}/app/matches`)
    const first = rows().first()
    await first.getByText('依据').waitFor()
    refused = await first.getByRole('link').first().innerText()
    ownerName = (/分 (示例·\S+)/.exec(await first.innerText())?.[1] ?? '').trim()
    assert.ok((await first.locator('.chips .ant-tag').count()) > 0, 'the phrases that met')
    assert.match(await first.innerText(), /成熟度差 1 级：需求要 8 级，成果 7 级/)
    assert.match((await first.getByRole('img').getAttribute('aria-label')) ?? '', /用语 \+[\d.]+.*差距 −/)
    await first.getByText('怎样提高相合程度').click()
    await first.locator('details[open] li').first().waitFor()
    await look(page, 'firm-matches')
  })

  it('goes through them by keyboard and refuses one as too early', async () => {
    scoreBefore = await scoreOf(refused)
    await rows().first().getByRole('link').first().focus()
    await page.keyboard.press('ArrowDown')
    const second = await rows().nth(1).getByRole('link').first().innerText()
    await page.waitForFunction((name) => document.activeElement?.textContent === name, second)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('3')
    await dialog(page).getByText('为什么不合适？').waitFor()
    await field(dialog(page), '补充说明').waitFor()
    await look(page, 'firm-refuse')
    await button(dialog(page), '确认不合适').click()
    await dialog(page).getByText('此项必填').first().waitFor()
    await choose(dialog(page), /原因/, '太早期')
    await field(dialog(page), '补充说明').fill('还没有在果园里连续用过一季')
    await button(dialog(page), '确认不合适').click()
    await row(refused).waitFor({ state: 'detached' })
    await page.getByText('不合适 1').waitFor()
  })

  it('finds achievements no riper than that lowered, with the reason', async () => {
    await city.runtime.drain()
    await open(page, `${origin}/app/matches`)
    // What was lowered fits less than the rest, and may lie under the fold.
    await page.getByText(/另有 \d+ 项相合程度低/).click()
    await page
      .getByText(/您曾以“太早期”谢绝 7 级成果/)
      .first()
      .waitFor()
    await look(page, 'firm-lowered')
    await page.getByText('不合适 1').click()
    await row(refused)
      .getByText(/答复：不合适（太早期）/)
      .waitFor()
    await button(page, `收回答复：${refused}`).waitFor()
    await look(page, 'firm-refused')
  })

  it('while the owner is told the reason and what to do, and improves the record', async () => {
    await city.runtime.drain()
    const { organisations, persons } = city.runtime.pack.cast
    const org = organisations.find((one) => ownerName.startsWith(one.name))
    const handler = persons.find(({ memberships }) =>
      memberships.some((seat) => seat.at === org?.id && seat.roles.includes('orgAdmin')),
    )
    assert.ok(handler, ownerName)
    const told = await person(browser, origin, handler.login, '/messages')
    await told.page.getByRole('link', { name: /原因：太早期。补充中试/ }).click()
    await drawn(told.page)
    await told.page.getByText('还没有在果园里连续用过一季').waitFor()
    await look(told.page, 'firm-owner-told')
    await improve(told.page, '8 产品级')
    await told.context.close()
    const officer = await person(browser, origin, 'ju.lin', '/review')
    await officer.page.getByRole('link', { name: new RegExp(refused) }).click()
    await button(officer.page, '通过').click()
    await button(dialog(officer.page), '确认通过').click()
    await dialog(officer.page).getByText('已通过').waitFor()
    await officer.context.close()
    await city.runtime.drain()
  })

  it('and the match comes back, higher, and says why', async () => {
    await open(page, `${origin}/app/messages`)
    await page.getByText(new RegExp(`曾谢绝的成果《${refused}》已按谢绝的原因改进`)).waitFor()
    await open(page, `${origin}/app/matches`)
    await row(refused)
      .getByText(/曾以“太早期”谢绝；此后成果的技术就绪度已从 7 级到 8 级/)
      .waitFor()
    const scoreNow = await scoreOf(refused)
    assert.ok(scoreNow > scoreBefore, `${scoreNow} > ${scoreBefore}`)
    await look(page, 'firm-match-back')
  })

  /** Raises the readiness of the record on the page, with evidence, and submits the change. */
  async function improve(owner: Page, level: string): Promise<void> {
    await button(owner, '修改').click()
    await owner.getByRole('heading', { level: 1, name: '修改成果' }).waitFor()
    await drawn(owner)
    await choose(owner, /技术就绪度/, level)
    await owner
      .locator('input[type=file]')
      .setInputFiles({ name: '产品检测.txt', mimeType: 'text/plain', buffer: Buffer.from('示例检测报告') })
    await owner.getByText('产品检测.txt').waitFor()
    await button(owner, '保存草稿').click()
    await owner.getByText('草稿已保存').waitFor()
    await owner.getByText('查看成果页面').click()
    await drawn(owner)
    await button(owner, '提交修改').click()
    await field(dialog(owner), '保密审查人').fill('钟稔丰（示例）')
    await field(dialog(owner), '审查日期').fill('2026-11-20')
    await choose(dialog(owner), /审查结论/, '同意公开')
    await button(dialog(owner), '确认提交修改').click()
    await dialog(owner).getByText('已提交修改').waitFor()
  }
})
