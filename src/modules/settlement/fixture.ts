import { array, boolean, constant, integer, record, sample } from 'fast-check'

/** Items of a schedule in the order of their days, and money in the order it came; for tests. */
export interface MoneyRun {
  readonly fens: readonly number[]
  /** Below nothing for a refund, which may name its item (from 1), and may be lasting. */
  readonly money: readonly { readonly fen: number; readonly line: number; readonly lasting: boolean }[]
}

const ITEMS_MAX = 5
const MONEY_MAX = 12
const SEED = 164

export function moneyRuns(count: number): MoneyRun[] {
  const run = array(integer({ min: 1, max: 9 }), { minLength: 1, maxLength: ITEMS_MAX }).chain((fens) =>
    record({
      fens: constant(fens),
      money: array(
        record({
          fen: integer({ min: -9, max: 20 }).filter((fen) => fen !== 0),
          line: integer({ min: 0, max: fens.length }),
          lasting: boolean(),
        }),
        { minLength: 1, maxLength: MONEY_MAX },
      ),
    }),
  )
  return sample(run, { numRuns: count, seed: SEED })
}

/** A model fen by fen: due and paid of each item. One fen moves at a time, so nothing can be lost on the way. */
export function standingOf({ fens, money }: MoneyRun): [number, number][] {
  const lines = fens.map((fen): [number, number] => [fen, 0])
  let beyond = 0
  const put = () => {
    const open = beyond < 0 ? undefined : lines.find(([fen, paid]) => paid < fen)
    if (open) open[1] += 1
    else beyond += 1
  }
  const takeBack = (named: [number, number] | undefined, lasting: boolean) => {
    const own = named !== undefined && named[1] > 0 ? named : undefined
    if (own && lasting) {
      own[0] -= 1
      own[1] -= 1
    } else if (beyond > 0) beyond -= 1
    else {
      const from = own ?? lines.findLast(([, paid]) => paid > 0)
      if (from) from[1] -= 1
      else beyond -= 1
    }
  }
  for (const { fen, line, lasting } of money)
    for (let i = 0; i < Math.abs(fen); i += 1)
      if (fen > 0) put()
      else takeBack(lines[line - 1], lasting)
  const net = money.reduce((sum, { fen }) => sum + fen, 0)
  const taken = fens.reduce((sum, fen) => sum + fen, 0) - lines.reduce((sum, [fen]) => sum + fen, 0)
  if (lines.reduce((sum, [, paid]) => sum + paid, beyond) !== net || taken < 0) throw new Error('fen lost')
  return lines
}

/** A statement as a bank exports it, with these rows. */
export const statement = (rows: readonly string[]) =>
  [
    '某银行账户明细,,,,,',
    '账号：6222 0000,,,,,',
    '交易日期,流水号,收入金额,支出金额,对方户名,用途',
    ...rows,
  ].join('\n')

/** A schedule of royalty alone. */
export const royalty = {
  items: [],
  royaltyBase: '产品销售额',
  royaltySteps: [{ year: 1, rateBp: 500 }],
  royaltyFromOn: '2025-01-01',
  royaltyMonths: 24,
  royaltyEvery: '年',
  royaltyDueDays: 30,
}
