import type { Database, Tx } from '#platform/db/database.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { emitMany } from '#platform/outbox/many.ts'
import type { RefusalParams } from '#platform/refusal.ts'
import { indexedRecords, sqlOf, type IndexedRecord } from '#platform/search/index.ts'
import { takeWaiting, type ToldSide, type Waiting } from './store-matches.ts'

/** What each side is told, of one pair and of many; names of records only, never of the other organisation. */
const SAYS: Readonly<Record<ToldSide, readonly [one: string, many: string]>> = {
  demand: [
    '需求《{demand}》有新的匹配成果《{achievement}》，请看依据并答复。',
    '贵单位的 {demands} 项需求有 {count} 项新的匹配成果，最相合的是《{achievement}》，请看依据并答复。',
  ],
  achievement: [
    '成果《{achievement}》与技术需求《{demand}》相合，请看依据并答复。',
    '贵单位的 {achievements} 项成果与技术需求有 {count} 对新的匹配，最相合的是《{achievement}》，请看依据并答复。',
  ],
  returned: [
    '贵单位曾谢绝的成果《{achievement}》已按谢绝的原因改进，重新推荐给需求《{demand}》。',
    '贵单位曾谢绝的 {count} 项成果已按谢绝的原因改进，重新推荐，其中有《{achievement}》。',
  ],
}

/** Writes one message to each organisation and side for all pairs that wait, however many (an import brings hundreds). */
export async function tellWaiting(db: Database): Promise<void> {
  await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) => {
    const now = await databaseNow(tx)
    const waiting = (await takeWaiting(tx, now)).filter(({ score }) => score !== null)
    const name = await names(tx, waiting)
    const groups = Map.groupBy(waiting, ({ orgId, side }) => `${orgId} ${side}`)
    await emitMany(
      tx,
      'matching',
      'message.org',
      [...groups.values()].map((group) => message(group, name)),
      now,
    )
  })
}

type NameOf = (id: string) => string

async function names(tx: Tx, pairs: readonly Waiting[]): Promise<NameOf> {
  const sql = sqlOf(tx)
  const known = new Map<string, IndexedRecord>([
    ...(await indexedRecords(sql, 'demand', [...new Set(pairs.map(({ demandId }) => demandId))])),
    ...(await indexedRecords(sql, 'achievement', [...new Set(pairs.map((pair) => pair.achievementId))])),
  ])
  return (id) => known.get(id)?.name ?? '已下架的记录'
}

function message(pairs: readonly Waiting[], name: NameOf): Readonly<Record<string, unknown>> {
  const [best] = pairs
  if (best === undefined) throw new Error('a message is about some pair')
  const [one, many] = SAYS[best.side]
  const params: RefusalParams = {
    demand: name(best.demandId),
    achievement: name(best.achievementId),
    count: pairs.length,
    demands: new Set(pairs.map(({ demandId }) => demandId)).size,
    achievements: new Set(pairs.map(({ achievementId }) => achievementId)).size,
  }
  const link =
    best.side === 'achievement'
      ? `/app/matches?achievement=${best.achievementId}`
      : `/app/matches?demand=${best.demandId}`
  return { orgId: best.orgId, template: pairs.length === 1 ? one : many, params, link }
}
