/** A procedure read back from the page the server generates of it (mermaid text and tables). */
export interface ProcedureMap {
  readonly states: readonly {
    readonly name: string
    readonly title: string
    readonly isStart: boolean
    readonly isEnd: boolean
  }[]
  readonly moves: readonly { readonly from: string; readonly to: string; readonly title: string }[]
  readonly tables: readonly {
    readonly head: readonly string[]
    readonly rows: readonly (readonly string[])[]
  }[]
}

const ARROW = /^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (.*))?$/
const TITLE = /^\s*(\w+): (.+)$/

/** Reads states, moves and tables of a generated procedure page; states come in order of first reach. */
export function readProcedurePage(page: string): ProcedureMap {
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1]?.split('\n') ?? []
  const titles = new Map<string, string>()
  const moves: { from: string; to: string; title: string }[] = []
  const ends = new Set<string>()
  let start = ''
  for (const line of diagram) {
    const arrow = ARROW.exec(line)
    if (arrow) {
      const [, from = '', to = '', title = ''] = arrow
      if (from === '[*]') start = to
      else if (to === '[*]') ends.add(from)
      else moves.push({ from, to, title })
      continue
    }
    const title = TITLE.exec(line)
    if (title?.[1] !== undefined && title[2] !== undefined) titles.set(title[1], title[2])
  }
  const states = reachOrder(start, [...titles.keys()], moves).map((name) => ({
    name,
    title: titles.get(name) ?? name,
    isStart: name === start,
    isEnd: ends.has(name),
  }))
  return { states, moves, tables: tablesOf(page) }
}

function reachOrder(start: string, names: readonly string[], moves: ProcedureMap['moves']): string[] {
  const reached = new Set(names.includes(start) ? [start] : [])
  for (const name of reached) for (const move of moves) if (move.from === name) reached.add(move.to)
  for (const name of names) reached.add(name)
  return [...reached]
}

function tablesOf(page: string): ProcedureMap['tables'] {
  const blocks = page.split(/\n(?!\|)/).filter((block) => block.startsWith('|') || block.includes('\n|'))
  return blocks.flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('|'))
    const [head, , ...rows] = lines.map(cellsOf)
    return head ? [{ head, rows }] : []
  })
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/`/g, ''))
}

type Table = ProcedureMap['tables'][number]

/** Titles of actions by their names, from the table of actions (`提交核验 submit`). */
export function actionTitles({ head, rows }: Table): ReadonlyMap<string, string> {
  const action = head.indexOf('action')
  const named = rows.map((row) => /^(.*) (\S+)$/.exec(row[action] ?? ''))
  return new Map(named.flatMap((match) => (match ? [[match[2] ?? '', match[1] ?? ''] as const] : [])))
}

/** A table for people who do not read the code: without names of conditions and actions. */
export function plainTable({ head, rows }: Table): Table {
  const kept = head.map((name, index) => ({ name, index })).filter(({ name }) => name !== 'guards')
  const cell = (name: string, text: string) => (name === 'action' ? text.replace(/ \S+$/, '') : text)
  return {
    head: kept.map(({ name }) => name),
    rows: rows.map((row) => kept.map(({ name, index }) => cell(name, row[index] ?? ''))),
  }
}
