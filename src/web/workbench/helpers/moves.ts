interface Dates {
  readonly nominalOn: string
  readonly dueOn: string | null
  readonly provisional: boolean
}

/** A deadline that moves when a year is loaded. */
export interface Move {
  readonly before: Dates
  readonly after: Dates
}

/** Moves between the same two dates as one line with their number, earliest first. */
export function movesTogether(
  moves: readonly Move[],
): readonly { readonly before: string; readonly after: string; readonly count: number }[] {
  const lines = new Map<string, { before: string; after: string; count: number }>()
  for (const move of moves) {
    const [before, after] = [datesText(move.before), datesText(move.after)]
    const line = lines.get(`${before} ${after}`) ?? { before, after, count: 0 }
    line.count += 1
    lines.set(`${before} ${after}`, line)
  }
  return [...lines.values()].sort((a, b) => a.before.localeCompare(b.before))
}

function datesText({ nominalOn, dueOn, provisional }: Dates): string {
  return provisional ? `${nominalOn}（暂定）` : (dueOn ?? nominalOn)
}
