import type { Context, Hono } from 'hono'
import type { Actor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { sameOrigin } from './api.ts'
import { plainValues } from './plain-values.ts'
import type { RateLimit } from './rate.ts'

/** A form of text without files is never longer. */
const FORM_MAX_BYTES = 256 * 1024

export interface PlainFormParts {
  readonly bus: Bus
  readonly routes: readonly WriteRoute[]
  readonly actorOf: (context: Context) => Promise<Actor>
  readonly rate: RateLimit
  /** The address a visitor comes from. */
  readonly source: (context: Context) => string
  /** Shows the page of the form again with the sentence and what was typed. */
  readonly refused: (
    context: Context,
    refusal: Refusal,
    values: Readonly<Record<string, string>>,
  ) => Promise<Response>
}

/**
 * `POST /do/<journal name>`: the same commands for a browser without JavaScript. Fields are named like the schema
 * (dots for nesting); `_key` is the idempotency key the page was drawn with, `_back` the page it came from.
 */
export function mountPlainForms(app: Hono, parts: PlainFormParts): void {
  app.post('/do/:journal', async (context) => {
    sameOrigin(context)
    const route = parts.routes.find((candidate) => candidate.journal === context.req.param('journal'))
    if (!route) throw new Refusal('absent', '没有这个操作。')
    const text = await context.req.text()
    if (text.length > FORM_MAX_BYTES) throw new Refusal('tooLarge', '提交的内容过长，请精简后再提交。')
    const values = Object.fromEntries(new URLSearchParams(text))
    const { _key: key, _back: back, ...fields } = values
    try {
      const actor = await parts.actorOf(context)
      if (route.perMinute !== undefined)
        parts.rate(route.journal, actor.personId ?? parts.source(context), route.perMinute)
      const reply = await parts.bus<{ location?: unknown } | null>({
        route,
        actor,
        input: plainValues(route.input, nested(fields)),
        key,
      })
      const location = reply.result?.location
      // The page it came from can be read without JavaScript; where the work goes on may need it.
      const own = typeof location === 'string' ? location : '/'
      return context.redirect(back === undefined ? own : doneAt(pathOf(back), route.journal), 303)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return parts.refused(context, error, values)
    }
  })
}

/** `ip.0.number=…` to nested objects; an empty field was not filled in. */
function nested(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === '') continue
    const path = name.split('.')
    let at = root
    for (const step of path.slice(0, -1)) {
      if (step === '__proto__') return {}
      const next = at[step]
      at[step] = typeof next === 'object' && next !== null ? next : {}
      at = at[step] as Record<string, unknown>
    }
    at[path.at(-1) ?? name] = value
  }
  return root
}

/** Only a path of this site: an address of another one would make us a stepping stone. */
function pathOf(back: string | undefined): string {
  return back !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : '/'
}

/** The page with `done=<journal name>` in its query, so that it can say that it worked. */
function doneAt(path: string, journal: string): string {
  const url = new URL(path, 'http://localhost')
  url.searchParams.set('done', journal)
  return `${url.pathname}${url.search}${url.hash}`
}
