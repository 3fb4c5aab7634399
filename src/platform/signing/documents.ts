import { v7 } from 'uuid'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { machineNow } from '../identity/machine-clock.ts'
import { endLinks } from './link.ts'
import { findingsOf, type PaperFindings, type SheetRead } from './marks.ts'
import type { PaperFacts, SigningFacts } from './rules.ts'
import * as store from './store.ts'

export interface SubjectOf {
  readonly kind: string
  readonly id: string
}

export interface NewSignatory {
  /** Stable over versions: seller, buyer, signer:<id>. */
  readonly key: string
  /** 甲方（许可人）. */
  readonly role: string
  readonly orgId: string | null
  readonly name: string
}

export interface NewDocument {
  readonly subject: SubjectOf
  readonly version: number
  readonly title: string
  readonly fileId: string
  readonly sha256: string
  readonly markId: string
  readonly digest: string
  readonly pages: number | null
  readonly markedPages: number
  readonly paperOnly: boolean
  readonly signatories: readonly NewSignatory[]
}

/**
 * Notes a version of a text to be signed and who is to sign it. Consents and signatures of earlier versions stay with
 * those; links to them end.
 */
export async function openDocument(tx: CommandTx, given: NewDocument, now: Instant): Promise<string> {
  const id = v7()
  const row: store.SigningDocument = {
    id,
    subject_kind: given.subject.kind,
    subject_id: given.subject.id,
    version: given.version,
    title: given.title,
    file_id: given.fileId,
    sha256: given.sha256,
    mark_id: given.markId,
    digest: given.digest,
    pages: given.pages,
    marked_pages: given.markedPages,
    paper_only: given.paperOnly,
    at: now,
  }
  const signatories = given.signatories.map(({ key, role, orgId, name }, place) => ({
    id: v7(),
    document_id: id,
    key,
    place,
    role,
    org_id: orgId,
    name,
  }))
  await endLinks(tx, given.subject, 'revoked', machineNow())
  await store.signing(tx).insertInto('platform.signing_document').values(row).execute()
  await store.signing(tx).insertInto('platform.signing_signatory').values(signatories).execute()
  return id
}

/** A paper with what the machine read and what the second person said so far. */
export interface PaperState {
  readonly paper: store.Paper
  readonly reading: store.PaperReading | null
  readonly findings: PaperFindings | null
  readonly checks: readonly store.PaperCheck[]
  /** Signatories whose signature on it nobody has compared yet; none once it was sent back. */
  readonly open: readonly string[]
  readonly sentBack: store.PaperCheck | null
}

/** Everything known of a document: who is to sign, who agreed, who signed, what came back on paper. */
export interface SigningState {
  readonly document: store.SigningDocument
  readonly signatories: readonly store.Signatory[]
  readonly consents: readonly store.Consent[]
  readonly records: readonly store.SigningRecord[]
  /** Newest first. */
  readonly papers: readonly PaperState[]
  readonly links: readonly store.SigningLink[]
  readonly requests: readonly store.SigningRequest[]
  readonly provider: store.ConnectedProvider | null
}

export async function signingState(tx: Tx, document: store.SigningDocument): Promise<SigningState> {
  const { id } = document
  const papers = await store.papersOf(tx, id)
  const ids = papers.map((paper) => paper.id)
  const readings = await store.readingsOf(tx, ids)
  const checks = await store.checksOf(tx, ids)
  return {
    document,
    signatories: await store.signatoriesOf(tx, id),
    consents: await store.consentsOf(tx, id),
    records: await store.recordsOf(tx, id),
    papers: papers.map((paper) => paperState(document, paper, readings, checks)),
    links: await store.linksOf(tx, id),
    requests: await store.requestsOf(tx, id),
    provider: (await store.connectedProvider(tx)) ?? null,
  }
}

function paperState(
  document: store.SigningDocument,
  paper: store.Paper,
  readings: readonly store.PaperReading[],
  checks: readonly store.PaperCheck[],
): PaperState {
  const own = checks.filter((check) => check.paper_id === paper.id)
  const sentBack = own.find((check) => !check.accepted) ?? null
  const done = own.map((check) => check.signatory_id)
  const reading = readings.find((found) => found.paper_id === paper.id) ?? null
  const marked = {
    markId: document.mark_id,
    version: document.version,
    digest: document.digest,
    pages: document.pages,
    markedPages: document.marked_pages,
  }
  return {
    paper,
    reading,
    findings: reading && findingsOf(marked, reading.fault === null ? reading.sheets : unreadSheets(paper)),
    checks: own,
    open: sentBack ? [] : paper.signatory_ids.filter((id) => !done.includes(id)),
    sentBack,
  }
}

/** A scan the machine could not open is looked through by a person; only its sheets are counted. */
function unreadSheets(paper: store.Paper): SheetRead[] {
  return Array.from({ length: paper.sheets }, (_, i) => ({ sheet: i + 1, mark: null }))
}

/** What guards look at. */
export function signingFacts(state: SigningState): SigningFacts {
  const { document, signatories, records, consents, papers } = state
  const orgOf = new Map(signatories.map(({ id, org_id: orgId }) => [id, orgId]))
  const orgs = (rows: readonly { signatory_id: string }[]) =>
    rows.flatMap(({ signatory_id: id }) => orgOf.get(id) ?? [])
  return {
    version: document.version,
    sha256: document.sha256,
    paperOnly: document.paper_only,
    orgIds: signatories.flatMap(({ org_id: orgId }) => orgId ?? []),
    consented: orgs(consents),
    signed: orgs(records),
    signedIds: records.map((record) => record.signatory_id),
    everySigned: signatories.every(({ id }) => records.some((record) => record.signatory_id === id)),
    paper: paperFacts(papers),
    hasProvider: state.provider !== null,
    openRequests: orgs(state.requests.filter(({ state: s }) => s === 'asked' || s === 'open')),
  }
}

/** The paper that waits for its check; one at a time. */
function paperFacts(papers: readonly PaperState[]): PaperFacts | null {
  const waiting = papers.find(({ open }) => open.length > 0)
  if (!waiting) return null
  const { paper, reading, findings, open } = waiting
  return {
    id: paper.id,
    broughtBy: paper.brought_by,
    open,
    isRead: reading !== null,
    foreign: findings?.foreign ?? [],
    missing: findings?.missing ?? false,
    notRead: findings?.notRead ?? [],
    complete: findings?.complete ?? false,
  }
}
