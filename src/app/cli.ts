import { parseArgs } from 'node:util'
import { commands } from './commands.ts'

/**
 * `npm run -s keqiao -- CMD …`: one JSON object a line on standard output, the result last; an error is one
 * sentence on standard error with exit code 1, wrong usage with 2 (design.md 8).
 */
async function main(): Promise<number> {
  const [name, ...rest] = process.argv.slice(2)
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) {
    const list = commands.map((candidate) => `  ${candidate.usage}`).join('\n')
    console.error(`用法 (usage): npm run -s keqiao -- CMD\n${list}`)
    return 2
  }
  let parsed
  try {
    parsed = parseArgs({ args: rest, options: command.options, allowPositionals: true, strict: true })
    if (
      parsed.positionals.length < command.positionals.min ||
      parsed.positionals.length > command.positionals.max
    ) {
      throw new Error('参数个数不对')
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n用法 (usage): ${command.usage}`)
    return 2
  }
  const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)
  try {
    return await command.run({
      positionals: parsed.positionals,
      values: parsed.values as Record<string, never>,
      print,
    })
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}

// A reader that has seen enough (`… | head`) closes the pipe: that is an end, not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main()
