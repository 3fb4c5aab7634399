import { stopTestCluster } from '#test/database.ts'
import { proveAuctions } from '../proofs/bidding.ts'
import { withCity, type ProofCity } from '../proofs/city.ts'
import { proveCollusion } from '../proofs/collusion.ts'
import { proveDraw } from '../proofs/draw.ts'
import { proveFaults } from '../proofs/faults.ts'
import { proveIdempotency } from '../proofs/idempotency.ts'
import { proveImport } from '../proofs/import.ts'
import { proveIsolation } from '../proofs/isolation.ts'
import { proveLedger } from '../proofs/ledger.ts'
import { proveLog } from '../proofs/log.ts'
import { proveReasons } from '../proofs/reasons.ts'
import { proveReceipts } from '../proofs/receipts.ts'
import { proveSealed } from '../proofs/sealed.ts'
import { proveWaterfall } from '../proofs/waterfall.ts'
import { proveSelfDealing } from '../proofs/selfdealing.ts'
import { proveTamper } from '../proofs/tamper.ts'

/** What every proof answers; further figures stand beside these. */
interface ProofResult {
  readonly proof: string
  /** The count that was run. */
  readonly n: number
  /** 0 when the proof holds. */
  readonly failures: number
  /** KEQIAO_SEED of this run, to run it again. */
  readonly seed: number
  readonly [figure: string]: unknown
}

/** `dir` is a folder of texts, for proofs on data that may not be shipped. */
type Proof = (n?: number, dir?: string) => Promise<ProofResult>

/** Enough connections for the clients of every proof. */
const CONNECTIONS = 40

/** A proof on a scratch city of its own, which is gone afterwards. */
function onScratchCity(body: (city: ProofCity, n: number) => Promise<ProofResult>, full: number): Proof {
  return (n = full) => withCity({ poolSize: CONNECTIONS }, (city) => body(city, n))
}

/** The large counts of `keqiao prove` (design.md 8, 9): without a number each runs its full count. */
export const proofs: Readonly<Record<string, Proof>> = {
  auction: (n) => proveAuctions(n).finally(stopTestCluster),
  collusion: async (n) => proveCollusion(n),
  isolation: onScratchCity(proveIsolation, 20_000),
  idempotency: onScratchCity(proveIdempotency, 500),
  draw: async (n) => proveDraw(n),
  faults: proveFaults,
  import: (n = 100_000) => proveImport(n),
  reasons: proveReasons,
  receipts: onScratchCity(proveReceipts, 10_000),
  waterfall: async (n) => proveWaterfall(n),
  ledger: onScratchCity(proveLedger, 2_000),
  sealed: async (n) => proveSealed(n).finally(stopTestCluster),
  selfdealing: async (n) => proveSelfDealing(n),
  log: (n = 10_000) => proveLog(n),
  tamper: onScratchCity(proveTamper, 1_000),
}
