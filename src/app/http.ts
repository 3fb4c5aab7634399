import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import { mountApi, problemResponse } from '#platform/http/api.ts'
import { filesHttp } from '#platform/files/http.ts'
import { identityHttp } from '#platform/identity/http.ts'
import { openResolver } from '#platform/identity/actor.ts'
import { machineNow } from '#platform/identity/machine-clock.ts'
import { openOutboxRows } from '#platform/outbox/outbox.ts'
import { importHttp } from '#platform/bulk/http.ts'
import { mountPortal } from '#modules/portal/mount.ts'
import { publicLists } from './public-lists.ts'
import { buildWorkbench, mountWorkbench } from './workbench-build.ts'
import type { Runtime } from './runtime.ts'

const VERSION = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
).version

export const SESSION_COOKIE = 'keqiao_session'

/** The whole city over HTTP: health, API, files, sign-in, portal, workbench. */
export async function buildApp(runtime: Runtime, say: (text: string) => void): Promise<Hono> {
  const app = new Hono()
  void say
  return app
}
