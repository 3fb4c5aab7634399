import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { entriesOf, type DossierRow } from '#platform/procedure/store.ts'
import { signedIn } from '#platform/signing/sign.ts'
import { introductionRecord } from '#modules/introductions/index.ts'
import { move } from '../agreement/effects.ts'
import { outcomeText, type answerForm, type decideForm } from '../forms.ts'
import { partiesOf, tell } from '../hands.ts'
import { grantedBp } from '../rules.ts'
import * as store from '../store.ts'
import { disputeLetters } from './letters.ts'
import { disputeProcedure, type DisputeFacts } from './procedure.ts'

interface Parts {
  readonly dispute: store.DisputeRow
  readonly row: store.CommissionRow
}

export async function disputeOf(tx: Tx, dossier: DossierRow): Promise<Parts> {
  const dispute = await store.findDispute(tx, dossier.id)
  const row = dispute && (await store.findCommission(tx, { id: dispute.commission_id }))
  if (!dispute || !row) throw new Error(`dossier ${dossier.id} belongs to no dispute`)
  return { dispute, row }
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<DisputeFacts> {
  const { dispute, row } = await disputeOf(tx, dossier)
  const introduction = await introductionRecord(tx, row.introduction_id)
  const entries = await entriesOf(tx, 'commissions', row.dossier_id)
  const words = introduction?.words ?? []
  return {
    openedByOrgId: dispute.opened_by_org_id,
    hands: [row.broker_person_id, introduction?.brokerPersonId]
      .concat(
        words.map(({ personId }) => personId ?? undefined),
        entries.flatMap(({ person_id, agent_for }) => [person_id ?? undefined, agent_for ?? undefined]),
      )
      .filter((id) => id !== undefined),
    sideOrgIds: [...partiesOf(row), row.other_org_id],
  }
}

/** A word of a dispute, kept as it was said; its papers are read by the other side and by who decides. */
export async function keepWord(
  tx: CommandTx,
  { dispute, row, dossier }: Parts & { readonly dossier: DossierRow },
  said: {
    readonly kind: store.WordRow['kind']
    readonly text: string
    readonly fileIds?: readonly string[] | undefined
  },
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { kind, text, fileIds = [] } = said
  await mustOwnFiles(tx, actor, fileIds)
  const readers = [...partiesOf(row), ...(dossier.unit_id === null ? [] : [dossier.unit_id])]
  for (const id of fileIds) await shareFile(tx, id, readers, now)
  const { personId, orgId } = signedIn(actor)
  const word = {
    id: v7(),
    dispute_id: dispute.id,
    kind,
    org_id: orgId,
    person_id: personId,
    text,
    at: now,
    journal_id: tx.journalId,
  }
  await store.insertWord(tx, word, fileIds)
}

type Effects = Partial<Record<ActionsOf<typeof disputeProcedure>, Effect>>

const effects: Effects = {
  answer: async (tx, dossier, { answer, fileIds }: z.infer<typeof answerForm>, actor, now) => {
    const parts = await disputeOf(tx, dossier)
    await keepWord(tx, { ...parts, dossier }, { kind: 'answer', text: answer, fileIds }, actor, now)
    const { row, dispute } = parts
    await tell(tx, row, [dispute.opened_by_org_id], '对《{name}》佣金争议的答复已经收到，等待处理。')
  },
  closeAnswering: async (tx, dossier) => {
    const { row } = await disputeOf(tx, dossier)
    await tell(tx, row, partiesOf(row), '《{name}》的佣金争议逾期未答复，按现有记录处理。')
  },
  decide: async (tx, dossier, input: z.infer<typeof decideForm>, actor, now) => {
    const { dispute, row } = await disputeOf(tx, dossier)
    const { outcome, partBp, reason } = input
    const granted = grantedBp(outcome, partBp)
    await keepWord(tx, { dispute, row, dossier }, { kind: 'decide', text: reason }, actor, now)
    await store.updateDispute(tx, dispute.id, { granted_bp: granted })
    await store.updateCommission(tx, row.id, { granted_bp: granted })
    await move(tx, row, granted === 0 ? 'dismiss' : 'uphold', {}, actor, now)
    await tell(tx, row, partiesOf(row), '《{name}》的佣金争议已经处理：{outcome}。理由：{reason}', {
      outcome: outcomeText(input),
      reason,
    })
  },
  withdraw: async (tx, dossier, _input, actor, now) => {
    const { dispute, row } = await disputeOf(tx, dossier)
    const back = dispute.from_state === 'claimed' ? 'returnToClaim' : 'returnToContest'
    await move(tx, row, back, {}, actor, now)
    await tell(tx, row, partiesOf(row), '《{name}》的佣金争议已经撤回。')
  },
}

export const disputeBinding: Binding = {
  procedure: disputeProcedure,
  letters: disputeLetters,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const dispute = await store.findDispute(tx, dossier.id)
    if (dispute) await store.updateDispute(tx, dispute.id, { state: dossier.state })
  },
}
