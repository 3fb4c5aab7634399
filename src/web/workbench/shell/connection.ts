import { useSyncExternalStore } from 'react'
import { ApiError } from '../api.ts'

/** Whether the last exchange with the server went through; drawn as a banner by the shell. */
let message: string | null = null
const listeners = new Set<() => void>()

function tell(next: string | null): void {
  if (next === message) return
  message = next
  for (const listener of listeners) listener()
}

/** Called by the query client with every failure. */
export function noteFailure(error: unknown): void {
  if (error instanceof ApiError && error.passing) tell(error.message)
}

/** Called by the query client with every success. */
export function noteSuccess(): void {
  tell(null)
}

export function useConnectionFault(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => message,
  )
}
