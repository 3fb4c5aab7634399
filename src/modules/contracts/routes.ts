import { z } from 'zod'
import { mustReach, reachedByQuery, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { signingState } from '#platform/signing/documents.ts'
import { findDocument } from '#platform/signing/store.ts'
import { dealForContract, dealForText } from '#modules/deals/index.ts'
import { makeContract, prepareText, reachedContract } from './commands.ts'
import { concludedText } from './concluded.ts'
import { changesBetween } from './compare.ts'
import { makeForm, ndaForm, PURPOSES, supplementForm } from './forms.ts'
import { lawOf } from './law.ts'
import { modeOf, stationery } from './matter.ts'
import { confirmationSheet } from './sheet.ts'
import * as store from './store.ts'
import { showContract, summary } from './view.ts'

const parties = { tto: 'party', leader: 'party', firm: 'party', serviceBody: 'party' } as const
const readers = { ...parties, legal: 'party', finance: 'party', officer: 'unit', decider: 'unit' } as const

export const permissions = {
  'contract.make': parties,
  // The text itself is for the parties and the competent unit; an auditor sees who confirmed which hash.
  'contract.text': readers,
  'contract.read': { ...readers, auditor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('contracts')
/** Id or public id. */
const one = z.object({ id: z.string().max(64) })
const versioned = one.extend({ version: z.coerce.number().int().min(1).optional() })
const version = z.coerce.number().int().min(1)
const purposes = Object.keys(PURPOSES) as [keyof typeof PURPOSES, ...(keyof typeof PURPOSES)[]]

/** The files of a version leave by the one road on which files leave. */
const fileRoute = (kind: string, title: string, fileOf: (text: store.DocumentRow) => string | null) =>
  read({
    path: `/contracts/{id}/${kind}`,
    permission: 'contract.text',
    journal: `contract.${kind}`,
    title,
    input: versioned,
    verb: async (tx, actor, { id, version: wanted }) => {
      const contract = await reachedContract(tx, actor, id)
      const texts = await store.documentsOf(tx, contract.id)
      const text = texts.find((candidate) => candidate.version === (wanted ?? contract.version))
      const fileId = text && fileOf(text)
      if (!fileId) throw new Refusal('absent', '没有这一版合同文本，或这一版没有这种格式。')
      return new Response(null, {
        status: 303,
        headers: { location: `/api/v1/files/${fileId}`, 'cache-control': 'no-store' },
      })
    },
  })

const makeRoutes = [
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
  write({
    method: 'POST',
    path: '/deals/{id}/nda',
    permission: 'contract.make',
    journal: 'contract.nda',
    says: '{actor}生成保密协议《{title}》',
    input: ndaForm.extend({ id: z.uuid() }),
    gate: { subjects: 'actor' },
    verb: (tx, actor, { id, ...terms }, now) => prepareText(tx, actor, id, { purpose: 'nda', terms }, now),
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/supplement',
    permission: 'contract.make',
    journal: 'contract.supplement',
    says: '{actor}生成补充协议《{title}》',
    input: supplementForm.extend({ id: z.uuid() }),
    gate: { subjects: 'actor' },
    verb: async (tx, actor, { id, ...terms }, now) => {
      const main = await concludedText(tx, id, 'contract')
      if (!main) throw new Refusal('conflict', '合同成立以后才能签补充协议；没有成立的请退回洽谈修改条款。')
      const contract = {
        contractTitle: main.title,
        contractPublicId: main.publicId,
        contractSha256: main.sha256,
        concludedOn: main.signedOn,
      }
      return prepareText(tx, actor, id, { purpose: 'supplement', terms: { ...contract, ...terms } }, now)
    },
  }),
]

export const routes = [
  ...makeRoutes,
  read({
    path: '/contracts',
    permission: 'contract.read',
    journal: 'contract.list',
    title: '合同列表',
    input: z.object({
      deal: z.uuid().optional(),
      purpose: z.enum(purposes).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    verb: async (tx, actor, { deal, purpose, limit }) => {
      reachedByQuery(actor)
      // Whoever reaches by unit only sees a contract from its dossier, not from this list.
      const orgId = actor.scopes.includes('any')
        ? null
        : (actor.orgId ?? '00000000-0000-0000-0000-000000000000')
      const contracts = await store.contractsOf(tx, { orgId, dealId: deal, purpose, limit })
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
    verb: async (tx, actor, { id }) => showContract(tx, actor, await reachedContract(tx, actor, id)),
  }),
  fileRoute('pdf', '合同文本（PDF，或自己的文本）', (text) => text.file_id),
  fileRoute('docx', '合同文本（docx，供阅读和流转）', (text) => text.docx_file_id),
  fileRoute('cover', '自己的文本的封面（PDF）', (text) => text.cover_file_id),
  fileRoute('chinese', '外文合同的中文文本', (text) => text.chinese_file_id),
  read({
    path: '/contracts/{id}/compare',
    permission: 'contract.text',
    journal: 'contract.compare',
    title: '两版合同文本的不同',
    input: one.extend({ from: version, to: version }),
    verb: async (tx, actor, { id, from, to }) => {
      const contract = await reachedContract(tx, actor, id)
      const texts = await store.documentsOf(tx, contract.id)
      const clausesOf = (wanted: number) => {
        const clauses = texts.find((text) => text.version === wanted)?.clauses
        if (!clauses) throw new Refusal('absent', '只能比较平台生成的文本；请核对版本号。')
        return clauses
      }
      return { from, to, changes: changesBetween(clausesOf(from), clausesOf(to)) }
    },
  }),
  read({
    path: '/contracts/{id}/confirmation-sheet',
    permission: 'contract.text',
    journal: 'contract.sheet',
    title: '合同电子确认书、签署记录（PDF）',
    input: one,
    verb: async (tx, actor, { id }) => sheet(tx, await reachedContract(tx, actor, id)),
  }),
  read({
    path: '/deals/{id}/rights',
    permission: 'contract.read',
    journal: 'contract.rights',
    title: '签约前须征询的权利和须取得的批准',
    input: z.object({ id: z.uuid() }),
    verb: async (tx, actor, { id }) => {
      const deal = await dealForText(tx, id)
      mustReach(actor, { partyOrgIds: [deal.seller.id, deal.buyer.id] })
      if (deal.deal.state !== 'contracting') return { rights: [], needs: [], ban: null }
      const agreed = await dealForContract(tx, id)
      const law = await lawOf(tx, agreed, modeOf(agreed.terms), agreed.termsVersion)
      return { rights: law.rights, needs: law.needs, ban: law.ban ?? null }
    },
  }),
]

async function sheet(tx: Tx, contract: store.ContractRow): Promise<Response> {
  if (contract.state !== 'confirmed') throw new Refusal('conflict', '双方都确认后才有确认书。')
  const [document] = await store.documentsOf(tx, contract.id)
  const signed = document && (await findDocument(tx, document.signing_id))
  if (!document || !signed) throw new Error(`contract ${contract.id} has no text`)
  const state = await signingState(tx, signed)
  const { address, mark } = await stationery(tx, contract)
  const checkers = state.records.flatMap(({ evidence }) =>
    'checkedBy' in evidence ? [evidence.checkedBy] : [],
  )
  const paper = confirmationSheet({
    contract,
    document,
    state,
    people: await personNames(tx, checkers),
    leaves: await store.leavesOf(
      tx,
      [...state.consents, ...state.records].map((row) => row.journal_id),
    ),
    address,
    ...(mark !== undefined && { mark }),
  })
  const printed = await printPdf(paper)
  return fileResponse(printed.bytes, `${paper.title}-${contract.public_id}.pdf`, 'application/pdf')
}
