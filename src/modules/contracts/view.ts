import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { maskName } from '#platform/identity/mask.ts'
import { signingState, type PaperState, type SigningState } from '#platform/signing/documents.ts'
import { confirmationMatter } from '#platform/signing/sign.ts'
import { findDocument, type SigningRecord } from '#platform/signing/store.ts'
import { ELECTRONIC_CLAUSE, MIXED_SAYS, SIGNING_WAYS } from '#platform/signing/ways.ts'
import { lawOfContract } from './facts.ts'
import type { DealLaw } from './law.ts'
import { contractProcedure } from './procedure.ts'
import { ANSWERS } from './rights.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = contractProcedure.states

export function summary(contract: store.ContractRow, names: ReadonlyMap<string, string>, actor: Actor) {
  return {
    id: contract.id,
    publicId: contract.public_id,
    purpose: contract.purpose,
    dossierId: contract.dossier_id,
    dealId: contract.deal_id,
    type: contract.type,
    title: contract.title,
    seller: { orgId: contract.seller_org_id, name: names.get(contract.seller_org_id) ?? '' },
    buyer: { orgId: contract.buyer_org_id, name: names.get(contract.buyer_org_id) ?? '' },
    side:
      actor.orgId === contract.seller_org_id
        ? 'seller'
        : actor.orgId === contract.buyer_org_id
          ? 'buyer'
          : null,
    state: contract.state,
    stateTitle: states[contract.state]?.title ?? contract.state,
    version: contract.version,
    draftedAt: contract.drafted_at,
    concludedAt: contract.concluded_at,
    sample: contract.sample,
  }
}

/** Everything a party, the competent unit or an auditor is shown of a text. */
export async function showContract(tx: Tx, actor: Actor, contract: store.ContractRow) {
  const texts = await store.documentsOf(tx, contract.id)
  const [latest] = texts
  const document = latest && (await findDocument(tx, latest.signing_id))
  if (!latest || !document) throw new Error(`contract ${contract.id} has no text`)
  const state = await signingState(tx, document)
  const law = await lawOfContract(tx, contract, latest.terms_version)
  const rejection = await store.rejectionOf(tx, contract.id)
  const known = await knownNames(tx, contract, state, rejection, law)
  const leaves = await store.leavesOf(
    tx,
    [...state.consents, ...state.records].map((row) => row.journal_id),
  )
  return {
    ...summary(contract, known.orgs, actor),
    documents: texts.map((text) => textView(contract, text)),
    ...signingView(state, known, leaves, actor),
    law: lawView(law, known),
    rejection: rejection
      ? {
          org: known.orgs.get(rejection.org_id) ?? '',
          person: known.people.get(rejection.person_id) ?? '',
          reason: rejection.reason,
          at: rejection.at,
        }
      : null,
    sheet: contract.state === 'confirmed' ? `/api/v1/contracts/${contract.id}/confirmation-sheet` : null,
  }
}

interface Known {
  readonly orgs: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, string>
}

async function knownNames(
  tx: Tx,
  contract: store.ContractRow,
  state: SigningState,
  rejection: store.RejectionRow | undefined,
  law: DealLaw,
): Promise<Known> {
  const papers = state.papers.flatMap(({ paper, checks }) => [
    { org: paper.brought_org, person: paper.brought_by },
    ...checks.map((check) => ({ org: check.checked_org, person: check.checked_by })),
  ])
  const records = [...law.answers, ...law.approvals].map((row) => ({
    org: row.by_org,
    person: row.by_person,
  }))
  const all = [...papers, ...records]
  return {
    orgs: await orgNames(tx, [contract.seller_org_id, contract.buyer_org_id, ...all.map(({ org }) => org)]),
    people: await personNames(tx, [...all.map(({ person }) => person), rejection?.person_id ?? null]),
  }
}

function textView(contract: store.ContractRow, text: store.DocumentRow) {
  const link = (kind: string) => `/api/v1/contracts/${contract.id}/${kind}?version=${text.version}`
  return {
    version: text.version,
    termsVersion: text.terms_version,
    source: text.source,
    sha256: text.sha256,
    // Sent along with the code of the second factor that confirms this text.
    matter: confirmationMatter({ subject_kind: 'contract', subject_id: contract.id, sha256: text.sha256 }),
    at: text.at,
    link: link('pdf'),
    docx: text.docx_sha256 === null ? null : { sha256: text.docx_sha256, link: link('docx') },
    cover: text.cover_file_id === null ? null : link('cover'),
    chinese: text.chinese_file_id === null ? null : link('chinese'),
    points: text.points,
    findings: text.findings,
  }
}

