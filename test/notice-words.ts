import assert from 'node:assert/strict'
import type { YearTable } from '#platform/calendar/calendar.ts'
import { Refusal } from '#platform/refusal.ts'

/** A made-up year: only its first day is a holiday. */
export const yearOf = (year: number): YearTable => ({
  year,
  source: '测试',
  days: [{ day: `${year}-01-01`, kind: '放假', festival: '元旦' }],
})

/** For `assert.rejects`: a refusal in these words. */
export const refused = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error))
  assert.match(error.message, words)
  return true
}
