import { consoleActor } from '#platform/access/access.ts'
import { keeperFor } from '#platform/bulk/register.ts'
import { seedRows, type SampleRows } from '#platform/bulk/samples.ts'
import { findUnit } from '#platform/identity/organisations.ts'
import type { Runtime } from './runtime.ts'
import { seedActs } from './sample-acts.ts'

/** Part of the pack, name of the kind of file, and the field of a sample that names its owner in the cast. */
const SAMPLES = [
  ['achievements', 'achievements', 'ownerUnitId'],
  ['demands', 'demands', 'enterpriseId'],
  ['serviceBodies', 'service-bodies', 'ownerUnitId'],
  ['instruments', 'instruments', 'ownerUnitId'],
  ['brokers', 'brokers', 'ownerUnitId'],
  ['experts', 'experts', 'ownerUnitId'],
] as const

/** Lists the pack's example records once, in demo and rehearsal (practice.md P3, P38); says how many there are. */
export async function seedSamples(runtime: Runtime, say: (text: string) => void): Promise<void> {
  for (const [part, name, ownerField] of SAMPLES) {
    const kind = runtime.modules.flatMap((module) => module.bulk ?? []).find((bulk) => bulk.kind === name)
    if (!kind) continue
    const samples: readonly Readonly<Record<string, unknown>>[] = runtime.pack[part]
    const count = await seedRows(runtime, kind, await byOwner(runtime, samples, ownerField))
    if (count > 0) say(`示例${kind.title} ${count} 条已发布。`)
  }
  await seedRegister(runtime, say)
  const { done, refused } = await seedActs(runtime)
  if (done > 0) say(`示例洽谈、引荐和活动 ${done} 步已办。`)
  for (const sentence of refused) say(`示例没有办成：${sentence}`)
}

/** Enterprises belong to no owner: the unit that keeps the register brings them. */
async function seedRegister(runtime: Runtime, say: (text: string) => void): Promise<void> {
  const kind = runtime.modules
    .flatMap((module) => module.bulk ?? [])
    .find((bulk) => bulk.keeper !== undefined)
  if (!kind || runtime.pack.enterprises.length === 0) return
  const keeper = await keeperFor(runtime.db, kind, consoleActor)
  if (keeper === null) return
  const rows = runtime.pack.enterprises.map(({ sample: _flag, ...values }) => values)
  const count = await seedRows(runtime, kind, [{ ownerOrgId: keeper, rows }])
  if (count > 0) say(`示例${kind.title} ${count} 家已入库。`)
}

async function byOwner(
  runtime: Runtime,
  samples: readonly Readonly<Record<string, unknown>>[],
  ownerField: string,
): Promise<SampleRows[]> {
  const groups = Map.groupBy(samples, (sample) => String(sample[ownerField]))
  const owners = await runtime.db.read('platform', async (tx) => {
    const found: [string, string | undefined][] = []
    for (const slug of groups.keys()) found.push([slug, (await findUnit(tx, slug))?.id])
    return found
  })
  return owners.flatMap(([slug, ownerOrgId]) => {
    if (ownerOrgId === undefined) throw new Error(`samples name ${slug}, which is not in the cast`)
    const rows = (groups.get(slug) ?? []).map(({ sample: _flag, [ownerField]: _owner, ...values }) => values)
    return [{ ownerOrgId, rows }]
  })
}
