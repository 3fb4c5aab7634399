import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

/** Debian's Chromium with everything that talks to the outside switched off. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The last word on features wins: what the driver switches off, and the three windows of suggestions that every
  // context would open behind its address bar (a fifth of the browser's work).
  `--disable-features=${[
    'AimEnabled',
    'HttpsFirstBalancedModeAutoEnable',
    'HttpsUpgrades',
    'MediaRouter',
    'NetworkTimeServiceQuerying',
    'OptimizationHints',
    'PaintHolding',
    'PreconnectToSearch',
    'Translate',
    'WebUIOmniboxAimPopup',
    'WebUIOmniboxFullPopup',
    'WebUIOmniboxPopup',
  ].join(',')}`,
]
/** Pages are made on a busy machine; a step that takes longer hangs. */
const STEP_MS = 30_000
const SHOTS = join(import.meta.dirname, '../../test-output')

/** The two widths every page must bear: a desk and a small phone. */
export const WIDE = { width: 1280, height: 900 }
export const NARROW = { width: 360, height: 740 }

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS })
}

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
}

/** A person's own browser; an error thrown by a page fails the test. `javaScript: false` reads without scripts. */
export async function visit(
  browser: Browser,
  options: { readonly size?: { width: number; height: number }; readonly javaScript?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: options.size ?? WIDE,
    javaScriptEnabled: options.javaScript ?? true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    bypassCSP: false,
  })
  context.setDefaultTimeout(STEP_MS)
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  return { context, page }
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** No finding of the WCAG 2.0–2.2 A and AA rules on the page as it stands; `what` names the state in the message. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // Once a document: reading half a megabyte of script again would take as long as looking at the page.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const found = await page.evaluate(async (tags) => {
    const { axe: looks } = window as unknown as { axe: typeof axe }
    const { violations } = await looks.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
      preload: false,
      iframes: false,
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
  }, RULES)
  assert.deepEqual(found, [], `axe: ${what}`)
}

/** The page fits its width: a phone's reader never scrolls sideways. */
export async function assertFits(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.ok(over <= 0, `${what} is ${over} px wider than the window`)
}

/** With KEQIAO_SHOTS=1 keeps a picture under test-output/ for people to look at: a twelfth of a journey's time. */
export async function shot(page: Page, name: string): Promise<void> {
  if (process.env['KEQIAO_SHOTS'] !== '1') return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}
