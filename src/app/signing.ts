import { v7 } from 'uuid'
import { consoleActor } from '#platform/access/access.ts'
import { fakeProvider, httpProvider, type SignatureProvider } from '#platform/signing/provider.ts'
import { connectProvider } from '#platform/signing/provider-commands.ts'
import type { ProviderParts } from '#platform/signing/provider-work.ts'
import type { ReadingParts } from '#platform/signing/reading.ts'
import type { SigningCommands } from '#platform/signing/routes.ts'
import { connectedProvider } from '#platform/signing/store.ts'
import type { Config } from './config.ts'
import type { Runtime } from './runtime.ts'

/** What handlers, outbox and loops need for signatures past a procedure. */
export interface Signing extends ReadingParts, ProviderParts {
  readonly link: SigningCommands['link']
}

/** The certificate service of the environment; a demo or rehearsal has its own, which certifies nothing. */
export function providerOf(config: Config): SignatureProvider | undefined {
  if (config.signing) return httpProvider(config.signing)
  return config.mode === 'production' ? undefined : fakeProvider()
}

/** Notes which service is connected, when it is another one than before; the guards read it (practice.md P8 c). */
export async function noteProvider(runtime: Runtime): Promise<void> {
  const instance = await runtime.instance()
  const { provider } = runtime.signing
  // A production city started with a demo's settings must not sign with the demo's service.
  const usable = provider?.isFake === true && instance?.kind === 'production' ? undefined : provider
  const before = await runtime.db.read('platform', connectedProvider)
  if ((before?.name ?? null) === (usable?.name ?? null)) return
  const input = { name: usable?.name ?? null, isFake: usable?.isFake ?? false }
  await runtime.bus({ route: connectProvider, actor: consoleActor, input, key: v7() })
}
