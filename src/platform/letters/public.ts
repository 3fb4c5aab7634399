import type { Tx } from '../db/database.ts'
import { readPublicId } from '../identifiers/identifiers.ts'
import { orgNames } from '../identity/names.ts'
import { publicLetter, unitOf } from './store.ts'

/** What anybody may know of a letter: that it exists, number, day, digest. Its text is for its parties. */
export interface PublicLetter {
  readonly publicId: string
  readonly issuer: string
  readonly number: string
  readonly issuedOn: string
  readonly sha256: string
}

/** The public face of a letter that was sealed; undefined for anything else, so that drafts cannot be told from nothing. */
export async function publicLetterOf(tx: Tx, typed: string): Promise<PublicLetter | undefined> {
  const publicId = readPublicId(typed)
  const letter = publicId === undefined ? undefined : await publicLetter(tx, publicId)
  if (!letter || letter.pdf_sha256 === null || letter.number === null || letter.issued_on === null)
    return undefined
  if (letter.state === 'cancelled') return undefined
  const unitId = await unitOf(tx, letter)
  const names = await orgNames(tx, unitId === null ? [] : [unitId])
  return {
    publicId: letter.public_id,
    issuer: names.get(unitId ?? '') ?? '',
    number: letter.number,
    issuedOn: letter.issued_on,
    sha256: letter.pdf_sha256,
  }
}
