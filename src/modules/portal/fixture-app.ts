import { Hono } from 'hono'
import type { PortalDeps, RecordView } from './deps.ts'
import { fixtureDeps } from './fixture.ts'
import { mountPortal, type Portal } from './mount.ts'

/** The portal over the fixture, for tests: pages without a database. */
export function open(
  change: Partial<PortalDeps> = {},
  extra: readonly RecordView[] = [],
): { app: Hono; portal: Portal } {
  const app = new Hono()
  const portal = mountPortal(app, fixtureDeps(change, extra))
  return { app, portal }
}

export async function read(app: Hono, path: string, headers: Record<string, string> = {}) {
  const response = await app.request(path, { headers })
  return { response, html: await response.text() }
}
