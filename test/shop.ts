import { complete as achievement } from '#modules/achievements/fixture.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { complete as demand } from '#modules/exchange/fixture.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { openMarket, people } from './market.ts'
import type { ModuleDef } from '#platform/module.ts'
import { matchingModule } from '#modules/matching/module.ts'
import { publicMatches, type PublicMatch } from '#modules/matching/public.ts'

const { firm, office, officer } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }
/** Long enough that a pair of it is a good match. */
export const LONG =
  '循环水养殖车间亚硝酸盐经常超标，想要溶解氧、氨氮三参数在线监测，联动生物滤池和纳米曝气，日换水率降到一成，传感器自清洗，能在现有水池上改造。'

export interface Saved {
  id: string
  dossierId: string
  version: number
}
interface OwnMatch extends PublicMatch {
  state: string
  note: string | null
  lowered: { text: string; points: number }[]
  raises: { text: string; points: number | null }[]
  next: string[]
  elsewhere: { platform: string; contact: string } | null
}
export interface OwnList {
  items: OwnMatch[]
  counts: Record<string, number>
  paused: boolean
}

/** A market with matching: records as they come on it, and what is told of them; for tests. */
export async function openShop(more: readonly ModuleDef[] = []) {
  const market = await openMarket([achievementsModule, exchangeModule, matchingModule, ...more])
  let n = 0
  const act = async (actor: typeof firm, dossierId: string, step: string, input: object = {}) => {
    const [row] = await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    await market.write(actor, step, { dossierId, visit: row?.visit, ...input })
  }
  const asked = async (more: object = {}): Promise<Saved> => {
    const saved = await market.write<Saved>(
      firm,
      'demand.draft',
      demand({ name: `示例需求 ${(n += 1)}`, ...more }),
    )
    await act(firm, saved.dossierId, 'demand-listing.submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'demand-listing.approve')
    return saved
  }
  const offered = async (more: object = {}): Promise<Saved> => {
    const form = achievement({ name: `示例成果 ${(n += 1)}`, ...more })
    const saved = await market.write<Saved>(office, 'achievement.draft', form)
    await act(office, saved.dossierId, 'achievement-listing.submit', review)
    await act(officer, saved.dossierId, 'achievement-listing.approve')
    return saved
  }
  const revised = async (saved: Saved, more: object): Promise<void> => {
    const form = achievement({ ...more, id: saved.id, version: saved.version })
    const { dossierId } = await market.write<Saved>(office, 'achievement.edit', form)
    await act(office, dossierId, 'achievement-revision.submit', review)
    await act(officer, dossierId, 'achievement-revision.approve')
  }
  return {
    market,
    act,
    asked,
    offered,
    revised,
    own: (id: string, more: object = {}) => market.read<OwnList>(firm, 'match.demand', { id, ...more }),
    open: (id: string) =>
      market.test.db.read(
        'matching',
        async (tx) => (await publicMatches(tx, { kind: 'demand', id }, 20)).items,
      ),
    answer: (pair: object, more: object) => market.write(firm, 'match.answer', { ...pair, ...more }),
    told: (like: string) =>
      market.query<{ org: string; text: string }>(
        `select payload->>'orgId' as org, payload::text as text from platform.outbox
         where topic = 'message.org' and payload->>'template' like $1 order by created_at`,
        [like],
      ),
  }
}

export type Shop = Awaited<ReturnType<typeof openShop>>
