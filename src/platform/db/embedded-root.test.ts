import assert from 'node:assert/strict'
import { chmodSync, chownSync, cpSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { dataFolders, query, refusalOf, startApp, stopApp } from '#test/embedded-app.ts'
import { findBinaries } from './binaries.ts'
import { openEmbedded } from './embedded.ts'
import { processState } from './process.ts'

const { base, folder, clean } = dataFolders()
after(clean)
const NOBODY = 65534
// Without a search path there is no unshare, as in containers that forbid it.
const NO_UNSHARE = { env: { PATH: '' } }

/** A copy of the PostgreSQL programs under a folder of this mode, without the links of the libraries. */
function copiedPrograms(name: string, mode: number): string {
  const packaged = dirname(dirname(findBinaries(base).postgres))
  const parent = dirname(folder(name))
  const native = join(parent, 'native')
  cpSync(packaged, native, {
    recursive: true,
    filter: (file) => !/\.so(\.\d+)?$/.test(file) || file.includes('postgresql'),
  })
  chmodSync(parent, mode)
  return native
}

// What root may do cannot be tried by others: for them embedded.test.ts is the whole test.
if (process.getuid?.() === 0) {
  test('root: works under a folder only root may enter', async () => {
    const server = await openEmbedded({ dataDir: folder('private', 0o700) })
    assert.deepEqual(await query(server.url, 'SELECT 1 one'), [{ one: 1 }])
    await server.release()
  })

  test('root: a cluster that moved into a private folder, and back, is given to whoever can run it', async () => {
    const dataDir = folder('moved')
    for (const [round, mode] of [0o755, 0o700, 0o755].entries()) {
      chmodSync(dirname(dataDir), mode)
      const server = await openEmbedded({ dataDir })
      await query(server.url, `CREATE TABLE round_${round} (id int)`)
      await server.release()
    }
  })

  test('root: where nothing can be done, one sentence names the two settings', async () => {
    const refused = await refusalOf(folder('hopeless', 0o700), NO_UNSHARE)
    assert.match(refused, /root.*KEQIAO_DATA.*DATABASE_URL/)
  })

  test('root: programs in a private folder are copied to a data folder that others can enter', async () => {
    const native = copiedPrograms('programs', 0o700)
    const dataDir = folder('reachable')
    const app = await startApp(dataDir, { ...NO_UNSHARE, native })
    assert.deepEqual(await query(app.url, 'SELECT 1 one'), [{ one: 1 }])
    assert.ok(existsSync(join(dataDir, 'programs')))
    await stopApp(app, 'SIGTERM')
  })

  test('an ordinary user can run it', async () => {
    const dataDir = folder('ordinary')
    chownSync(dirname(dataDir), NOBODY, NOBODY)
    const app = await startApp(dataDir, { uid: NOBODY, gid: NOBODY })
    assert.deepEqual(await query(app.url, 'SELECT 1 one'), [{ one: 1 }])
    await stopApp(app, 'SIGTERM')
    assert.equal(processState(app.pid), null)
  })

  test('an ordinary user can run programs installed by root without their links', async () => {
    const native = copiedPrograms('readonly', 0o755)
    assert.ok(!existsSync(join(native, 'lib', 'libpq.so.5')))
    const dataDir = folder('links')
    chownSync(dirname(dataDir), NOBODY, NOBODY)
    const app = await startApp(dataDir, { uid: NOBODY, gid: NOBODY, native })
    assert.ok(existsSync(join(dataDir, 'lib')))
    await stopApp(app, 'SIGTERM')
  })

  test('another user is told whose folder it is', async () => {
    const dataDir = folder('other')
    const server = await openEmbedded({ dataDir })
    const refused = await refusalOf(dataDir, { uid: NOBODY, gid: NOBODY })
    assert.match(refused, /不能读写数据文件夹.*KEQIAO_DATA/)
    await server.release()
  })
}
