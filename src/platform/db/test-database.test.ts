import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { testDatabase } from '#test/database.ts'
import { query } from '#test/embedded-app.ts'

const ROOT = join(import.meta.dirname, '../../..')
const dir = mkdtempSync(join(tmpdir(), 'keqiao-template-'))
cpSync(join(ROOT, 'db/migrations/0000_roles.sql'), join(dir, '0000_roles.sql'))
// A content no run had before, so that the template has to be built.
writeFileSync(join(dir, '0001_mark.sql'), `CREATE TABLE platform.mark AS SELECT '${dir}' AS dir`)
after(() => rmSync(dir, { recursive: true }))

/** A process that makes a test database, prints its name and marker, and is then killed or drops it. */
function program(end: string): string {
  return `const { testDatabase } = await import(${JSON.stringify(join(ROOT, 'test/database.ts'))})
    const own = await testDatabase({ dir: ${JSON.stringify(dir)} })
    const { rows } = await own.db.owner((client) => client.query('SELECT dir FROM platform.mark'))
    console.log(JSON.stringify({ name: own.name, dir: rows[0].dir }))
    ${end}`
}

async function runProgram(end: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(end)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return printed
}

test('test files in parallel processes get a database each from one template', async () => {
  const printed = await Promise.all(Array.from({ length: 3 }, () => runProgram('await own.drop()')))
  assert.equal(new Set(printed).size, 3)
  for (const line of printed) assert.ok(line.includes(JSON.stringify(dir)))
})

test('what a killed test process left is removed by the next one, its own databases are kept', async () => {
  const printed = await runProgram(`process.kill(process.pid, 'SIGKILL')`)
  const left = /keqiao_test_\w+/.exec(printed)?.[0]
  assert.ok(left)
  const own = await testDatabase({ dir })
  await runProgram('await own.drop()')
  const rows = await query(
    own.url,
    `SELECT datname FROM pg_database WHERE datname IN ('${left}', '${own.name}')`,
  )
  assert.deepEqual(rows, [{ datname: own.name }])
  await own.drop()
})
