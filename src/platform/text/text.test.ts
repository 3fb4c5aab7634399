import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MANNERS, MODES as LOT_MODES, lotForm } from '#modules/auctions/forms.ts'
import { lotProcedure } from '#modules/auctions/procedure.ts'
import { CLOCK_REASONS, END_REASONS } from '#modules/deals/forms.ts'
import { REFUSAL_REASONS } from '#modules/matching/forms.ts'
import { MODES, TECH_FIELDS } from '../forms/classes.ts'
import { printedFields } from '../print/fields.ts'
import { allKinds } from '../identity/kinds.ts'
import { GIVEN_OUTCOMES, OUTCOMES } from '../records/forms.ts'
import { english } from './english.ts'
import { englishWords } from './english-words.ts'
import { amount, count, dateTime, percent } from './format.ts'
import { translate, translateData } from './text.ts'

const src = join(import.meta.dirname, '../..')
const portalFolders = ['web/portal', 'modules/portal']
/** Sentences the portal shows that stand elsewhere. */
const shownThere = ['modules/matching/reasons.ts']

function portalSource(): string {
  return portalFolders
    .flatMap((folder) => readdirSync(join(src, folder)).map((file) => join(src, folder, file)))
    .concat(shownThere.map((file) => join(src, file)))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$|fixture\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
}

test('every sentence of the portal is in the English catalogue, and every sentence there is used', () => {
  const source = portalSource()
  const used = new Set([...source.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, template = '']) => template))
  assert.ok(used.size > 150, 'the portal was read')
  const known = english as Readonly<Record<string, string>>
  assert.deepEqual(
    [...used].filter((template) => known[template] === undefined),
    [],
  )
  const sentences = Object.keys(english).filter((template) => !(template in englishWords))
  // Titles kept as data (`'title: '科技成果'`) are looked up by `t(spec.title)`.
  const unused = sentences.filter((template) => !used.has(template) && !source.includes(`'${template}'`))
  assert.deepEqual(unused, [])
})

test('a translation keeps the parameters of its template', () => {
  const names = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  for (const [template, line] of Object.entries(english))
    assert.deepEqual(names(line), names(template), template)
})

test('values of the shared enumerations have English', () => {
  for (const value of [...TECH_FIELDS, ...MODES, ...allKinds]) {
    assert.equal(translateData('en', value).lang, 'en', value)
  }
})

test('what came of listings, matches and talks has English on the page of the market', () => {
  const ends = [...OUTCOMES, ...Object.values(GIVEN_OUTCOMES)]
  for (const value of [...ends, ...REFUSAL_REASONS, ...END_REASONS, ...Object.values(CLOCK_REASONS)])
    assert.equal(translateData('en', value).lang, 'en', value)
})

test('data without English stays Chinese and says so; templates take their parameters', () => {
  assert.deepEqual(translateData('en', '某个词'), { text: '某个词', lang: 'zh' })
  assert.equal(translate('en', '第 {page} 页', { page: 3 }), 'Page 3')
  assert.equal(translate('zh', '第 {page} 页', { page: 3 }), '第 3 页')
})

test('amounts read as 万元 with two decimals, 亿元 from 10,000 万元, 元 where 万元 would round', () => {
  assert.equal(amount(1_234_560_000), '1,234.56 万元')
  assert.equal(amount(12_300_000_000), '1.23 亿元')
  assert.equal(amount(10_000_000_000), '1.00 亿元')
  assert.equal(amount(9_999_990_000), '9,999.99 万元')
  assert.equal(amount(1_234_567), '12,345.67 元')
  assert.equal(amount(0), '0.00 万元')
  assert.equal(amount(-1_000_000), '-1.00 万元')
  assert.equal(amount(1_234_560_000, 'en'), 'CNY 12,345,600')
  assert.equal(amount(5, 'en'), 'CNY 0.05')
  assert.throws(() => amount(0.5))
})

test('counts, percentages and Shanghai wall time', () => {
  assert.equal(count(1_234_567), '1,234,567')
  assert.equal(percent(6250), '62.5%')
  assert.equal(dateTime('2026-11-22T16:00:00.000Z'), '2026-11-23 00:00')
})

test('states and published terms of lots have English', () => {
  const own = ['achievementId', 'depositAccount', 'startsAt', 'endsAt']
  const titles = printedFields(lotForm).flatMap(({ name, title }) => (own.includes(name) ? [] : [title]))
  const { draft: _draft, proposed: _proposed, ...states } = lotProcedure.states
  const shown = Object.values(states).map(({ title }) => title)
  for (const value of [...titles, ...shown, ...MANNERS, ...LOT_MODES])
    assert.equal(translateData('en', value).lang, 'en', value)
})
