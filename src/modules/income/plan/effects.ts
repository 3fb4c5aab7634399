import type { Tx } from '#platform/db/database.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { lookAgain, rulesOf, tellMembers, tellUnit } from '../hands.ts'
import * as store from '../store.ts'
import type { approveForm, Plan, reasonForm } from './forms.ts'
import { planProcedure, type PlanFacts } from './procedure.ts'
import { keyOf, planFaults } from './rules.ts'
import type { z } from 'zod'

export async function planOf(tx: Tx, dossier: DossierRow): Promise<store.PlanRow> {
  const plan = await store.findPlan(tx, { dossierId: dossier.id })
  if (!plan) throw new Error(`dossier ${dossier.id} belongs to no plan`)
  return plan
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<PlanFacts> {
  const plan = await planOf(tx, dossier)
  const { form } = await store.versionOf(tx, plan)
  const today = dayOf(await databaseNow(tx))
  const rules = await rulesOf(tx, plan, form, await loadRuleset(tx), today)
  return {
    fault: planFaults(form, rules)[0]?.message,
    silent: silentOf(form, await store.wordsOf(tx, plan)),
    members: form.members.flatMap(({ personId }) => personId ?? []),
    today,
  }
}

/** Names of members who have said nothing to this version. */
function silentOf(form: Plan, words: readonly store.WordRow[]): string[] {
  const heard = new Set(words.map(({ member }) => member))
  return form.members.filter((member) => !heard.has(keyOf(member))).map(({ name }) => name)
}

type Effects = Partial<Record<ActionsOf<typeof planProcedure>, Effect>>

const effects: Effects = {
  ask: async (tx, dossier) => {
    const plan = await planOf(tx, dossier)
    const { form } = await store.versionOf(tx, plan)
    await tellMembers(tx, plan, form, '《{name}》的收益分配方案请您确认。')
  },
  submit: async (tx, dossier) =>
    tellUnit(tx, await planOf(tx, dossier), '《{name}》的收益分配方案等待审批。'),
  closeAsking: async (tx, dossier) =>
    tellUnit(
      tx,
      await planOf(tx, dossier),
      '《{name}》的收益分配方案确认期满，已送审批；未确认的份额将暂缓发放。',
    ),
  approve: async (tx, dossier, { minutesFileId }: z.infer<typeof approveForm>, actor, now) => {
    const plan = await planOf(tx, dossier)
    if (minutesFileId !== undefined) {
      await mustOwnFiles(tx, actor, [minutesFileId])
      await shareFile(tx, minutesFileId, [plan.org_id], now)
    }
    await tellUnit(tx, plan, '《{name}》的收益分配方案已生效。')
    await lookAgain(tx, plan)
  },
  sendBack: async (tx, dossier, { reason }: z.infer<typeof reasonForm>) =>
    tellUnit(tx, await planOf(tx, dossier), '《{name}》的收益分配方案被退回：{reason}', { reason }),
  end: async (tx, dossier, { reason }: z.infer<typeof reasonForm>) => {
    const plan = await planOf(tx, dossier)
    const { form } = await store.versionOf(tx, plan)
    await tellUnit(tx, plan, '《{name}》的收益分配方案已终止：{reason}', { reason })
    await tellMembers(tx, plan, form, '《{name}》的收益分配方案已终止。')
  },
}

export const planBinding: Binding = {
  procedure: planProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const plan = await store.findPlan(tx, { dossierId: dossier.id })
    if (plan) await store.updatePlan(tx, plan.id, { state: dossier.state })
  },
}
