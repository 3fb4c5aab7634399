import { spawnSync } from 'node:child_process'
import { existsSync, globSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { stopTestCluster } from '#test/database.ts'

/**
 * `npm test`: types, lint, format, unused code, then every test file, the browser journeys included. Installs
 * Debian's chromium and Chinese fonts where they are missing. Words given limit the files: `npm test -- deals`.
 */
const ROOT = join(import.meta.dirname, '../..')
/** Files at a time. More than the two cores of the usual machine: a journey waits for its browser half of the time. */
const CONCURRENCY = 4
/** No file may take longer; a hanging one must not hold the suite. */
const FILE_LIMIT_MS = 1_500_000
const SLOWEST_SHOWN = 10

function step(name: string, command: string, args: readonly string[]): void {
  console.log(`# ${name}`)
  const bin = join(ROOT, 'node_modules/.bin', command)
  const { status } = spawnSync(bin, args, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`${name} failed`)
    process.exit(1)
  }
}

/** The journeys need a real browser and real Chinese glyphs. */
function installBrowser(): void {
  const missing = [
    existsSync('/usr/bin/chromium') ? undefined : 'chromium',
    globSync('/usr/share/fonts/**/NotoSansCJK*').length > 0 ? undefined : 'fonts-noto-cjk',
  ].filter((name) => name !== undefined)
  if (missing.length === 0) return
  console.log(`# installing ${missing.join(', ')}`)
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  spawnSync('apt-get', ['update', '-q'], options)
  const { status } = spawnSync(
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', ...missing],
    options,
  )
  if (status !== 0) {
    console.error(
      `请先安装 ${missing.join('、')}，浏览器测试需要它们。(Install ${missing.join(', ')} for the browser tests.)`,
    )
    process.exit(1)
  }
}

const words = process.argv.slice(2)
if (words.length === 0) {
  step('types', 'tsc', ['-p', '.'])
  step('lint', 'oxlint', ['--type-aware', '--deny-warnings'])
  step('format', 'oxfmt', ['--check'])
  step('unused code', 'knip', [])
}
installBrowser()

const files = globSync(['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'], { cwd: ROOT })
  .filter((file) => words.every((word) => file.includes(word)))
  // The long files of test/ first: what is left at the end then fills both cores.
  .sort()
  .toReversed()
  .map((file) => join(ROOT, file))
if (files.length === 0) {
  console.error('no test file matches')
  process.exit(1)
}
// Files of one run clone what the first of them has made.
process.env['KEQIAO_TEST_RUN'] = String(process.pid)
// Every file is a process that loads most of the product: half of that is stripping types and compiling, done once.
process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, '.cache/compile')
const milliseconds = new Map<string, number>()
let failed = 0
const stream = run({
  files,
  concurrency: CONCURRENCY,
  timeout: FILE_LIMIT_MS,
  execArgv: ['--import', join(ROOT, 'src/app/tsx.ts')],
})
stream.on('test:fail', () => {
  failed += 1
})
stream.on('test:complete', (event) => {
  if (event.nesting !== 0 || event.file === undefined) return
  // A file reports itself beside its suites.
  milliseconds.set(event.file, Math.max(milliseconds.get(event.file) ?? 0, event.details.duration_ms))
})
stream.compose(new spec()).pipe(process.stdout, { end: false })
stream.on('close', () => void finish())

async function finish(): Promise<void> {
  console.log(`\n# ${SLOWEST_SHOWN} slowest files`)
  const slowest = [...milliseconds].sort((a, b) => b[1] - a[1]).slice(0, SLOWEST_SHOWN)
  for (const [file, ms] of slowest)
    console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${relative(ROOT, file)}`)
  // A run of a few files may share the server with another one; the whole suite has it for itself.
  if (words.length === 0) await stopTestCluster()
  rmSync(join(tmpdir(), `keqiao-usual-city-${process.pid}`), { recursive: true, force: true })
  process.exitCode = failed > 0 ? 1 : 0
}
