import { serve, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'

export interface Server {
  readonly url: string
  /** Stops taking requests and waits for those under way. */
  close(): Promise<void>
}

/** A stuck client must not keep the process from ending. */
const CLOSE_WAIT_MS = 5_000

export async function listen(app: Hono, host: string, port: number): Promise<Server> {
  let server: ServerType | undefined
  const address = await new Promise<{ port: number }>((resolve, reject) => {
    server = serve({ fetch: app.fetch, hostname: host, port }, (info) => resolve(info))
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new Error(
            `端口 ${port} 已被占用；请用 PORT=另一个端口 再启动。(Port ${port} is in use; set PORT.)`,
          ),
        )
      } else reject(error)
    })
  })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          if (server && 'closeAllConnections' in server) server.closeAllConnections()
        }, CLOSE_WAIT_MS)
        server?.close(() => {
          clearTimeout(timer)
          resolve()
        })
        if (server && 'closeIdleConnections' in server) server.closeIdleConnections()
      }),
  }
}
