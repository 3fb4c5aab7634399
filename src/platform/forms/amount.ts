import { z } from 'zod'
import { FEN_MAX } from './money.ts'

const FOREIGN = /美元|欧元|港元|港币|日元|英镑|澳元|usd|eur|hkd|jpy|gbp|[$€£]/iu

/** Why what was typed is no amount in fen, as a sentence; undefined when it is one, or is missing. */
export function amountFault(input: unknown): string | undefined {
  if (typeof input === 'string') return textFault(input.trim())
  if (typeof input !== 'number') return undefined
  if (Object.is(input, -0)) return '金额不能写成 -0；没有金额的请填 0。'
  if (input < 0) return '金额不能是负数，请核对。'
  if (input > FEN_MAX) return '金额太大（超过 10 万亿元），请核对位数和单位。'
  return Number.isInteger(input)
    ? undefined
    : '金额最小到分，不足一分的（例如 0.005 元）不能填写，请四舍五入到分。'
}

function textFault(typed: string): string {
  if (FOREIGN.test(typed))
    return '金额只能用人民币填写，也不能写两种货币；外币请按合同签订日的汇率折算，折算办法写在支付方式里。'
  if (/\d\s*e\s*[+-]?\d/iu.test(typed)) return '金额请写出全部数字，不要用 1e3 这样的科学计数法。'
  if (/^[-−－]/u.test(typed)) return '金额不能是负数，请核对。'
  if (/[万亿千]/u.test(typed)) return '金额以元填写，不要带“万元”“亿元”，请换算成元。'
  if (typed.replace(/\D/gu, '').length > String(FEN_MAX).length) return '金额太大，请核对位数和单位。'
  return '金额应填数字，例如 1234.50。'
}

/** An amount in whole fen from `min` on; every way it can be mistyped has its sentence. */
export function amountFen(min = 0) {
  const error = (issue: { readonly input?: unknown }) => amountFault(issue.input)
  return z
    .int({ error })
    .min(min, { error: (issue) => amountFault(issue.input) ?? '金额应大于 0。' })
    .max(FEN_MAX, { error })
    .refine((fen) => !Object.is(fen, -0), { error })
}
