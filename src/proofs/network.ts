import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** How the connections between application and database end; only in the first do both sides hear of it. */
export const CUTS = ['reset', 'silence', 'application only', 'database only'] as const
export type Cut = (typeof CUTS)[number]

/** As the kernel's keep-alive does on a real network, a side that was never told is told in the end. */
const KEEP_ALIVE_MS = 8_000

interface Pair {
  readonly application: Socket
  readonly database: Socket
}

/** A TCP proxy before the database that cuts, or falls silent without closing anything. */
export class Network {
  readonly #targetPort: () => number
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #silentUntil = 0

  constructor(targetPort: () => number) {
    this.#targetPort = targetPort
    this.#server = createServer((application) => this.#join(application))
  }

  /** Starts to listen on loopback; returns the port. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('a listening server has a port')
    return address.port
  }

  /** Cuts every connection of now; under `silence` those opened during `ms` are silent too. */
  cut(how: Cut, ms: number): void {
    if (how === 'silence') this.#silentUntil = performance.now() + ms
    for (const pair of this.#pairs) {
      this.#pairs.delete(pair)
      this.#mute(pair)
      if (how === 'reset' || how === 'application only') pair.application.resetAndDestroy()
      if (how === 'reset' || how === 'database only') pair.database.resetAndDestroy()
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const pair of this.#pairs) this.#destroy(pair)
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(application: Socket): void {
    const database = connect(this.#targetPort(), '127.0.0.1')
    const pair = { application, database }
    for (const [from, to] of [
      [application, database],
      [database, application],
    ] as const) {
      from.on('error', () => {})
      from.on('data', (bytes) => to.write(bytes))
      from.on('close', () => {
        // A muted side hears nothing, also not the end of the other.
        if (this.#pairs.has(pair)) this.#destroy(pair)
      })
    }
    if (performance.now() < this.#silentUntil) this.#mute(pair)
    else this.#pairs.add(pair)
  }

  /** Bytes vanish from now on, for good: what was lost in between cannot be sent later. */
  #mute(pair: Pair): void {
    for (const socket of [pair.application, pair.database]) {
      socket.removeAllListeners('data')
      socket.resume()
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#destroy(pair)
    }, KEEP_ALIVE_MS)
    this.#timers.add(timer)
  }

  #destroy(pair: Pair): void {
    this.#pairs.delete(pair)
    pair.application.destroy()
    pair.database.destroy()
  }
}
