import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import { signingState, type SigningState } from '#platform/signing/documents.ts'
import type {
  bringPaperForm,
  checkPaperForm,
  confirmForm,
  linkForm,
  requestForm,
  sendBackForm,
} from '#platform/signing/forms.ts'
import { issueLink } from '#platform/signing/link.ts'
import { bringPaper, checkPaper, sendBackPaper } from '#platform/signing/paper.ts'
import { askProvider } from '#platform/signing/provider-requests.ts'
import { confirmByFactor, consentElectronic, isSignedByAll } from '#platform/signing/sign.ts'
import { findDocument, type SigningDocument } from '#platform/signing/store.ts'
import type { SigningSubject } from '#platform/signing/subject.ts'
import { contractOf, tellBoth, tellOther, whyNotSignable } from './facts.ts'
import * as store from './store.ts'
import { readersOf } from './text.ts'

type Effects = Readonly<Record<string, Effect>>

/** What the ways of signing do to a contract; the mechanics are the ground's. */
export function signingEffects(binding: () => Binding) {
  return {
    consentElectronic: async (tx, dossier, _input, actor, now) => {
      const contract = await contractOf(tx, dossier)
      await consentElectronic(tx, await documentOf(tx, contract), actor, now)
      await tellOther(tx, contract, actor, '对方已同意《{name}》的电子确认条款。')
    },
    confirm: async (tx, dossier, input: z.infer<typeof confirmForm>, actor, now) => {
      const contract = await contractOf(tx, dossier)
      const document = await documentOf(tx, contract)
      await confirmByFactor(tx, document, input, actor, now)
      const by = { binding: binding(), contract, document, actor, now }
      await afterSignature(tx, by, '对方已确认《{name}》，请核对后确认。')
    },
    inviteSigner: async (tx, dossier, input: z.infer<typeof linkForm>, actor, now) => {
      const contract = await contractOf(tx, dossier)
      await issueLink(tx, await stateOf(tx, contract), input, actor, now)
    },
    requestCertificate: async (tx, dossier, input: z.infer<typeof requestForm>, actor, now) => {
      const contract = await contractOf(tx, dossier)
      await askProvider(tx, await documentOf(tx, contract), input, actor, now)
    },
    ...paperEffects(binding),
  } satisfies Effects
}

function paperEffects(binding: () => Binding) {
  return {
    bringPaper: async (tx, dossier, input: z.infer<typeof bringPaperForm>, actor, now) => {
      const contract = await contractOf(tx, dossier)
      const readers = readersOf({ contract, dossier })
      await bringPaper(tx, await stateOf(tx, contract), readers, input, actor, now)
      await tellBoth(tx, contract, '《{name}》的纸质文本已交回，请由交回人以外的人核对名称和印章。')
    },
    checkPaper: async (tx, dossier, input: z.infer<typeof checkPaperForm>, actor, now) => {
      const contract = await contractOf(tx, dossier)
      const state = await stateOf(tx, contract)
      await checkPaper(tx, state, input, actor, now)
      const by = { binding: binding(), contract, document: state.document, actor, now }
      await afterSignature(tx, by, '《{name}》的纸质文本有一方已核对通过。')
    },
    sendBackPaper: async (tx, dossier, input: z.infer<typeof sendBackForm>, actor, now) => {
      const contract = await contractOf(tx, dossier)
      await sendBackPaper(tx, input, actor, now)
      await tellBoth(tx, contract, '《{name}》交回的纸质文本被退回：{reason}', { reason: input.reason })
    },
  } satisfies Effects
}

/** Signatures that come past the procedure (one-time link, certificate service) reach a contract here. */
export function contractSubject(binding: () => Binding): SigningSubject {
  return {
    kind: 'contract',
    stands: async (tx, id, documentId) => {
      const contract = await store.findContract(tx, { id })
      return contract ? whyNotSignable(tx, contract, documentId) : '没有这份合同。'
    },
    signed: async (tx, id, documentId, actor, now) => {
      const contract = await store.findContract(tx, { id })
      const document = await findDocument(tx, documentId)
      if (!contract || !document) throw new Error(`no contract ${id}`)
      const by = { binding: binding(), contract, document, actor, now }
      await afterSignature(tx, by, '《{name}》又有一方已签署。')
    },
  }
}

interface Signed {
  readonly binding: Binding
  readonly contract: store.ContractRow
  readonly document: SigningDocument
  readonly actor: Actor
  readonly now: Instant
}

/** The last signature concludes the contract in the command that brought it; before, the others are told. */
async function afterSignature(tx: CommandTx, by: Signed, template: string): Promise<void> {
  const { contract, actor } = by
  if (!(await isSignedByAll(tx, by.document.id))) {
    await tellOther(tx, contract, actor, template)
    return
  }
  const dossierId = contract.dossier_id
  const act = { dossierId, action: 'conclude', visit: undefined, input: {}, event: true } as const
  await perform(tx, by.binding, act, actor, by.now)
}

async function documentOf(tx: CommandTx, contract: store.ContractRow): Promise<SigningDocument> {
  const [text] = await store.documentsOf(tx, contract.id)
  const document = text && (await findDocument(tx, text.signing_id))
  if (!document) throw new Error(`contract ${contract.id} has no text`)
  return document
}

async function stateOf(tx: CommandTx, contract: store.ContractRow): Promise<SigningState> {
  return signingState(tx, await documentOf(tx, contract))
}
