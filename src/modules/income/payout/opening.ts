import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { tellUnit } from '../hands.ts'
import { clauseOf } from '../plan/rules.ts'
import * as store from '../store.ts'
import type { Source } from './due.ts'
import { payoutBinding } from './effects.ts'

export async function openPayout(
  tx: CommandTx,
  plan: store.PlanRow,
  source: Source,
  actor: Actor,
  now: Instant,
): Promise<{ readonly id: string; readonly dossierId: string }> {
  const { form } = await store.versionOf(tx, plan)
  const id = v7()
  const opening = {
    title: `《${plan.achievement_name}》${source.receivedOn} 的收益分配`,
    // Its page is that of the plan.
    subject: { kind: 'income-plan', id: plan.id },
    orgId: plan.org_id,
    follows: plan.dossier_id,
    // Profit and shares are net when they are entered.
    ...(source.kind !== 'receipt' && { start: 'checking' }),
  }
  const dossier = await openDossier(tx, payoutBinding, opening, actor, now)
  await store.insertPayout(tx, {
    id,
    dossier_id: dossier.id,
    plan_id: plan.id,
    version: plan.version,
    source: source.kind,
    source_key: source.key,
    received_on: source.receivedOn,
    gross_fen: source.grossFen,
    unit_bp: source.unitBp,
    part_fen: source.partFen,
    costs: [],
    net_fen: null,
    pool_fen: null,
    clause: clauseOf(plan.mode, form),
    state: dossier.state,
    made_at: now,
  })
  await tellUnit(tx, plan, '《{name}》有一笔收益等待分配（{on}）。', { on: source.receivedOn })
  return { id, dossierId: dossier.id }
}
