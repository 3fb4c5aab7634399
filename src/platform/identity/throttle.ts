import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Database } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { identity } from './tables.ts'

export interface Limit {
  /** Failed tries allowed in the window. */
  readonly attempts: number
  readonly windowMinutes: number
}

/**
 * Writes down a try before it is checked, and refuses it when account or source have had their number of failed
 * ones: whoever commits the eleventh try sees eleven, so that many at once cannot pass together. Answers the
 * function to call when the try was right. Times are the machine's.
 */
export async function reserveTry(
  db: Database,
  accountKey: string,
  source: string,
  limit: Limit,
  now: string,
): Promise<() => Promise<void>> {
  const write = (outcome: 'try' | 'ok') =>
    db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
      const row = { id: v7(), account_key: accountKey, source, at: now, outcome }
      await identity(tx).insertInto('platform.login_attempt').values(row).execute()
    })
  await write('try')
  const since = new Date(Date.parse(now) - limit.windowMinutes * 60_000).toISOString()
  const failed = await db.read('platform', async (tx) => {
    const { rows } = await sql<{ account: number; source: number }>`
      select
        (select count(*) filter (where outcome = 'try') - count(*) filter (where outcome = 'ok')
          from platform.login_attempt where account_key = ${accountKey} and at > ${since})::int as account,
        (select count(*) filter (where outcome = 'try') - count(*) filter (where outcome = 'ok')
          from platform.login_attempt where source = ${source} and at > ${since})::int as source`.execute(
      tx.as('platform'),
    )
    return rows[0] ?? { account: 0, source: 0 }
  })
  if (failed.account > limit.attempts || failed.source > limit.attempts) {
    throw new Refusal(
      'tooMany',
      '尝试次数过多，请 {minutes} 分钟后再试；忘记密码请联系本单位管理员，急办请联系平台管理员。',
      {
        minutes: limit.windowMinutes,
      },
    )
  }
  return () => write('ok')
}
