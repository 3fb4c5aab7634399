import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { exportPortal } from './export.ts'
import { fixtureDeps } from './fixture.ts'

async function copied<T>(origin: string | null, look: (dir: string, pages: number) => T): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'keqiao-portal-'))
  try {
    const { pages } = await exportPortal(fixtureDeps({ origin }), dir)
    return look(dir, pages)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function htmlFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))
}

test('a static copy holds every record in both languages, and every link in it leads to a file (P37)', async () => {
  await copied(null, (dir, pages) => {
    const files = htmlFiles(dir)
    assert.equal(files.length, pages)
    assert.ok(pages > 2 * (67 + 48))
    for (const file of files) {
      const html = readFileSync(join(dir, file), 'utf8')
      assert.ok(!/<form|href="\/(?!\/)/.test(html), `${file} needs a server`)
      for (const [, href = ''] of html.matchAll(/(?:href|src)="([^"#]+)[^"]*"/g)) {
        if (/^(?:https?|mailto|tel):/.test(href)) continue
        assert.ok(existsSync(resolve(dir, dirname(file), decodeURIComponent(href))), `${href} in ${file}`)
      }
    }
  })
})

test('with an address of the live site the copy leads there for what needs a server', async () => {
  await copied('https://keqiao.example', (dir) => {
    const html = readFileSync(join(dir, 'achievements/akkkkkkkk0/index.html'), 'utf8')
    assert.match(html, /href="https:\/\/keqiao\.example\/sign-in\?back=/)
    assert.match(html, /rel="canonical" href="https:\/\/keqiao\.example\/achievements\/akkkkkkkk0"/)
  })
})
