import { serve } from '@hono/node-server'
import { openDatabase } from '#platform/db/database.ts'
import { openEmbedded } from '#platform/db/embedded.ts'
import { composeCity } from './city.ts'

/**
 * The application that the proof of faults kills: joins or starts the database of a folder as `npm start` does and
 * serves the proofs' commands on loopback. Prints its address as one JSON line; ends when its parent ends.
 */
const CONNECTIONS = 16
/** Short, so that a silent network is noticed while the proof waits; 30 s is the default of the product. */
const STATEMENT_MS = 2_000

const [dataDir = '', proxyPort = ''] = process.argv.slice(2)
// The parent holds the other end; it closes however the parent ends.
process.stdin.resume().on('end', () => process.exit(0))
const server = await openEmbedded({ dataDir })
const url = new URL(server.url)
if (proxyPort !== '') url.port = proxyPort
const db = await openDatabase({ url: url.href, poolSize: CONNECTIONS, statementMs: STATEMENT_MS })
const { app } = composeCity(db, dataDir)
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }))
})
