import { z } from 'zod'
import { reachedByQuery, type Actor, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { fileResponse } from '#platform/files/http.ts'
import { permanentAddress } from '#platform/identifiers/identifiers.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { confirmationMatter, makeContract, reachedContract, stationery } from './commands.ts'
import { ELECTRONIC_CLAUSE, makeForm, SIGNING_WAYS } from './forms.ts'
import { contractProcedure } from './procedure.ts'
import { confirmationSheet } from './sheet.ts'
import * as store from './store.ts'

const parties = { tto: 'party', leader: 'party', firm: 'party', serviceBody: 'party' } as const
const readers = { ...parties, legal: 'party', finance: 'party', officer: 'unit', decider: 'unit' } as const

export const permissions = {
  'contract.make': parties,
  // The text itself is for the parties and the competent unit; an auditor sees who confirmed which hash.
  'contract.text': readers,
  'contract.read': { ...readers, auditor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('contracts')
const states: Readonly<Record<string, { readonly title: string }>> = contractProcedure.states
/** Id or public id. */
const one = z.object({ id: z.string().max(64) })

export const routes = [
  write({
    method: 'POST',
    path: '/deals/{id}/contract',
    permission: 'contract.make',
    journal: 'contract.make',
    says: '{actor}生成合同文本《{title}》',
    input: makeForm,
    gate: { subjects: 'actor' },
    verb: makeContract,
  }),
  read({
    path: '/contracts',
    permission: 'contract.read',
    journal: 'contract.list',
    title: '合同列表',
    input: z.object({
      deal: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    verb: async (tx, actor, { deal, limit }) => {
      reachedByQuery(actor)
      // Whoever reaches by unit only sees a contract from its dossier, not from this list.
      const orgId = actor.scopes.includes('any')
        ? null
        : (actor.orgId ?? '00000000-0000-0000-0000-000000000000')
      const contracts = await store.contractsOf(tx, { orgId, dealId: deal, limit })
      const names = await orgNames(
        tx,
        contracts.flatMap((contract) => [contract.seller_org_id, contract.buyer_org_id]),
      )
      return { items: contracts.map((contract) => summary(contract, names, actor)), total: contracts.length }
    },
  }),
  read({
    path: '/contracts/{id}',
    permission: 'contract.read',
    journal: 'contract.show',
    title: '合同',
    input: one,
    verb: async (tx, actor, { id }) => show(tx, actor, await reachedContract(tx, actor, id)),
  }),
  read({
    path: '/contracts/{id}/pdf',
    permission: 'contract.text',
    journal: 'contract.pdf',
    title: '合同文本（PDF）',
    input: one.extend({ version: z.coerce.number().int().min(1).optional() }),
    verb: async (tx, actor, { id, version }) => {
      const contract = await reachedContract(tx, actor, id)
      const texts = await store.documentsOf(tx, contract.id)
      const text = texts.find((candidate) => candidate.version === (version ?? contract.version))
      if (!text) throw new Refusal('absent', '没有这一版合同文本。')
      // The bytes that were hashed, by the one road on which files leave.
      return new Response(null, {
        status: 303,
        headers: { location: `/api/v1/files/${text.file_id}`, 'cache-control': 'no-store' },
      })
    },
  }),
  read({
    path: '/contracts/{id}/confirmation-sheet',
    permission: 'contract.text',
    journal: 'contract.sheet',
    title: '合同电子确认书（PDF）',
    input: one,
    verb: async (tx, actor, { id }) => sheet(tx, await reachedContract(tx, actor, id)),
  }),
]

function summary(contract: store.ContractRow, names: ReadonlyMap<string, string>, actor: Actor) {
  return {
    id: contract.id,
    publicId: contract.public_id,
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
    sample: contract.sample,
  }
}

async function show(tx: Tx, actor: Actor, contract: store.ContractRow) {
  const texts = await store.documentsOf(tx, contract.id)
  const consents = await store.consentsOf(tx, contract.id, contract.version)
  const confirmations = await store.confirmationsOf(tx, contract.id, contract.version)
  const rejection = await store.rejectionOf(tx, contract.id)
  const names = await orgNames(tx, [contract.seller_org_id, contract.buyer_org_id])
  const people = await personNames(tx, [
    ...consents.map((row) => row.person_id),
    rejection?.person_id ?? null,
  ])
  const leaves = await store.leavesOf(
    tx,
    [...consents, ...confirmations].map((row) => row.journal_id),
  )
  return {
    ...summary(contract, names, actor),
    documents: texts.map((text) => ({
      version: text.version,
      termsVersion: text.terms_version,
      sha256: text.sha256,
      // Sent along with the code of the second factor that confirms this text.
      matter: confirmationMatter(contract.id, text.sha256),
      at: text.at,
      link: `/api/v1/contracts/${contract.id}/pdf?version=${text.version}`,
    })),
    electronicClause: ELECTRONIC_CLAUSE,
    signingWays: SIGNING_WAYS,
    consents: consents.map((row) => ({
      org: names.get(row.org_id) ?? '',
      person: people.get(row.person_id) ?? '',
      at: row.at,
      leaf: leaves.get(row.journal_id) ?? null,
    })),
    confirmations: confirmations.map((row) => ({
      org: row.org_name,
      person: row.person_name,
      capacity: row.capacity,
      way: row.way,
      factor: row.factor,
      documentSha256: row.document_sha256,
      at: row.at,
      leaf: leaves.get(row.journal_id) ?? null,
    })),
    rejection: rejection
      ? {
          org: names.get(rejection.org_id) ?? '',
          person: people.get(rejection.person_id) ?? '',
          reason: rejection.reason,
          at: rejection.at,
        }
      : null,
    sheet: contract.state === 'confirmed' ? `/api/v1/contracts/${contract.id}/confirmation-sheet` : null,
  }
}

async function sheet(tx: Tx, contract: store.ContractRow): Promise<Response> {
  if (contract.state !== 'confirmed') throw new Refusal('conflict', '双方都确认后才有确认书。')
  const [document] = await store.documentsOf(tx, contract.id)
  if (!document) throw new Error(`contract ${contract.id} has no text`)
  const consents = await store.consentsOf(tx, contract.id, contract.version)
  const confirmations = await store.confirmationsOf(tx, contract.id, contract.version)
  const { origin, mark } = await stationery(tx, contract)
  const printed = await printPdf(
    confirmationSheet({
      contract,
      document,
      consents,
      confirmations,
      names: await orgNames(tx, [contract.seller_org_id, contract.buyer_org_id]),
      leaves: await store.leavesOf(
        tx,
        [...consents, ...confirmations].map((row) => row.journal_id),
      ),
      address: permanentAddress(origin, 'contract', contract.public_id),
      ...(mark !== undefined && { mark }),
    }),
  )
  return fileResponse(printed.bytes, `合同电子确认书-${contract.public_id}.pdf`, 'application/pdf')
}
