import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { assertAccessible, assertFits, NARROW, shot, visit, WIDE, type Visit } from './browser.ts'

/** Drawing again after the window changed its width: tables become cards, the menu a drawer. */
const REDRAW_MS = 150

/**
 * Looks at the page as it stands at both widths: nothing for axe, nothing wider than the window; keeps both pictures.
 * The window is wide again afterwards. Without JavaScript axe cannot run; there the pages are the same HTML.
 */
export async function look(page: Page, name: string, javaScript = true): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size)
    await page.waitForTimeout(REDRAW_MS)
    await still(page)
    const what = `${name}-${String(size.width)}`
    await shot(page, what)
    await assertFits(page, what)
    if (!javaScript) continue
    // From the top: the bar that stays while one scrolls would cover a part of whatever lies under it by chance.
    await page.evaluate(() => window.scrollTo(0, 0))
    await assertAccessible(page, what)
  }
}

/** No button waits for its answer and no colour is on its way to another: what axe would take for too little contrast. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.ant-btn-loading') === null &&
      document.getAnimations().every((one) => !(one instanceof CSSTransition) || one.playState !== 'running'),
  )
}

/** A person of the cast with a browser of their own, signed in by one click, at a page of the workbench. */
export async function person(browser: Browser, origin: string, login: string, path = '/'): Promise<Visit> {
  const visited = await visit(browser)
  const answer = await visited.context.request.post(`${origin}/demo/sign-in`, { form: { login } })
  assert.ok(answer.ok(), `signed in as ${login}: ${String(answer.status())}`)
  await open(visited.page, `${origin}/app${path}`)
  return visited
}

/** Opens a page of the workbench and waits until it is drawn and has what it asked the server for. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await drawn(page)
}

/** The heading of the page stands and nothing loads any more. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .ant-skeleton') === null)
}

/** The button of that exact name; `within` narrows to a dialog or a section. */
export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole('button', { name, exact: true })
}

/** The dialog that is open. */
export function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}

/** Chooses an option of one of antd's selects by the title of the field. */
export async function choose(
  within: Page | Locator,
  title: string | RegExp,
  option: string | RegExp,
): Promise<void> {
  const page = 'page' in within ? within.page() : within
  const box = within.getByRole('combobox', { name: title })
  await box.click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-content')
    .getByText(option, { exact: true })
    .click()
}

/** The field of that title, with or without its mark 必填, 选填 or 不公开. */
export function field(within: Page | Locator, title: string): Locator {
  return within
    .getByLabel(new RegExp(`^${title}(（(必填|选填|不公开)）)*$`))
    .and(within.locator('input, textarea'))
}

/** Performs an act that asks nothing: its button, and the same again in the dialog. */
export async function act(page: Page, title: string): Promise<void> {
  await button(page, title).click()
  await button(dialog(page), `确认${title}`).click()
}

/** Leaves the receipt of what was just done. */
export async function close(page: Page): Promise<void> {
  await button(dialog(page), '知道了').click()
  await dialog(page).waitFor({ state: 'detached' })
  await drawn(page)
}
