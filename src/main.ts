import { readConfig } from './app/config.ts'
import { found } from './app/found.ts'
import { buildApp } from './app/http.ts'
import { startLoops, type Loops } from './app/loops.ts'
import { openRuntime, type Runtime } from './app/runtime.ts'
import { listen, type Server } from './app/server.ts'

const say = (text: string) => console.error(`keqiao: ${text}`)
const KINDS = { demo: '演示', rehearsal: '演练', production: '正式' } as const

/** What is open at a moment, so that a failed start closes exactly that. */
interface Open {
  runtime?: Runtime
  loops?: Loops
  server?: Server
}

/** config → database → http + clock. Ends cleanly on SIGTERM and SIGINT, also when they come twice. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const stopping = new AbortController()
  // A terminal signals the whole group and npm passes it on: the second one must not kill what the first is closing.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort())
  const open: Open = {}
  try {
    say('正在打开数据库…')
    const runtime = await openRuntime(config)
    open.runtime = runtime
    const instance = await found(runtime, say, { isServer: true })
    open.loops = startLoops(runtime)
    const app = await buildApp(runtime, say)
    open.server = await listen(app, config.host, config.port)
    say(`科桥已启动：${open.server.url}（${KINDS[instance.kind]}环境）`)
    if (config.databaseUrl === undefined) say('使用内嵌数据库；正式运行请设置 DATABASE_URL。')
    if (instance.kind !== config.mode)
      say(`这个城市建立时是${KINDS[instance.kind]}环境，KEQIAO_MODE 不改变它。`)
    await new Promise<void>((resolve) => {
      if (stopping.signal.aborted) resolve()
      stopping.signal.addEventListener('abort', () => resolve())
    })
    say('正在停止…')
  } finally {
    await open.server?.close()
    await open.loops?.stop()
    await open.runtime?.close()
  }
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
