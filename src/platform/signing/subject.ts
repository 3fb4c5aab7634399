import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'

/** What a module gives to the ground so that signatures past its procedure (one-time link, certificate) reach it. */
export interface SigningSubject {
  /** Kind of record, as in `signing_document.subject_kind`. */
  readonly kind: string
  /** Why this version may not be signed now, as a sentence; undefined when it may. What its procedure's guards would say. */
  readonly stands: (tx: CommandTx, subjectId: string, documentId: string) => Promise<string | undefined>
  /** After a signature, in the same transaction; concludes when it was the last. */
  readonly signed: (
    tx: CommandTx,
    subjectId: string,
    documentId: string,
    actor: Actor,
    now: Instant,
  ) => Promise<void>
}

/** The subject of a document; a kind nobody gave is a bug. */
export function subjectOf(subjects: readonly SigningSubject[], kind: string): SigningSubject {
  const found = subjects.find((subject) => subject.kind === kind)
  if (!found) throw new Error(`nobody signs ${kind}`)
  return found
}
