const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls the listener when somebody ends this process; listeners run in the order in which they were added. */
export function onInterrupt(listener: () => void): { forget(): void } {
  for (const signal of SIGNALS) process.on(signal, listener)
  return {
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, listener)
    },
  }
}
