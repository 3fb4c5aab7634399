/** A public notice as lists show it. */
export interface NoticeRow {
  readonly id: string
  readonly name: string
  readonly procedure: string
  readonly audienceTitle: string
  readonly state: string
  readonly stateTitle: string
  readonly openedAt: string
  readonly startsOn: string
  readonly lastDay: string
  readonly provisional: boolean
  readonly term: { readonly kind: string; readonly days: number }
  readonly daysLeft: number | null
  readonly openObjections: number
}

/** 公示期 10 个工作日，还剩 3 个工作日: the kind of the term is always said. */
export function leftText({ term, daysLeft, provisional, state }: NoticeRow): string {
  const whole = `公示期 ${String(term.days)} 个${term.kind}`
  if (state !== 'open') return whole
  if (provisional) return `${whole}，截止日暂定，待节假日安排公布后确认`
  const unit = term.kind === '工作日' ? ' 个工作日' : ' 天'
  return daysLeft === null ? whole : `${whole}，还剩 ${String(daysLeft)}${unit}`
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const CODE_LENGTH = 20

/** A code by which an objector reads the answer; made here, so that no reply kept by the server tells it. */
export function objectionCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(CODE_LENGTH))
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '0').join('')
}
