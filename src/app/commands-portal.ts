import { resolve } from 'node:path'
import { exportPortal } from '#modules/portal/export.ts'
import type { Command, OptionValue } from './commands.ts'
import { openFigures } from './market-figures.ts'
import { publicDeps } from './portal-deps.ts'
import { withRuntime } from './with-runtime.ts'

/** Commands over the public pages. */
export const portalCommands: readonly Command[] = [
  {
    name: 'export-portal',
    usage: 'export-portal DIR [--origin URL]',
    options: { origin: { type: 'string' } },
    positionals: { min: 1, max: 1 },
    run: ({ positionals, values, print }) =>
      withRuntime(async (runtime) => {
        const deps = {
          ...publicDeps(runtime, openFigures(runtime.db, runtime.modules)),
          // Where search and sign-in of the copy lead; without it the copy leaves them out.
          origin: liveSite(values['origin']),
          viewer: async () => null,
          demo: async () => ({ cast: [], codes: [] }),
          drafts: async () => [],
          link: async () => null,
          signingLink: async () => null,
          leafProof: async () => null,
          propose: null,
          objection: async () => null,
          source: () => 'copy',
        }
        // What was published a moment ago must be in the index before it can be copied.
        await runtime.drain()
        print(await exportPortal(deps, resolve(positionals[0] ?? '')))
        return 0
      }),
  },
]

function liveSite(typed: OptionValue | undefined): string | null {
  if (typeof typed !== 'string') return null
  const url = URL.parse(typed)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new Error(`--origin 应是线上平台的网址，例如 https://keqiao.example，现在是“${typed}”。`)
}
