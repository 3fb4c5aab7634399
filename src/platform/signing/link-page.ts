import type { Tx } from '../db/database.ts'
import { orgNames } from '../identity/names.ts'
import { minutesAfter } from '../identity/machine-clock.ts'
import type { Keys } from '../keys/keys.ts'
import { NAMED_MINUTES } from './link-commands.ts'
import { namedProof, same } from './link-token.ts'
import * as store from './store.ts'

/** What the page of a one-time link shows: nothing of the text before the person has named themselves. */
export type LinkPage =
  | { readonly state: 'name'; readonly issuer: string; readonly expiresAt: string }
  | {
      readonly state: 'sign'
      readonly issuer: string
      readonly title: string
      readonly signatories: readonly { readonly role: string; readonly name: string }[]
      readonly signsFor: string
      readonly personName: string
      readonly capacity: string
      readonly sha256: string
      readonly fileId: string
      readonly phone: string
    }
  | {
      readonly state: 'signed'
      readonly title: string
      readonly sha256: string
      readonly at: string
      readonly leaf: string | null
    }

/** The page of a link; null when it cannot be used (any more), told alike for all reasons. */
export async function linkPage(
  tx: Tx,
  keys: Keys,
  id: string,
  proof: string | undefined,
  at: string,
): Promise<LinkPage | null> {
  const link = await store
    .signing(tx)
    .selectFrom('platform.signing_link')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!link) return null
  const { named_at: namedAt } = link
  const isNamed =
    namedAt !== null &&
    minutesAfter(namedAt, NAMED_MINUTES) > at &&
    proof !== undefined &&
    same(proof, namedProof(keys, id, namedAt))
  if (link.ended === 'signed') return isNamed ? signedPage(tx, link) : null
  if (link.ended !== null || link.expires_at <= at) return null
  const issuer = (await orgNames(tx, [link.issued_org])).get(link.issued_org) ?? ''
  if (!isNamed) return { state: 'name', issuer, expiresAt: link.expires_at }
  const document = await store.findDocument(tx, link.document_id)
  const signatories = await store.signatoriesOf(tx, link.document_id)
  const own = signatories.find((one) => one.id === link.signatory_id)
  if (!document || !own) throw new Error(`link ${id} is for nothing`)
  return {
    state: 'sign',
    issuer,
    title: document.title,
    signatories: signatories.map(({ role, name }) => ({ role, name })),
    signsFor: own.name,
    personName: link.person_name ?? '',
    capacity: link.capacity,
    sha256: document.sha256,
    fileId: document.file_id,
    phone: link.phone ?? '',
  }
}

async function signedPage(tx: Tx, link: store.SigningLink): Promise<LinkPage | null> {
  const document = await store.findDocument(tx, link.document_id)
  const record = (await store.recordsOf(tx, link.document_id)).find(
    (row) => row.signatory_id === link.signatory_id,
  )
  if (!document || !record) return null
  const leaf = await store.leafOf(tx, record.journal_id)
  return { state: 'signed', title: document.title, sha256: document.sha256, at: record.at, leaf }
}

/** A link as the side that sent it sees it. */
export interface IssuedLink {
  readonly id: string
  readonly signatoryId: string
  readonly personName: string | null
  readonly capacity: string
  readonly issuedAt: string
  readonly expiresAt: string
  readonly state: 'open' | NonNullable<store.SigningLink['ended']>
}

/** Links that an organisation sent for the documents of a record, newest first. */
export async function issuedLinks(
  tx: Tx,
  subject: { readonly kind: string; readonly id: string },
  orgId: string,
  at: string,
): Promise<IssuedLink[]> {
  const rows = await store
    .signing(tx)
    .selectFrom('platform.signing_link as l')
    .innerJoin('platform.signing_document as d', 'd.id', 'l.document_id')
    .selectAll('l')
    .where('d.subject_kind', '=', subject.kind)
    .where('d.subject_id', '=', subject.id)
    .where('l.issued_org', '=', orgId)
    .orderBy('l.issued_at', 'desc')
    .limit(50)
    .execute()
  return rows.map((link) => ({
    id: link.id,
    signatoryId: link.signatory_id,
    personName: link.person_name,
    capacity: link.capacity,
    issuedAt: link.issued_at,
    expiresAt: link.expires_at,
    state: link.ended ?? (link.expires_at <= at ? 'expired' : 'open'),
  }))
}