function signingView(state: SigningState, known: Known, leaves: ReadonlyMap<string, string>, actor: Actor) {
  const nameOf = (id: string) => state.signatories.find((one) => one.id === id)?.name ?? ''
  return {
    pages: state.document.pages,
    electronicClause: ELECTRONIC_CLAUSE,
    mixedSays: MIXED_SAYS,
    signingWays: SIGNING_WAYS.map((way) => (way.way === 'c' ? { ...way, ...providerWords(state) } : way)),
    signatories: state.signatories.map((one) => ({
      id: one.id,
      key: one.key,
      role: one.role,
      name: one.name,
      mine: one.org_id !== null && one.org_id === actor.orgId,
      isPerson: one.org_id === null,
      consented: state.consents.some((consent) => consent.signatory_id === one.id),
      way: state.records.find((record) => record.signatory_id === one.id)?.way ?? null,
      waits: waitsFor(state, one.id),
    })),
    consents: state.consents.map((row) => ({
      org: nameOf(row.signatory_id),
      person: row.person_name,
      at: row.at,
      leaf: leaves.get(row.journal_id) ?? null,
    })),
    confirmations: state.records.map((row) => recordView(row, leaves)),
    papers: state.papers.map((paper) => paperView(paper, state, known, actor)),
    requests: state.requests.map(({ id, state: step, address, fault, person_name: person, provider }) => ({
      id,
      state: step,
      address,
      fault,
      person,
      provider,
    })),
  }
}

function providerWords({ provider }: SigningState): { missing?: string; title?: string } {
  if (!provider) return { missing: '本平台尚未接入。' }
  return provider.is_fake ? { title: `电子认证服务：${provider.name}` } : {}
}

/** What still stands between a signatory and their signature, in words. */
function waitsFor(state: SigningState, id: string): string | null {
  if (state.records.some((record) => record.signatory_id === id)) return null
  if (state.papers.some(({ open }) => open.includes(id))) return '纸质文本已交回，等待核对'
  if (
    state.requests.some((one) => one.signatory_id === id && (one.state === 'open' || one.state === 'asked'))
  )
    return '正在电子认证服务机构签署'
  if (state.links.some((link) => link.signatory_id === id && link.ended === null)) return '已发一次性链接'
  return '尚未签署'
}

function recordView(row: SigningRecord, leaves: ReadonlyMap<string, string>) {
  return {
    org: row.name,
    person: row.person_name,
    capacity: row.capacity,
    way: row.way,
    factor: 'factor' in row.evidence ? row.evidence.factor : null,
    evidence: row.evidence,
    signedOn: row.signed_on,
    documentSha256: row.document_sha256,
    at: row.at,
    leaf: leaves.get(row.journal_id) ?? null,
  }
}

function paperView(
  { paper, reading, findings, checks, open, sentBack }: PaperState,
  state: SigningState,
  known: Known,
  actor: Actor,
) {
  const signatories = state.signatories.filter(({ id }) => paper.signatory_ids.includes(id))
  return {
    id: paper.id,
    file: `/api/v1/files/${paper.file_id}`,
    sheets: paper.sheets,
    by: known.people.get(paper.brought_by) ?? '',
    org: known.orgs.get(paper.brought_org) ?? '',
    mine: paper.brought_by === actor.personId,
    at: paper.at,
    reading: reading && {
      fault: reading.fault,
      pictures: reading.picture_ids.map((id) => `/api/v1/files/${id}`),
      marks: reading.sheets.map(({ sheet, mark }) => ({ sheet, page: mark?.page ?? null })),
    },
    findings,
    open: signatories.filter(({ id }) => open.includes(id)).map(({ id, role, name }) => ({ id, role, name })),
    checks: checks.map((check) => ({
      accepted: check.accepted,
      name: check.registered_name,
      sealText: check.seal_text,
      differs: check.differs,
      reason: check.reason,
      by: known.people.get(check.checked_by) ?? '',
      org: known.orgs.get(check.checked_org) ?? '',
      at: check.at,
    })),
    sentBack: sentBack?.reason ?? null,
  }
}

function lawView(law: DealLaw, known: Known) {
  const by = (row: { by_person: string; by_org: string }) =>
    [known.orgs.get(row.by_org), known.people.get(row.by_person)].filter(Boolean).join(' ')
  return {
    ban: law.ban ?? null,
    isAbroad: law.isAbroad,
    rights: law.rights.map((right) => ({ ...right, choices: ANSWERS[right.kind] })),
    answers: law.answers.map((row) => ({
      rightKey: row.right_key,
      termsVersion: row.terms_version,
      // Names of completers are theirs; who must check them opens the document.
      holders: row.holders
        .split('、')
        .map((holder) => (holder.length <= 4 ? maskName(holder) : holder))
        .join('、'),
      offeredOn: row.offered_on,
      answer: row.answer,
      note: row.note,
      file: row.file_id === null ? null : `/api/v1/files/${row.file_id}`,
      by: by(row),
      at: row.at,
    })),
    needs: law.needs,
    approvals: law.approvals.map((row) => ({
      kind: row.kind,
      number: row.number,
      issuedBy: row.issued_by,
      approvedOn: row.approved_on,
      file: `/api/v1/files/${row.file_id}`,
      by: by(row),
      at: row.at,
    })),
  }
}
