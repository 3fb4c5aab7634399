import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { writeDocx } from '#platform/documents/docx.ts'
import { printPdf, type Printed } from '#platform/documents/pdf.ts'
import { addFile } from '#platform/files/files.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { openDocument, type NewSignatory } from '#platform/signing/documents.ts'
import { signedIn } from '#platform/signing/sign.ts'
import type { DealLaw } from './law.ts'
import type { AnyDeal } from './matter.ts'
import { findingsIn, type Judged } from './rules.ts'
import * as store from './store.ts'
import { CONTRACT_TEXTS, rolesOf, type MadeText } from './texts/contract.ts'
import type { Mode } from './texts/matter.ts'

export const PDF = 'application/pdf'
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** A version of a text about to be written. */
export interface Version {
  readonly contract: store.ContractRow
  readonly dossier: DossierRow
  readonly deal: AnyDeal
  readonly termsVersion: number
  readonly law: DealLaw
}

/** Prints the text as PDF and docx, keeps both by their hash, and opens the version to be signed; answers the SHA-256 of the PDF. */
export async function writeGenerated(
  tx: CommandTx,
  version: Version,
  made: MadeText,
  words: Judged['texts'],
  actor: Actor,
  now: Instant,
): Promise<string> {
  const printed = await printPdf(made.paper)
  const docx = await writeDocx(made.paper)
  const stem = `${made.paper.title}-${version.contract.public_id}-第${version.contract.version}版`
  const pdfId = await keep(
    tx,
    version,
    { name: `${stem}.pdf`, type: PDF, bytes: printed.bytes, pages: printed.pages },
    now,
  )
  const docxId = await keep(
    tx,
    version,
    { name: `${stem}.docx`, type: DOCX, bytes: docx.bytes, pages: null },
    now,
  )
  await writeVersion(
    tx,
    version,
    {
      source: 'generated',
      file_id: pdfId,
      sha256: printed.sha256,
      docx_file_id: docxId,
      docx_sha256: docx.sha256,
      clauses: made.clauses,
      points: null,
      cover_file_id: null,
      chinese_file_id: null,
      findings: findingsIn(judged(version, words, now)),
    },
    printed,
    printed.pages,
    actor,
    now,
  )
  return printed.sha256
}

/** The facts the rules on texts look at besides the words. */
export function judged(
  { contract, deal, law }: Pick<Version, 'contract' | 'deal' | 'law'>,
  texts: Judged['texts'],
  now: Instant,
  more: Pick<Judged, 'priceFen' | 'termMonths' | 'points'> = { priceFen: undefined, termMonths: undefined },
): Judged {
  const { form } = deal.achievement
  return {
    ...more,
    mode: contract.type,
    texts,
    today: now.slice(0, 10),
    sellerName: deal.seller.name,
    coOwners: (form.coOwners ?? []).map((owner) => owner.name),
    ip: form.ip ?? [],
    abroad: law.isAbroad,
  }
}

/** Who may read what belongs to a text: its parties and the competent unit. */
export function readersOf({ contract, dossier }: Pick<Version, 'contract' | 'dossier'>): string[] {
  return [contract.seller_org_id, contract.buyer_org_id, dossier.unit_id].filter((id) => id !== null)
}

/** Nobody's own: a text is read by its parties, and attached elsewhere by neither. */
export async function keep(
  tx: CommandTx,
  version: Pick<Version, 'contract' | 'dossier'>,
  file: { name: string; type: string; pages: number | null } & (
    | { bytes: Buffer }
    | { sha256: string; size: number }
  ),
  now: Instant,
): Promise<string> {
  const sha256 = 'bytes' in file ? tx.files.write(file.bytes) : file.sha256
  const size = 'bytes' in file ? file.bytes.length : file.size
  const { name, type, pages } = file
  const row = { sha256, name, type, size, pages, orgId: null, personId: null, readers: readersOf(version) }
  return (await addFile(tx, row, now)).id
}

type VersionFiles = Omit<
  store.DocumentRow,
  'contract_id' | 'version' | 'terms_version' | 'signing_id' | 'rights' | 'made_by' | 'at'
>

/** Opens the version for signing and notes what it was made from, what was found, whose rights are to be asked. */
export async function writeVersion(
  tx: CommandTx,
  version: Version,
  files: VersionFiles,
  marked: Pick<Printed, 'digest' | 'pages'>,
  pages: number | null,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { contract } = version
  const signingId = await openDocument(
    tx,
    {
      subject: { kind: 'contract', id: contract.id },
      version: contract.version,
      title: contract.title,
      fileId: files.file_id,
      sha256: files.sha256,
      markId: contract.public_id,
      digest: marked.digest,
      pages,
      markedPages: marked.pages,
      paperOnly: false,
      signatories: await signatoriesOf(tx, version),
    },
    now,
  )
  await store.insertDocument(tx, {
    contract_id: contract.id,
    version: contract.version,
    terms_version: version.termsVersion,
    signing_id: signingId,
    ...files,
    rights: version.law.rights.map(({ settled: _settled, why: _why, ...right }) => right),
    made_by: signedIn(actor).personId,
    at: now,
  })
}

async function signatoriesOf(tx: CommandTx, { contract, deal }: Version): Promise<NewSignatory[]> {
  const text = Object.hasOwn(CONTRACT_TEXTS, contract.type)
    ? CONTRACT_TEXTS[contract.type as Mode]
    : undefined
  const roles = text ? rolesOf(text.first, text.roles) : { seller: '甲方', buyer: '乙方' }
  const parties = [
    { key: 'seller', role: roles.seller, orgId: deal.seller.id, name: deal.seller.name },
    { key: 'buyer', role: roles.buyer, orgId: deal.buyer.id, name: deal.buyer.name },
  ]
  const signers = await store.signersOf(tx, contract.id)
  return [
    ...(text?.first === 'buyer' ? parties.toReversed() : parties),
    ...signers.map(({ id, name, role }) => ({ key: `signer:${id}`, role, orgId: null, name })),
  ]
}
