import { createHash, randomBytes } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context, Hono } from 'hono'

const projectRoot = fileURLToPath(new URL('../../', import.meta.url))
const sourceRoot = join(projectRoot, 'src/web/workbench')
/** The only file outside that the bundle takes in. */
const ROLES = join(projectRoot, 'src/platform/access/roles.ts')

/** Oldest Chromium kernel the workbench is built for (practice.md P36). */
export const OLDEST_CHROMIUM = 87

/** Stands in the built page where each answer puts its own nonce. */
const NONCE_MARK = 'KEQIAO_NONCE'

/** Hash of everything the bundle is made from: sources, pinned packages and this file. Tests and notes do not count. */
async function sourceHash(): Promise<string> {
  const entries = await readdir(sourceRoot, { recursive: true, withFileTypes: true })
  const sources = entries
    .filter(
      (entry) => entry.isFile() && /\.(tsx?|css|html)$/.test(entry.name) && !/\.test\./.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  const shared = [ROLES, join(projectRoot, 'package-lock.json'), fileURLToPath(import.meta.url)]
  for (const file of [...sources, ...shared]) {
    hash
      .update(relative(projectRoot, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * Builds the workbench once per state of its sources and answers the folder of the result. Two processes may
 * build at the same time: each builds into a folder of its own and the first rename wins.
 */
export async function buildWorkbench(cacheRoot = join(projectRoot, '.cache')): Promise<string> {
  const target = join(cacheRoot, `workbench-${await sourceHash()}`)
  if (await isThere(join(target, 'index.html'))) return target
  await mkdir(cacheRoot, { recursive: true })
  const own = join(cacheRoot, `building-${String(process.pid)}-${randomBytes(4).toString('hex')}`)
  try {
    await bundle(own)
    await rename(own, target)
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    // A rename onto a finished folder fails: another process was first, and its result is the same.
    if (!(await isThere(join(target, 'index.html')))) throw error
  }
  await dropOldBuilds(cacheRoot, target)
  return target
}

async function bundle(outDir: string): Promise<void> {
  // Loaded here, so that a start from the cache never pays for the bundler.
  const { build } = await import('vite')
  const { default: react } = await import('@vitejs/plugin-react')
  await build({
    configFile: false,
    envFile: false,
    root: sourceRoot,
    base: '/app/',
    logLevel: 'error',
    plugins: [react()],
    // Called by the curve library of sealed bids, and newer than the oldest Chromium (practice.md P36).
    define: { 'Object.hasOwn': 'Object.prototype.hasOwnProperty.call' },
    build: {
      outDir,
      emptyOutDir: true,
      target: `chrome${String(OLDEST_CHROMIUM)}`,
      cssTarget: `chrome${String(OLDEST_CHROMIUM)}`,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      reportCompressedSize: false,
    },
  })
}

/** Older builds go, except young ones: another process of another version may still serve from them. */
async function dropOldBuilds(cacheRoot: string, keep: string): Promise<void> {
  const builds = (await readdir(cacheRoot))
    .filter((name) => name.startsWith('workbench-'))
    .map((name) => join(cacheRoot, name))
  const { stat } = await import('node:fs/promises')
  const dated = await Promise.all(
    builds
      .filter((dir) => dir !== keep)
      .map(async (dir) => ({
        dir,
        at: await stat(dir).then(
          (s) => s.mtimeMs,
          () => 0,
        ),
      })),
  )
  dated.sort((a, b) => b.at - a.at)
  await Promise.all(dated.slice(KEPT_BUILDS).map(({ dir }) => rm(dir, { recursive: true, force: true })))
}

/** Enough for an old and a new process beside each other during an upgrade. */
const KEPT_BUILDS = 3

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
}

/**
 * Serves a build under `/app/`: hashed assets for a year, every other path answers the page itself, since the
 * browser's router decides. Styles that antd makes at run time carry a nonce of this answer, so the page
 * needs no 'unsafe-inline' (docs/decisions/0012-workbench.md).
 */
export async function mountWorkbench(app: Hono, dir: string): Promise<void> {
  const page = await readFile(join(dir, 'index.html'), 'utf8')
  const assets = new Set(await readdir(join(dir, 'assets')))
  app.get('/app/assets/:name', async (c) => {
    const name = c.req.param('name')
    if (!assets.has(name)) return c.text('没有这个文件。', 404)
    const body = await readFile(join(dir, 'assets', name))
    return c.body(new Uint8Array(body), 200, {
      'content-type': TYPES[name.split('.').pop() ?? ''] ?? 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
  })
  const answer = (c: Context) => pageAnswer(c, page)
  app.get('/app', answer)
  app.get('/app/*', answer)
}

function pageAnswer(c: Context, page: string): Response {
  const nonce = randomBytes(16).toString('base64')
  return c.html(page.replaceAll(NONCE_MARK, nonce), 200, {
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data: blob:",
      "connect-src 'self'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
}
