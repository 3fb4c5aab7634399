import type { Hono } from 'hono'
import { z } from 'zod'
import { marketFigures, type Figures } from '#modules/funnel/index.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Database } from '#platform/db/database.ts'
import type { DescribedRoute } from '#platform/http/openapi.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { ModuleDef } from '#platform/module.ts'
import { Refusal } from '#platform/refusal.ts'

/** Figures are counted anew at most this often; nobody needs them fresher. */
const KEPT_MS = 60_000
/** And never more than a twentieth of the time: a million listings take seconds. */
const REST_PER_WORK = 20

/**
 * The market's public figures. Whoever asks when they are old still gets them, with the instant they are of, while
 * this process counts anew; only the first one, and the first of a new day of the instance, waits.
 */
export function openFigures(db: Database, modules: readonly ModuleDef[]): () => Promise<Figures> {
  const sources = {
    stages: modules.flatMap(({ stages }) => stages ?? []),
    reasons: modules.flatMap(({ reasons }) => reasons ?? []),
  }
  let kept: { readonly day: string; readonly answer: Promise<Figures> } | undefined
  let freshUntil = 0
  const count = async (now: string): Promise<Figures> => {
    const started = performance.now()
    freshUntil = Infinity
    try {
      return await db.read('funnel', (tx) => marketFigures(tx, sources, now))
    } finally {
      const took = performance.now() - started
      freshUntil = performance.now() + Math.max(KEPT_MS, REST_PER_WORK * took)
    }
  }
  return async () => {
    const now = await db.read('funnel', databaseNow)
    const day = dayOf(now)
    const last = kept
    if (last?.day === day && performance.now() < freshUntil) return last.answer
    const answer = count(now)
    if (last?.day !== day) {
      kept = { day, answer }
      answer.catch(() => (kept = undefined))
      return answer
    }
    answer.then(
      () => (kept = { day, answer }),
      () => {},
    )
    return last.answer
  }
}

const query = z.object({
  kind: z.enum(['achievement', 'demand']).optional(),
  period: z
    .string()
    .regex(/^(all|\d{4}(Q[1-4])?)$/, '时期写作 all、2026 或 2026Q1。')
    .optional(),
})

export const figuresDescribed: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '/api/v1/funnel',
    name: 'funnel.read',
    tag: 'public',
    summary: '市场运行：发布到签约各阶段的数量、陈旧率、去向和不合适的原因',
    query,
  },
]

/** `GET /api/v1/funnel`: the figures of the page 市场运行 as data. */
export function mountFigures(app: Hono, figures: () => Promise<Figures>): void {
  app.get('/api/v1/funnel', async (context) => {
    const parsed = query.safeParse(context.req.query())
    if (!parsed.success)
      throw new Refusal('invalid', '查询条件有误：{first}', {
        first: parsed.error.issues[0]?.message ?? '',
      })
    const { kind, period } = parsed.data
    const all = await figures()
    const wanted = (row: { readonly kind: string; readonly period: string }) =>
      (kind === undefined || row.kind === kind) && (period === undefined || row.period === period)
    return context.json({
      ...all,
      funnel: all.funnel.filter(wanted),
      medians: all.medians.filter(wanted),
    })
  })
}
