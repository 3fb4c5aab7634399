import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { parseSync, Visitor } from 'rolldown/utils'
import { modules } from '#app/modules.ts'

/** Laws of the code itself (design.md 4). Each rule says which places break it; an empty list passes. */
const ROOT = join(import.meta.dirname, '..')
const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 60

interface Source {
  readonly file: string
  readonly text: string
  /** Imported files and packages, with relative and `#` specifiers resolved to paths from the root. */
  readonly imports: readonly string[]
  readonly functions: readonly { readonly name: string; readonly lines: number }[]
}

const sources = globSync(['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'], { cwd: ROOT }).map(read)
const product = sources.filter(({ file }) => file.startsWith('src/') && !isTest(file))

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file)
}

function read(file: string): Source {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const { program, module, errors } = parseSync(file, text)
  assert.deepEqual(errors, [], `${file} parses`)
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length
  const functions: { name: string; lines: number }[] = []
  const measure = (node: { start: number; end: number }) => {
    const start = lineOf(node.start)
    functions.push({ name: `${file}:${start}`, lines: lineOf(node.end) - start + 1 })
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program)
  const specifiers = module.staticImports.map((entry) => entry.moduleRequest.value)
  const exported = module.staticExports.flatMap((entry) => entry.entries.map((e) => e.moduleRequest?.value))
  const all = [...specifiers, ...exported].filter((name) => name !== undefined && name !== null)
  return { file, text, functions, imports: [...new Set(all)].map((name) => resolve(file, name)) }
}

function resolve(file: string, name: string): string {
  if (name.startsWith('.')) return join(dirname(file), name)
  if (name.startsWith('#test/')) return name.replace('#test/', 'test/')
  if (name.startsWith('#')) return name.replace('#', 'src/')
  return name
}

const moduleOf = (path: string) => /^src\/modules\/([^/]+)\//.exec(path)?.[1]
const edges = sources.flatMap(({ file, imports }) => imports.map((to) => ({ from: file, to })))
const breaks = (rule: (edge: { from: string; to: string }) => boolean) =>
  edges.filter(rule).map(({ from, to }) => `${from} → ${to}`)
const isModuleFile = (path: string, names: readonly string[]) =>
  moduleOf(path) !== undefined && names.some((name) => path.endsWith(`/${name}`))

