import { Refusal } from '#platform/refusal.ts'

/** What a page shows of something that may not be there: null instead of the refusal. */
export async function absentAsNull<T>(body: () => Promise<T>): Promise<T | null> {
  try {
    return await body()
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'absent') return null
    throw error
  }
}
