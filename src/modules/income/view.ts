import { z } from 'zod'
import { reachedByQuery, scopesOf, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { orgNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Badge } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { rulesOf } from './hands.ts'
import { dividedNow } from './payout/effects.ts'
import { payoutProcedure } from './payout/procedure.ts'
import { heldBecause, reliefOf } from './payout/rules.ts'
import { ownedDaysShown, undividedShown } from './payout/undivided.ts'
import { matterOf, OPEN_TO_WORDS, reachedPlan, type Matter } from './plan/commands.ts'
import { MODES, RULE_SOURCES } from './plan/forms.ts'
import { planProcedure } from './plan/procedure.ts'
import { clauseOf, FLOOR_RULES, floorOfPart, keyOf, planFaults } from './plan/rules.ts'
import { permissions, STATEMENTS } from './permissions.ts'
import * as store from './store.ts'

const planStates: Readonly<Record<string, { readonly title: string }>> = planProcedure.states
const payoutStates: Readonly<Record<string, { readonly title: string }>> = payoutProcedure.states
/** Plans on one page; a large university has some hundred a year. */
const PLANS_MAX = 200
const RELIEF_RULES = [
  'reward.cashRelief.months',
  'reward.cashRelief.includedBp',
  'notice.cashReward.workingDays',
]

export const listQuery = z.object({
  state: z.enum(Object.keys(planProcedure.states) as [string, ...string[]]).optional(),
  contractId: z.uuid().optional(),
})

const titleOf = (plan: store.PlanRow) => ({
  id: plan.id,
  publicId: plan.public_id,
  name: plan.achievement_name,
  mode: plan.mode,
  modeTitle: MODES[plan.mode],
  state: plan.state,
  stateTitle: planStates[plan.state]?.title ?? plan.state,
  madeAt: plan.made_at,
})

/** Plans of the actor's unit. */
export async function listPlans(tx: Tx, actor: Actor, { state, contractId }: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const all = actor.scopes.includes('any')
  const rows =
    !all && actor.orgId === null
      ? []
      : await store.plansOf(tx, {
          ...(!all && { orgId: actor.orgId ?? '' }),
          ...(state !== undefined && { states: [state] }),
          ...(contractId !== undefined && { contractId }),
          limit: PLANS_MAX,
        })
  return { items: rows.map(titleOf), total: rows.length, next: null }
}

/** The matter a plan would be about, before it is drafted. */
export async function showMatter(tx: Tx, actor: Actor, matter: Matter) {
  reachedByQuery(actor)
  if (actor.orgId === null) throw new Refusal('forbidden', '请以单位身份办理此事。')
  const { achievementName, mode } = await matterOf(tx, actor.orgId, matter)
  return { name: achievementName, mode, modeTitle: MODES[mode] }
}

/** One plan with what was said, what it divided, and what the viewer may do. */
export async function showPlan(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const plan = await reachedPlan(tx, actor, id)
  const { form } = await store.versionOf(tx, plan)
  const words = await store.wordsOf(tx, plan)
  const today = dayOf(now)
  const ruleset = await loadRuleset(tx)
  const rules = await rulesOf(tx, plan, form, ruleset, today)
  const names = await orgNames(tx, [plan.org_id])
  const may = (permission: keyof typeof permissions) => scopesOf(permissions, permission, actor).length > 0
  return {
    ...titleOf(plan),
    dossierId: plan.dossier_id,
    unit: names.get(plan.org_id) ?? '',
    contractId: plan.contract_id,
    dealId: plan.deal_id,
    achievementId: plan.achievement_id,
    version: plan.version,
    form,
    clause: clauseOf(plan.mode, form),
    ruleSource: RULE_SOURCES[form.ruleSource],
    floorBp: floorOfPart(rules),
    ownership: rules.ownership,
    faults: planFaults(form, rules),
    badges: ruleset.badges([FLOOR_RULES[plan.mode], 'reward.mainContributorsMinBp', ...RELIEF_RULES], today),
    members: form.members.map((member) => {
      const word = words.findLast((one) => one.member === keyOf(member))
      return {
        key: keyOf(member),
        name: member.name,
        post: member.post,
        main: member.main,
        weightBp: member.weightBp,
        hasAccount: member.personId !== undefined,
        word: word ? { kind: word.kind, reason: word.reason, at: word.at } : null,
      }
    }),
    may: {
      edit: plan.state === 'draft' && may('income.draft'),
      ownedDay: plan.state === 'inForce' && may('income.draft'),
      paper: OPEN_TO_WORDS.includes(plan.state) && may('income.draft'),
      settle: (plan.state === 'inForce' || plan.state === 'ended') && may('income.settle'),
      profit: plan.state === 'inForce' && plan.mode === 'SELF_IMPLEMENT' && may('income.enter'),
      statements: STATEMENTS.some((role) => actor.roles.includes(role)),
      equity: plan.state === 'inForce' && plan.mode === 'EQUITY' && may('income.enter'),
    },
    payouts: await payoutsShown(tx, actor, plan),
    undivided: await undividedShown(tx, plan),
    ownedDays: await ownedDaysShown(tx, plan),
  }
}

async function payoutsShown(tx: Tx, actor: Actor, plan: store.PlanRow) {
  const rows = await store.payoutsOf(tx, plan.id)
  return Promise.all(rows.toReversed().map((row) => payoutShown(tx, actor, plan, row)))
}

async function payoutShown(tx: Tx, actor: Actor, plan: store.PlanRow, payout: store.PayoutRow) {
  const { form } = await store.versionOf(tx, { id: plan.id, version: payout.version })
  const words = await store.wordsOf(tx, { id: plan.id, version: payout.version })
  const fixed = payout.pool_fen !== null
  const division = fixed ? undefined : await dividedNow(tx, { payout, form })
  const shares = fixed
    ? new Map((await store.sharesOf(tx, [payout.id])).map(({ member, fen }) => [member, fen]))
    : new Map(division?.shares.map(({ id, fen }) => [id, fen]))
  const payments = new Map((await store.paymentsOf(tx, [payout.id])).map((one) => [one.member, one]))
  const pays = payout.state === 'payable' && scopesOf(permissions, 'income.pay', actor).length > 0
  return {
    id: payout.id,
    dossierId: payout.dossier_id,
    source: payout.source,
    receivedOn: payout.received_on,
    grossFen: payout.gross_fen,
    unitBp: payout.unit_bp,
    partFen: payout.part_fen,
    costs: payout.costs,
    isFixed: fixed,
    netFen: payout.net_fen ?? division?.netFen ?? 0,
    poolFen: payout.pool_fen ?? division?.poolFen ?? 0,
    clause: payout.clause,
    state: payout.state,
    stateTitle: payoutStates[payout.state]?.title ?? payout.state,
    relief: await reliefShown(tx, plan, payout),
    shares: form.members.map((member) => {
      const key = keyOf(member)
      const paid = payments.get(key)
      const held = heldBecause(words.findLast((one) => one.member === key))
      const fen = shares.get(key) ?? 0
      return {
        key,
        name: member.name,
        fen,
        paid: paid ? { on: paid.paid_on, voucher: paid.voucher, account: paid.account } : null,
        held: paid || fen === 0 ? null : (held ?? null),
        mayPay: pays && !paid && fen > 0 && held === undefined,
      }
    }),
  }
}

async function reliefShown(tx: Tx, plan: store.PlanRow, payout: store.PayoutRow) {
  const ruleset = await loadRuleset(tx)
  const { received_on: receivedOn } = payout
  return reliefOf(
    { unitClass: plan.unit_class, mode: plan.mode, receivedOn },
    {
      months: ruleset.number('reward.cashRelief.months', receivedOn),
      includedBp: ruleset.number('reward.cashRelief.includedBp', receivedOn),
    },
  )
}

export interface OwnShare {
  readonly payoutId: string
  readonly receivedOn: string
  readonly partFen: number
  readonly netFen: number
  readonly poolFen: number
  readonly fen: number
  readonly clause: string
  readonly stateTitle: string
  readonly paid: { readonly on: string; readonly voucher: string; readonly account: string } | null
  readonly held: string | null
  readonly reliefSays: string | null
}

export interface OwnIncome {
  readonly plan: store.PlanRow
  readonly name: string
  readonly weightBp: number
  readonly teamRateBp: number
  readonly clause: string
  readonly word: store.WordRow | undefined
  readonly shares: readonly OwnShare[]
  readonly badges: readonly Badge[]
}

/** What one member gets of a plan, from the day a division is given notice of. */
export async function incomeOf(
  tx: Tx,
  plan: store.PlanRow,
  member: string,
  today: string,
): Promise<OwnIncome | undefined> {
  const { form } = await store.versionOf(tx, plan)
  const found = form.members.find((one) => keyOf(one) === member)
  if (!found) return undefined
  const word = (await store.wordsOf(tx, plan)).findLast((one) => one.member === member)
  const payouts = (await store.payoutsOf(tx, plan.id)).filter(
    ({ pool_fen, state }) => pool_fen !== null && state !== 'cancelled',
  )
  const ids = payouts.map(({ id }) => id)
  const fens = new Map(
    (await store.sharesOf(tx, ids))
      .filter((one) => one.member === member)
      .map((one) => [one.payout_id, one.fen]),
  )
  const payments = new Map(
    (await store.paymentsOf(tx, ids))
      .filter((one) => one.member === member)
      .map((one) => [one.payout_id, one]),
  )
  const shares = await Promise.all(
    payouts.map(async (payout): Promise<OwnShare> => {
      const paid = payments.get(payout.id)
      const fen = fens.get(payout.id) ?? 0
      return {
        payoutId: payout.id,
        receivedOn: payout.received_on,
        partFen: payout.part_fen,
        netFen: payout.net_fen ?? 0,
        poolFen: payout.pool_fen ?? 0,
        fen,
        clause: payout.clause,
        stateTitle: payoutStates[payout.state]?.title ?? payout.state,
        paid: paid ? { on: paid.paid_on, voucher: paid.voucher, account: paid.account } : null,
        held: paid || fen === 0 ? null : (heldBecause(word) ?? null),
        reliefSays: (await reliefShown(tx, plan, payout))?.says ?? null,
      }
    }),
  )
  const keys = [FLOOR_RULES[plan.mode], 'reward.mainContributorsMinBp', ...RELIEF_RULES]
  return {
    plan,
    name: found.name,
    weightBp: found.weightBp,
    teamRateBp: form.teamRateBp,
    clause: clauseOf(plan.mode, form),
    word,
    shares,
    badges: (await loadRuleset(tx)).badges(keys, today),
  }
}

/** What the signed-in person gets of all plans: nobody else's share is in it. */
export async function myIncome(tx: Tx, actor: Actor, _input: object, now: Instant) {
  reachedByQuery(actor)
  const { personId } = actor
  if (personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  const plans = await store.plansOfMember(tx, personId, PLANS_MAX)
  const names = await orgNames(
    tx,
    plans.map(({ org_id }) => org_id),
  )
  const items = await Promise.all(
    plans.map(async (plan) => {
      const own = await incomeOf(tx, plan, personId, dayOf(now))
      return {
        ...titleOf(plan),
        unit: names.get(plan.org_id) ?? '',
        weightBp: own?.weightBp ?? 0,
        teamRateBp: own?.teamRateBp ?? 0,
        clause: own?.clause ?? '',
        word: own?.word ? { kind: own.word.kind, reason: own.word.reason, at: own.word.at } : null,
        maySay: OPEN_TO_WORDS.includes(plan.state),
        member: personId,
        shares: own?.shares ?? [],
      }
    }),
  )
  return { items }
}
