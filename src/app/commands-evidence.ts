import { resolve } from 'node:path'
import { exportBundle } from '#platform/evidence/bundle.ts'
import { runVerify, runWitness, verifyOptions, witnessOptions } from '../verify/cli.ts'
import type { Command } from './commands.ts'
import { withRuntime } from './with-runtime.ts'

/** Commands about the evidence log: the outsider's two know nothing of this program and open no database. */
export const evidenceCommands: readonly Command[] = [
  {
    name: 'verify',
    usage: 'verify FILE|URL|DIR [--key VKEY] [--witness VKEY]… [--url URL] [--state FILE]',
    options: verifyOptions,
    positionals: { min: 1, max: 1 },
    run: ({ positionals, values, print }) => runVerify(positionals[0] ?? '', values, print),
  },
  {
    name: 'witness',
    usage: 'witness --url URL --state FILE [--key FILE] [--name NAME] [--log-key VKEY] [--every SECONDS]',
    options: witnessOptions,
    positionals: { min: 0, max: 0 },
    run: ({ values, print }) => runWitness(values, print),
  },
  {
    name: 'evidence',
    usage: 'evidence export FILE',
    options: {},
    positionals: { min: 2, max: 2 },
    run: async ({ positionals, print }) => {
      if (positionals[0] !== 'export') throw new Error('用法：evidence export FILE')
      const file = resolve(positionals[1] ?? '')
      return withRuntime(async (runtime) => {
        // A stopped installation may have leaves that no sequencer has seen yet.
        await runtime.drain()
        const { db, keys, config } = runtime
        print(await exportBundle({ db, keys, witnesses: config.witnesses }, file))
        return 0
      })
    },
  },
]
