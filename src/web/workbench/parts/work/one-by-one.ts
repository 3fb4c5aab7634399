import { useRef, useState } from 'react'
import { newKey } from '../../api.ts'

/** What came of each, by its name. */
export type Results = Readonly<Record<string, string>>

/**
 * Sends a command for each of a chosen set, one after another. Each keeps its key while the dialog is open: sending
 * again after a broken connection is the same command.
 */
export function useOneByOne(doneSays: string) {
  const [results, setResults] = useState<Results | null>(null)
  const [busy, setBusy] = useState(false)
  const keys = useRef(new Map<string, string>())
  const run = async (names: readonly string[], act: (name: string, key: string) => Promise<unknown>) => {
    setBusy(true)
    const done: Record<string, string> = {}
    setResults({})
    for (const name of names) {
      const key = keys.current.get(name) ?? newKey()
      keys.current.set(name, key)
      done[name] = await act(name, key).then(
        () => doneSays,
        (error: unknown) => (error instanceof Error ? error.message : '没有办成，请重试'),
      )
      setResults({ ...done })
    }
    setBusy(false)
  }
  return { results, busy, run }
}
