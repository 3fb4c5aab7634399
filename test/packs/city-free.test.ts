import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadPack, packDirectory } from '#platform/pack/pack.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const texts = /\.(?:ts|tsx|js|css|html|json|sql|svg|md)$/

function filesBelow(dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && texts.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

/** Everything that names the default city: its places, codes, units, brands, and what its plan calls its own. */
function cityWords(): string[] {
  const pack = loadPack(packDirectory('shanwei'))
  const places = pack.regions.map((region) => region.name.zh).filter((name) => name !== '城区')
  const codes = pack.regions.map((region) => region.code)
  const units = pack.units.filter((unit) => unit.kind !== 'group').map((unit) => unit.name)
  const own = [
    'shanwei',
    '汕尾',
    '汕科',
    '汕府',
    '海丰',
    '陆丰',
    '陆河',
    '红海湾',
    '红海杯',
    '创新岛（深圳）',
  ]
  return [...new Set([...own, ...places, ...codes, ...units, pack.city.market.zh])]
}

/** A line without the two ways the shipped pack may be named: the default city, and a test reading the pack's files. */
function readable(file: string, line: string): string {
  if (file === 'src/app/config.ts' && line.includes("env['KEQIAO_CITY'] ?? 'shanwei'")) return ''
  return (file.endsWith('.test.ts') ? line.replaceAll('packs/shanwei', '') : line).toLowerCase()
}

test('no source file or migration names the default city; only the default of KEQIAO_CITY may', () => {
  const files = [...filesBelow('src'), ...filesBelow('db')]
  assert.ok(files.length > 10, 'the test must have read the sources')
  const words = cityWords()
  assert.ok(words.includes('441500') && words.includes('陆河县') && words.includes('汕尾市财政局'))
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const word = words.find((each) => readable(file, line).includes(each))
        return word === undefined ? [] : [`${file}:${String(index + 1)}: ${word}`]
      }),
  )
  assert.deepEqual(found, [])
})

test('another city is complete on its own: its pack loads and shares no unit, place, plan or organisation', () => {
  const pack = loadPack(join(root, 'test/packs/pengcheng'))
  const shipped = loadPack(packDirectory('shanwei'))
  const names = (each: typeof pack): string[] => [
    each.city.name.zh,
    each.city.market.zh,
    each.plan.title,
    ...each.units.map((unit) => unit.name),
    ...each.regions.map((region) => region.code),
    ...each.cast.organisations.flatMap((organisation) => [organisation.name, organisation.creditCode]),
  ]
  const theirs = new Set(names(shipped))
  assert.deepEqual(
    names(pack).filter((name) => theirs.has(name)),
    [],
  )
  assert.doesNotMatch(JSON.stringify(pack), /汕尾|海丰|陆丰|陆河|红海|shanwei/i)
})
