import type { Hono } from 'hono'
import { Refusal } from '../refusal.ts'
import { pageOf, type PagesOfKinds } from './identifiers.ts'

/** Mounts /id/<kind>/<public id>: the address printed on paper leads to wherever the page is today. */
export function mountIdentifiers(app: Hono, pages: PagesOfKinds): void {
  app.get('/id/:kind/:id', (context) => {
    const page = pageOf(pages, context.req.param('kind'), context.req.param('id'))
    if (page === undefined) throw new Refusal('absent', '没有这个编号，请核对二维码或编号是否完整。')
    // Not permanent for the browser: the address stays, the page may move.
    return context.redirect(page, 302)
  })
}
