import { join } from 'node:path'
import { seedCalendar } from '#platform/calendar/store.ts'
import { foundCity, firstAdministratorCode } from '#platform/identity/found.ts'
import { machineNow } from '#platform/identity/machine-clock.ts'
import { readInstance, type Instance } from '#platform/instance/instance.ts'
import type { Pack } from '#platform/pack/pack.ts'
import { cityRows, readRuleFiles } from '#platform/ruleset/files.ts'
import { DATE_UNKNOWN, type LayeredRow } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import type { Runtime } from './runtime.ts'
import { seedSamples } from './samples.ts'
import { noteProvider } from './signing.ts'

const RULESETS = join(import.meta.dirname, '../../rulesets')
/** One process founds at a time; a second one started with it waits and finds the work done. */
const FOUND_WAIT_MS = 120_000

/**
 * Makes the database a city: rules and calendar of this release, instance, units and competence of the pack; in a
 * demo or rehearsal also the cast and the samples. Everything is done once; a restart adds only what a newer
 * release or pack brings.
 */
export async function found(
  runtime: Runtime,
  say: (text: string) => void,
  options: { readonly isServer: boolean } = { isServer: false },
): Promise<Instance> {
  return runtime.db.withAdvisoryLock('found', FOUND_WAIT_MS, async () => {
    const before = await runtime.instance()
    if (before && before.city !== runtime.config.city) {
      throw new Error(
        `这个数据库属于城市“${before.city}”，而 KEQIAO_CITY 是“${runtime.config.city}”；请换一个 KEQIAO_DATA 或 DATABASE_URL。`,
      )
    }
    const versions = await seedLaw(runtime)
    await foundCity(runtime.db, runtime.pack, before?.kind ?? runtime.config.mode, versions)
    const instance = await runtime.db.read('platform', readInstance)
    if (!instance) throw new Error('founding left no instance')
    if (instance.kind === 'production') {
      // Only the server's console shows the code: a command run beside it must not make another one.
      const code = options.isServer ? await firstAdministratorCode(runtime.db) : undefined
      if (code !== undefined) say(`首位管理员的一次性注册码（只显示这一次）：${code}`)
    } else {
      await seedSamples(runtime, say)
    }
    await noteProvider(runtime)
    return instance
  })
}

async function seedLaw(runtime: Runtime): Promise<{ ruleset: string; calendar: string }> {
  const now = machineNow()
  const national = readRuleFiles(RULESETS)
  const { parameters, regions } = runtime.pack
  const rules = [...national, ...cityRows(parameters, national), regionRule(regions)]
  return runtime.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => ({
    ruleset: await seedRules(tx, rules, now),
    calendar: await seedCalendar(tx, runtime.pack.calendar, now),
  }))
}

/** The city's counties and zones as a rule, so that modules know a place by its name as by its code. */
function regionRule(regions: Pack['regions']): LayeredRow {
  return {
    layer: 'city',
    key: 'city.regions',
    title: '本市县（市、区）和功能区',
    from: DATE_UNKNOWN,
    until: null,
    value: regions.map(({ code, name }) => [code, name.zh]),
    unit: '代码与名称',
    status: 'verified',
    source: '城市数据包',
    note: '',
  }
}
