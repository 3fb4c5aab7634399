import type { Actor } from '#platform/access/access.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findOrganisation, type Organisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { ownersOn } from '#modules/achievements/index.ts'
import type { Plan } from './plan/forms.ts'
import { FLOOR_RULES, ownershipOf, type PlanRules } from './plan/rules.ts'
import { permissions } from './permissions.ts'
import type { PlanRow } from './store.ts'

/** What is said of people's shares is told to whoever may read the plan; members hear their own. */
const READERS = Object.keys(permissions['income.read'])

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

export async function unitOf(tx: Tx, orgId: string): Promise<Organisation> {
  const unit = await findOrganisation(tx, orgId)
  if (!unit) throw new Error(`no organisation ${orgId}`)
  return unit
}

/** Figures a plan is held against on a day, with ownership as it was on that day. */
export async function rulesOf(
  tx: Tx,
  plan: Pick<PlanRow, 'org_id' | 'achievement_id' | 'mode' | 'unit_class'>,
  form: Pick<Plan, 'members'>,
  rules: Ruleset,
  day: string,
): Promise<PlanRules> {
  const { id, name } = await unitOf(tx, plan.org_id)
  const owners = await ownersOn(tx, plan.achievement_id, day)
  const ownership = ownershipOf(owners, { id, name }, form.members)
  return { ...figuresOf(plan, rules, day), ownership }
}

/** The figures alone, for what is not a plan yet. */
export function figuresOf(
  { mode, unit_class: unitClass }: Pick<PlanRow, 'mode' | 'unit_class'>,
  rules: Ruleset,
  day: string,
): Omit<PlanRules, 'ownership'> {
  const [least = 0, most = 0] = rules.list('reward.selfImplement.years', day).map(Number)
  return {
    mode,
    unitClass,
    floorBp: rules.number(FLOOR_RULES[mode], day),
    mainMinBp: rules.number('reward.mainContributorsMinBp', day),
    years: [least, most],
    floorAddsOwnership: rules.flag('income.floor.addsOwnership', day),
  }
}

type Params = Readonly<Record<string, string>>

export async function tellUnit(
  tx: CommandTx,
  plan: PlanRow,
  template: string,
  params: Params = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId: plan.org_id,
    template,
    params: { name: plan.achievement_name, ...params },
    link: `/app/income/${plan.id}`,
    roles: READERS,
  })
}

/** Another unit that owns the achievement hears that income of it is its to divide; the amount stays with the parties (P16). */
export async function tellOwner(tx: CommandTx, plan: PlanRow, orgId: string, params: Params): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template:
      '《{name}》{on} 有一笔转化收入到账，当日的权利人包括贵单位，请与签订合同的单位核对后起草收益分配方案。',
    params: { name: plan.achievement_name, ...params },
    link: '/app/income',
    roles: READERS,
  })
}

/** Members with an account hear it themselves; amounts stand on their page only. */
export async function tellMembers(
  tx: CommandTx,
  plan: PlanRow,
  form: Pick<Plan, 'members'>,
  template: string,
): Promise<void> {
  for (const { personId } of form.members)
    if (personId !== undefined)
      await tx.emit('message.person', {
        personId,
        template,
        params: { name: plan.achievement_name },
        link: '/app/income/mine',
      })
}

/** Has what came of the contract and is not divided looked for, after this command (topic `income.due`). */
export async function lookAgain(tx: CommandTx, { contract_id: contractId }: PlanRow): Promise<void> {
  if (contractId !== null) await tx.emit('income.due', { contractId })
}