describe('the code keeps its own laws', () => {
  it('reads what it judges', () => {
    assert.ok(sources.length > 100, `${sources.length} files`)
    assert.ok(edges.length > 500, `${edges.length} imports`)
    assert.ok(sources.flatMap(({ functions }) => functions).length > 500)
    assert.ok(modules.length >= 5)
    assert.ok(
      edges.some(({ to }) => to.startsWith('src/platform/')),
      'specifiers are resolved',
    )
  })

  it('no file is over 400 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > FILE_LINES_MAX)
    assert.deepEqual(
      long.map(({ file }) => file),
      [],
    )
  })

  it('no function is over 60 lines', () => {
    // The body of a describe is a table of contents, not a function one reads through.
    const long = sources
      .filter(({ file }) => !isTest(file))
      .flatMap(({ functions }) => functions.filter(({ lines }) => lines > FUNCTION_LINES_MAX))
    assert.deepEqual(long, [])
  })

  it('platform imports no module and no composition', () => {
    assert.deepEqual(
      breaks(
        ({ from, to }) =>
          from.startsWith('src/platform/') && !isTest(from) && /^src\/(modules|app|web)\//.test(to),
      ),
      [],
    )
  })

  it('the verifier imports only node: modules, so that it shares no code and needs nothing else (design.md 4)', () => {
    const files = product.filter(({ file }) => file.startsWith('src/verify/'))
    assert.ok(files.length >= 8, `${files.length} files`)
    assert.deepEqual(
      files.flatMap(({ file, text, imports }) => {
        const dynamic = [...text.matchAll(/\bimport\(\s*(\S+?)\s*\)/g)].map(([, name]) => name)
        const foreign = imports.filter((to) => !to.startsWith('node:') && !to.startsWith('src/verify/'))
        return [...foreign, ...dynamic].map((to) => `${file} → ${to}`)
      }),
      [],
    )
  })

  it('modules meet only at doors', () => {
    assert.deepEqual(
      breaks(({ from, to }) => {
        const [a, b] = [moduleOf(from), moduleOf(to)]
        return b !== undefined && a !== undefined && a !== b && !isTest(from) && !to.endsWith('/index.ts')
      }),
      [],
    )
  })

  it('real edges between modules equal the declared uses, without cycles', () => {
    const real = new Map<string, Set<string>>(modules.map(({ name }) => [name, new Set<string>()]))
    for (const { from, to } of edges) {
      const [a, b] = [moduleOf(from), moduleOf(to)]
      if (a !== undefined && b !== undefined && a !== b && !isTest(from)) real.get(a)?.add(b)
    }
    for (const { name, uses } of modules) {
      assert.deepEqual([...(real.get(name) ?? [])].sort(), [...uses].sort(), `uses of ${name}`)
    }
    const visit = (name: string, path: readonly string[]): void => {
      assert.ok(!path.includes(name), `cycle ${[...path, name].join(' → ')}`)
      for (const next of real.get(name) ?? []) visit(next, [...path, name])
    }
    for (const { name } of modules) visit(name, [])
  })

  it('a door has at most ten names besides its uses', () => {
    const doors = product.filter(({ file }) => /^src\/modules\/[^/]+\/index\.ts$/.test(file))
    assert.ok(doors.length >= 4)
    for (const { file, text } of doors) {
      const { module } = parseSync(file, text)
      const names = module.staticExports.flatMap((entry) => entry.entries.filter((e) => !e.isType))
      assert.ok(names.length <= 11, `${file} exports ${names.length}`)
    }
  })

  it('procedure.ts, forms.ts and rules.ts of modules are pure', () => {
    const allowed =
      /^zod$|^src\/platform\/(procedure\/procedure|forms\/|refusal|calendar\/calendar|ruleset\/ruleset)|\/(forms|rules|procedure)\.ts$/
    const impure = breaks(
      ({ from, to }) => isModuleFile(from, ['procedure.ts', 'forms.ts', 'rules.ts']) && !allowed.test(to),
    )
    assert.deepEqual(impure, [])
  })

  it('SQL stands only in store.ts of modules and in platform', () => {
    const sql = /\b(select\s+[\w*.,\s]+\s+from|insert\s+into|update\s+\w+\.\w+\s+set|delete\s+from)\b/i
    const places = product.filter(
      ({ file, text }) =>
        !file.startsWith('src/platform/') &&
        !/\/store[\w-]*\.ts$/.test(file) &&
        !file.startsWith('src/app/bench') &&
        sql.test(text),
    )
    assert.deepEqual(
      places.map(({ file }) => file),
      [],
    )
  })

  it('only the store of a module acts as its role', () => {
    const foreign = product.flatMap(({ file, text }) => {
      const owner = moduleOf(file)
      return [...text.matchAll(/\btx\.as(?:<[^>]*>)?\('([\w-]+)'\)/g)]
        .filter(([, role]) => role !== 'platform' && role !== owner)
        .map(([, role]) => `${file} acts as ${role}`)
    })
    assert.deepEqual(foreign, [])
  })

  it('modules take time and chance as arguments', () => {
    const air = /new Date\(\)|Date\.now\(\)|Math\.random\(\)/
    const places = product.filter(({ file, text }) => file.startsWith('src/modules/') && air.test(text))
    assert.deepEqual(
      places.map(({ file }) => file),
      [],
    )
  })

  it('every route names a permission and a journal name', () => {
    const routes = modules.flatMap((module) => module.routes)
    assert.ok(routes.length > 20)
    for (const route of routes) {
      assert.match(route.permission, /^[a-z][\w-]*(\.[a-z][\w-]*)?$/, route.path)
      assert.match(route.journal, /^[a-z][\w-]*\.[a-z][\w-]*$/, route.path)
    }
  })
})

describe('SQL stays in the subset a distributed PostgreSQL takes (design.md 3)', () => {
  const migrations = globSync('db/migrations/*.sql', { cwd: ROOT })
  const outside =
    /\bexclude\s+using\b|\busing\s+gist\b|\bdeferrable\b|\blisten\s+\w|\bnotify\s+\w|\buuidv7\(|\bgenerated\s+always\s+as\s*\(|\bmerge\s+into\b/i
  const ownTime = /default\s+(now\(\)|current_timestamp|clock_timestamp\(\))/i

  it('migrations and product', () => {
    assert.ok(migrations.length >= 5)
    const texts = [
      ...migrations.map((file) => ({
        file,
        text: readFileSync(join(ROOT, file), 'utf8').replace(/--.*$/gm, ''),
      })),
      ...product
        .filter(({ file }) => /store|platform/.test(file))
        .map(({ file, text }) => ({ file, text: text.replace(/^\s*(\/\/|\*).*$/gm, '') })),
    ]
    assert.deepEqual(
      texts.filter(({ text }) => outside.test(text)).map(({ file }) => file),
      [],
    )
    assert.deepEqual(
      texts.filter(({ text }) => ownTime.test(text)).map(({ file }) => file),
      [],
    )
  })
})

describe('documents', () => {
  it('every module has a README, every decision a status', () => {
    for (const { name } of modules) {
      if (name === 'platform') continue
      assert.ok(readFileSync(join(ROOT, `src/modules/${name}/README.md`), 'utf8').length > 200, name)
    }
    const decisions = globSync('docs/decisions/*.md', { cwd: ROOT })
    assert.ok(decisions.length >= 8)
    for (const file of decisions) assert.match(file, /\/\d{4}-[a-z0-9-]+\.md$/)
  })

  it('the changelog has an Unreleased heading', () => {
    assert.match(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), /^## Unreleased/m)
  })
})
