import { proveIsolation } from '../proofs/isolation.ts'

/** What every proof answers; further figures stand beside these. */
export interface ProofResult {
  readonly proof: string
  /** The count that was run. */
  readonly n: number
  /** 0 when the proof holds. */
  readonly failures: number
  /** KEQIAO_SEED of this run, to run it again. */
  readonly seed: number
  readonly [figure: string]: unknown
}

/** The large counts of `keqiao prove` (design.md 8, 9): without a number each runs its full count. */
export const proofs: Readonly<Record<string, (n?: number) => Promise<ProofResult>>> = {
  isolation: proveIsolation,
}
