import { found } from './app/found.ts'
import { buildApp } from './app/http.ts'
import { readConfig } from './app/config.ts'
import { startLoops } from './app/loops.ts'
import { openRuntime } from './app/runtime.ts'
import { listen } from './app/server.ts'

/** config → database → http + clock. Ends cleanly on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const say = (text: string) => console.error(`keqiao: ${text}`)
  say('正在打开数据库…')
  const runtime = await openRuntime(config)
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())
  try {
    const instance = await found(runtime, say)
    const loops = startLoops(runtime)
    const app = await buildApp(runtime, say)
    const server = await listen(app, config.host, config.port)
    say(
      `科桥已启动：${server.url}（${instance.kind === 'demo' ? '演示' : instance.kind === 'rehearsal' ? '演练' : '正式'}环境）`,
    )
    if (config.databaseUrl === undefined) say('使用内嵌数据库；正式运行请设置 DATABASE_URL。')
    await new Promise<void>((resolve) => {
      if (stopping.signal.aborted) resolve()
      stopping.signal.addEventListener('abort', () => resolve())
    })
    say('正在停止…')
    await server.close()
    await loops.stop()
  } finally {
    await runtime.close()
  }
}

try {
  await main()
} catch (error) {
  console.error(`keqiao: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
