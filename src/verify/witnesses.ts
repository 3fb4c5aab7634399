import { noteKey, type NoteKey } from './note.ts'
import { reportOf, type Report } from './report.ts'

/** Whose cosignatures count: the keys the asker brought, or without any those the evidence itself names. */
export interface Trusted {
  readonly keys: readonly NoteKey[]
  readonly areBrought: boolean
}

export function trusted(brought: readonly string[] | undefined, named: readonly string[]): Trusted {
  return { keys: (brought ?? named).map(noteKey), areBrought: brought !== undefined }
}

/**
 * Says which of the witnesses cosigned, and whom that rests on: a key out of the evidence is believed on its word. When
 * the asker brought keys and none of them signed, that is a fault.
 */
export function cosignerReport(
  { keys, areBrought }: Trusted,
  signers: readonly string[],
  record: string,
): Report {
  if (!areBrought)
    return reportOf(
      [
        signers.length > 0
          ? `见证人副署：${signers.join('、')}。见证人的公钥取自被核验的材料本身，没有另行核对；掌握见证人公钥的请加 --witness`
          : '没有见证人副署：只能证明账自身前后一致',
      ],
      [],
    )
  const silent = keys.map(({ name }) => name).filter((name) => !signers.includes(name))
  const none = silent.length > 0 ? `；没有副署的：${silent.join('、')}` : ''
  return reportOf(
    [`见证人副署（公钥由核验者提供）：${signers.join('、') || '无'}${none}`],
    signers.length > 0 ? [] : [{ record, why: `没有核验者指定的见证人的副署：${silent.join('、')}。` }],
  )
}
