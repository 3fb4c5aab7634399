import { randomBytes } from 'node:crypto'
import { isTransient } from '../db/database.ts'
import { Refusal, type FieldFault, type RefusalKind } from '../refusal.ts'

/** RFC 9457 problem details; `detail` is the sentence of the refusal. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly fields?: readonly FieldFault[]
  /** Number under which the log holds what went wrong; only for bugs. */
  readonly incident?: string
}

export const statusOf: Readonly<Record<RefusalKind, 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503>> = {
  badRequest: 400,
  unsigned: 401,
  forbidden: 403,
  absent: 404,
  conflict: 409,
  tooLarge: 413,
  invalid: 422,
  tooMany: 429,
  busy: 503,
}

const TITLES: Readonly<Record<RefusalKind, string>> = {
  badRequest: '请求不完整',
  unsigned: '需要登录',
  forbidden: '无权办理',
  absent: '没有找到',
  conflict: '现在不能办理',
  tooLarge: '内容过大',
  invalid: '内容需要更正',
  tooMany: '操作过于频繁',
  busy: '请稍后再试',
}

/** Anything thrown, as what the client is told. A bug tells its incident number and nothing of its inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    return {
      type: `urn:keqiao:refusal:${error.kind}`,
      title: TITLES[error.kind],
      status: statusOf[error.kind],
      detail: error.message,
      ...(error.fields.length > 0 && { fields: error.fields }),
    }
  }
  if (isTransient(error)) {
    return {
      type: 'urn:keqiao:refusal:busy',
      title: TITLES.busy,
      status: 503,
      detail: '数据库暂时连接不上，请稍后再试；您的内容没有丢失。',
    }
  }
  return {
    type: 'urn:keqiao:fault',
    title: '系统故障',
    status: 500,
    detail: '系统出现故障，请稍后再试；如反复出现，请把事件编号告诉平台管理员。',
    incident: randomBytes(6).toString('hex'),
  }
}

/** One line for the operator; input, cookies and secrets are never in it. */
export function logFault(problem: Problem, where: string, error: unknown): void {
  if (problem.status !== 500) return
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  console.error(JSON.stringify({ level: 'error', incident: problem.incident, where, stack }))
}
