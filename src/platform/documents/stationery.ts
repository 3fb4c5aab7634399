import type { Tx } from '../db/database.ts'
import { readInstance } from '../instance/instance.ts'
import type { SampleMark } from './blocks.ts'

const MARKS = { demo: '演示', rehearsal: '演练', production: undefined } as const

/** Where QR codes of printed papers lead, and the mark every page carries when the matter is not a real one (P3). */
export async function stationeryOf(
  tx: Tx,
  isSample: boolean,
): Promise<{ readonly origin: string; readonly mark: SampleMark | undefined }> {
  const instance = await readInstance(tx)
  if (!instance) throw new Error('the installation was not founded')
  return {
    // The log's origin is host/city: the host is where the city's site answers.
    origin: `https://${instance.origin.replace(/\/.*$/, '')}`,
    mark: isSample ? '示例' : MARKS[instance.kind],
  }
}
