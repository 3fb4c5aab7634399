import type { Hono } from 'hono'
import { dayOf } from '#platform/calendar/calendar.ts'
import { databaseNow, readInstance } from '#platform/instance/instance.ts'
import type { Runtime } from './runtime.ts'

/** Whatever is downloaded from a rehearsal says so in its name, with the day of the rehearsal. */
export function markDownloads(app: Hono, { db }: Pick<Runtime, 'db'>): void {
  app.use(async (context, next) => {
    await next()
    const disposition = context.res.headers.get('content-disposition')
    if (!disposition?.startsWith('attachment')) return
    const mark = await db.read('platform', async (tx) =>
      (await readInstance(tx))?.kind === 'rehearsal' ? `演练-${dayOf(await databaseNow(tx))}-` : undefined,
    )
    if (mark !== undefined) context.res.headers.set('content-disposition', marked(disposition, mark))
  })
}

function marked(disposition: string, mark: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  const plain = /filename="([^"]+)"/.exec(disposition)?.[1] ?? ''
  const name = encoded === undefined ? plain : decodeURIComponent(encoded)
  return `attachment; filename*=UTF-8''${encodeURIComponent(mark + name).replace(/['()*]/g, percent)}`
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
}
