import { join } from 'node:path'
import { loadPack, packDirectory, type Pack } from '#platform/pack/pack.ts'
import { ACCESS_HEADER, accessEntries, accessRows } from './access-matrix.ts'
import { benchBids } from './bench-bids.ts'
import { benchFunnel } from './bench-funnel.ts'
import { benchLedger } from './bench-ledger.ts'
import { benchMatches } from './bench-matches.ts'
import { benchSearch } from './bench-search.ts'
import { benchSubscriptions } from './bench-subscriptions.ts'
import { allPassed, caseWorld, checkCases } from './check-cases.ts'
import type { Command, OptionValue } from './commands.ts'
import { readConfig } from './config.ts'
import { declarations } from './declarations.ts'
import { generatedDocs, writeDocs } from './docs.ts'
import { evalMatching } from './eval-matching.ts'
import { evalProposals } from './eval-proposals.ts'
import { brokenInvariants } from './invariants.ts'
import { proofs } from './proofs.ts'
import { withRuntime } from './with-runtime.ts'

/** What `bench` measures, by name. */
const benches: Readonly<Record<string, typeof benchSearch>> = {
  search: benchSearch,
  matches: benchMatches,
  funnel: benchFunnel,
  ledger: benchLedger,
  bids: benchBids,
  subscriptions: benchSubscriptions,
}
const nOption = { n: { type: 'string' } } as const

/** Commands that check or measure what serves users. */
export const checkCommands: readonly Command[] = [
  {
    name: 'check-cases',
    usage: 'check-cases FILE…',
    options: {},
    positionals: { min: 1, max: 100 },
    run: async ({ positionals, print }) => {
      const { city } = readConfig(process.env)
      const lines = checkCases(positionals, caseWorld(join(packDirectory(city), 'calendar')))
      for (const line of lines) print(line)
      return allPassed(lines) ? 0 : 1
    },
  },
  {
    name: 'eval-matching',
    usage: 'eval-matching DIR [--pooled] [--dense]',
    options: { pooled: { type: 'boolean' }, dense: { type: 'boolean' } },
    positionals: { min: 1, max: 1 },
    run: async ({ positionals, values, print }) => {
      const isDense = values['dense'] === true
      if (isDense && readConfig(process.env).embeddings === undefined)
        throw new Error('--dense 需要设置 EMBEDDINGS_URL（OpenAI 兼容的向量服务）。')
      const result = await withRuntime((runtime) =>
        evalMatching(runtime.db, positionals[0] ?? '', {
          pooled: values['pooled'] === true,
          embeddings: isDense ? runtime.embeddings : undefined,
        }),
      )
      print(result)
      return 0
    },
  },
  {
    name: 'bench',
    usage: `bench ${[...Object.keys(benches), 'propose'].join('|')} [--n N]`,
    options: nOption,
    positionals: { min: 1, max: 1 },
    run: async ({ positionals, values, print }) => {
      if (positionals[0] === 'propose') {
        const row = await withRuntime((runtime) => evalProposals(runtime.db, runtime.pack))
        print({ bench: 'propose', ...row })
        return 0
      }
      const bench = benches[positionals[0] ?? '']
      if (!bench)
        throw new Error(
          `没有名为 ${positionals[0]} 的测量；现有：${[...Object.keys(benches), 'propose'].join('、')}`,
        )
      const n = values['n'] === undefined ? undefined : positiveInteger(values['n'])
      const progress = (text: string) => console.error(`keqiao: ${text}`)
      await withRuntime((runtime) => bench(runtime.databaseUrl, n, print, progress))
      return 0
    },
  },
  {
    name: 'prove',
    usage: `prove ${Object.keys(proofs).join('|')} [--n N] [--dir DIR]`,
    options: { ...nOption, dir: { type: 'string' } },
    positionals: { min: 1, max: 1 },
    run: async ({ positionals, values, print }) => {
      const proof = proofs[positionals[0] ?? '']
      if (!proof)
        throw new Error(`没有名为 ${positionals[0]} 的证明；现有：${Object.keys(proofs).join('、')}`)
      const n = values['n'] === undefined ? undefined : positiveInteger(values['n'])
      const dir = values['dir']
      const result = await proof(n, typeof dir === 'string' ? dir : undefined)
      print(result)
      return result.failures === 0 ? 0 : 1
    },
  },
  {
    name: 'invariants',
    usage: 'invariants',
    options: {},
    positionals: { min: 0, max: 0 },
    run: async ({ print }) => {
      const broken = await withRuntime(async (runtime) => {
        // What waits on a stopped installation waits for this.
        await runtime.drain()
        return brokenInvariants(runtime.db, runtime.modules)
      })
      print({ ok: broken.length === 0, broken })
      return broken.length === 0 ? 0 : 1
    },
  },
  {
    name: 'access',
    usage: 'access [--csv]',
    options: { csv: { type: 'boolean' } },
    positionals: { min: 0, max: 0 },
    run: async ({ values, print }) => {
      const { routes, handled, permissions } = declarations(cityPack())
      const all = [...routes, ...handled]
      if (values['csv'] === true)
        process.stdout.write(`${[ACCESS_HEADER, ...accessRows(all, permissions)].join('\n')}\n`)
      else for (const entry of accessEntries(all, permissions)) print(entry)
      return 0
    },
  },
  {
    name: 'docs',
    usage: 'docs',
    options: {},
    positionals: { min: 0, max: 0 },
    run: async ({ print }) => {
      const pack = cityPack()
      const { bindings } = declarations(pack)
      print({
        written: writeDocs(
          generatedDocs(
            bindings.map(({ procedure }) => procedure),
            pack,
          ),
        ),
      })
      return 0
    },
  },
]

function cityPack(): Pack {
  return loadPack(packDirectory(readConfig(process.env).city))
}

function positiveInteger(text: OptionValue): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1) throw new Error('--n 应是正整数')
  return n
}
