/** `2026-11-23 09:12` in Asia/Shanghai of an ISO instant; other text is given back as it is. */
export function timeText(instant: string | null | undefined): string {
  if (!instant) return '—'
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  // China has had one fixed offset of eight hours since 1991; a date library would add nothing here.
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** Bids follow each other within a minute. */
export function secondText(instant: string): string {
  const second = String(new Date(instant).getUTCSeconds()).padStart(2, '0')
  return `${timeText(instant)}:${second}`
}

/** `2026-11-23` of an instant or a day. */
export function dayText(value: string | null | undefined): string {
  return value ? (value.length === 10 ? value : timeText(value).slice(0, 10)) : '—'
}

/** `12.3 KB`, `4.5 MB` for people. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} 字节`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** The characters of a text; a character outside the basic plane counts once, as the server counts it. */
export function lettersOf(text: string): string[] {
  return Array.from(text)
}

/** A value of any kind as one line of text: lists joined, yes and no in words, nothing as a dash. */
export function plainText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(plainText).join('、')
  if (typeof value === 'object') {
    return Object.values(value)
      .filter((part) => part !== null && part !== '')
      .map(plainText)
      .join(' ')
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const HOUR_MS = 3_600_000

/** `快 30 天 4 小时`: how far a rehearsal's clock is ahead of the real one, in ms. */
export function aheadText(ms: number): string {
  const hours = Math.round(ms / HOUR_MS)
  const [days, rest] = [Math.floor(hours / 24), hours % 24]
  return `快${days > 0 ? ` ${String(days)} 天` : ''}${rest > 0 || days === 0 ? ` ${String(rest)} 小时` : ''}`
}

/** `2 天 3 小时`, `3 小时 12 分`, `4 分 09 秒`: what is left until an instant, in ms; never less than nothing. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)]
  const [minutes, rest] = [Math.floor((seconds % 3600) / 60), seconds % 60]
  if (days > 0) return `${String(days)} 天 ${String(hours)} 小时`
  if (hours > 0) return `${String(hours)} 小时 ${String(minutes)} 分`
  return `${String(minutes)} 分 ${String(rest).padStart(2, '0')} 秒`
}
