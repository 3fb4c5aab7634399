import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { useEvidence } from '#platform/evidence-library/library.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from '#platform/signing/sign.ts'
import { contractOf, lawOfContract, tellOther } from './facts.ts'
import type { approvalForm, rightAnswerForm } from './forms.ts'
import { ANSWERS, needsFile } from './rights.ts'
import * as store from './store.ts'
import { readersOf } from './text.ts'

const ANSWER_DAYS_RULE = 'rights.priority.answerDays'

/** The approval a deal with a party abroad needs, from the evidence library (科技进步法 34; 民法典 877). */
export async function recordApproval(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof approvalForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const contract = await contractOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  if (input.approvedOn > tx.today)
    throw new Refusal('invalid', '批准日期不能晚于今天。', {}, [
      { field: 'approvedOn', message: '不能晚于今天。' },
    ])
  const [used] = await useEvidence(tx, actor, [input.evidenceId], tx.today)
  if (!used) throw new Error('the evidence library answered nothing')
  await store.insertApproval(tx, {
    id: v7(),
    deal_id: contract.deal_id,
    kind: input.kind,
    number: input.number,
    approved_on: input.approvedOn,
    issued_by: input.issuedBy,
    evidence_id: used.item.id,
    file_id: used.file.id,
    by_person: personId,
    by_org: orgId,
    at: now,
    journal_id: tx.journalId,
  })
  await shareFile(tx, used.file.id, readersOf({ contract, dossier }), now)
  await tellOther(tx, contract, actor, '《{name}》的批准文件已登记。')
}

/** What a holder of a priority right or a co-owner answered, for the terms this text is made from. */
export async function recordRight(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof rightAnswerForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const contract = await contractOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  const [text] = await store.documentsOf(tx, contract.id)
  const termsVersion = text?.terms_version ?? 0
  const law = await lawOfContract(tx, contract, termsVersion)
  const right = law.rights.find(({ key }) => key === input.rightKey)
  if (!right) throw new Refusal('absent', '没有这一项权利。')
  mustFit(tx, right.kind, input)
  if (input.fileId !== undefined) {
    await mustOwnFiles(tx, actor, [input.fileId])
    await shareFile(tx, input.fileId, readersOf({ contract, dossier }), now)
  }
  await store.insertRightAnswer(tx, {
    id: v7(),
    deal_id: contract.deal_id,
    terms_version: termsVersion,
    right_key: right.key,
    holders: input.holders,
    offered_on: input.offeredOn,
    answer: input.answer,
    note: input.note,
    file_id: input.fileId ?? null,
    by_person: personId,
    by_org: orgId,
    at: now,
    journal_id: tx.journalId,
  })
  await tellOther(tx, contract, actor, '《{name}》有一项优先权或共有人的答复已登记。')
}

function mustFit(tx: CommandTx, kind: keyof typeof ANSWERS, input: z.infer<typeof rightAnswerForm>): void {
  const fault = (field: string, sentence: string) =>
    new Refusal('invalid', sentence, {}, [{ field, message: sentence }])
  const fitting: readonly string[] = ANSWERS[kind]
  if (!fitting.includes(input.answer)) throw fault('answer', `这一项可填的答复是：${fitting.join('、')}。`)
  if (input.offeredOn > tx.today) throw fault('offeredOn', '告知日期不能晚于今天。')
  if (input.answer === '逾期未答') {
    const days = tx.rules.number(ANSWER_DAYS_RULE, tx.today)
    if (addDays(input.offeredOn, days) >= tx.today)
      throw fault('offeredOn', `告知之日起满 ${days} 天仍未答复的，才能登记为逾期未答。`)
  }
  if (input.answer === '不享有' && input.note === '') throw fault('note', '请写明为什么不享有这项权利。')
  if (needsFile(input.answer) && input.fileId === undefined)
    throw fault('fileId', '请上传放弃书、同意书，或者告知的凭证。')
}
