import type { Tx } from '#platform/db/database.ts'
import { organisationSigns } from '#platform/identity/signs.ts'
import { Refusal } from '#platform/refusal.ts'
import { tellingWords } from './naming.ts'
import { signsOfOwner } from './signs.ts'

/** Texts of one act looked through; terms have some twenty. */
const TEXTS_MAX = 200

/**
 * Refuses what an owner that hides writes to a counterpart when it tells who it is, by a slip of the pen: identity is
 * released by consent alone. Ordinary words are let pass. `said` is what was typed, whatever its shape.
 */
export async function refuseTelling(tx: Tx, ownerOrgId: string, said: unknown): Promise<void> {
  const texts = textsIn(said).slice(0, TEXTS_MAX)
  const owner = await organisationSigns(tx, ownerOrgId)
  const signs = owner === undefined ? [] : signsOfOwner(owner, '')
  const told = texts.flatMap((text) => tellingWords(text, signs)).find(({ isDoubt }) => !isDoubt)
  if (told === undefined) return
  throw new Refusal(
    'invalid',
    '贵单位还没有公开身份，内容里却写有{what}“{words}”，会让对方认出贵单位；请删去，或先公开身份。',
    { what: told.what, words: told.words },
  )
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
