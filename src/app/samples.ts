import type { Runtime } from './runtime.ts'
export async function seedSamples(_runtime: Runtime, _say: (t: string) => void): Promise<void> {}
