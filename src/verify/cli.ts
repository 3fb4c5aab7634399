import { parseArgs } from 'node:util'
import { verify } from './verify.ts'
import { witnessOnce } from './watch.ts'

/**
 * The outsider's command line, with nothing but Node 24 and this folder:
 * `node src/verify/cli.ts verify FILE|URL|DIR [--key VKEY] [--witness VKEY]… [--url URL] [--state FILE]`,
 * `node src/verify/cli.ts witness --url URL --state FILE [--key FILE] [--name NAME] [--log-key VKEY] [--every SECONDS]`.
 */
export const verifyOptions = {
  key: { type: 'string' },
  witness: { type: 'string', multiple: true },
  url: { type: 'string' },
  state: { type: 'string' },
} as const

export const witnessOptions = {
  url: { type: 'string' },
  state: { type: 'string' },
  key: { type: 'string' },
  name: { type: 'string' },
  'log-key': { type: 'string' },
  every: { type: 'string' },
} as const

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

const text = (values: Values, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** Prints the report; the exit code is 0 only when nothing is wrong. */
export async function runVerify(
  target: string,
  values: Values,
  print: (line: unknown) => void,
): Promise<number> {
  const [key, url, state] = ['key', 'url', 'state'].map((name) => text(values, name))
  const witness = values['witness']
  const report = await verify(target, {
    ...(key !== undefined && { key }),
    ...(typeof witness === 'object' && { witnesses: witness }),
    ...(url !== undefined && { url }),
    ...(state !== undefined && { state }),
  })
  print(report)
  return report.ok ? 0 : 1
}

/** Looks once, or every so many seconds until something is wrong: then it stops and signs nothing more. */
export async function runWitness(values: Values, print: (line: unknown) => void): Promise<number> {
  const [url, state] = [text(values, 'url'), text(values, 'state')]
  if (url === undefined || state === undefined)
    throw new Error('witness 需要 --url 平台网址 和 --state 记录文件。')
  const [keyFile, logKey] = [text(values, 'key'), text(values, 'log-key')]
  const every = values['every'] === undefined ? undefined : Number(values['every'])
  if (every !== undefined && !(every >= 1)) throw new Error('--every 应是 1 以上的秒数。')
  const options = {
    url,
    state,
    name: text(values, 'name') ?? 'witness',
    ...(keyFile !== undefined && { keyFile }),
    ...(logKey !== undefined && { logKey }),
  }
  for (;;) {
    const seen = await witnessOnce(options)
    print(seen)
    if (!seen.ok) return 1
    if (every === undefined) return 0
    await new Promise((resolve) => setTimeout(resolve, every * 1_000))
  }
}

async function main([command, ...args]: readonly string[]): Promise<number> {
  const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)
  try {
    if (command === 'verify') {
      const { values, positionals } = parseArgs({
        args: [...args],
        options: verifyOptions,
        allowPositionals: true,
      })
      if (positionals[0] !== undefined) return await runVerify(positionals[0], values, print)
    }
    if (command === 'witness')
      return await runWitness(parseArgs({ args: [...args], options: witnessOptions }).values, print)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
  console.error(
    '用法：verify FILE|URL|DIR [--key 公钥] [--witness 见证人公钥]… [--url 网址] [--state 文件] · witness --url 网址 --state 文件 …',
  )
  return 2
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
