import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { opinionUnits } from '#platform/procedure/competence.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { closeDeadlines, entriesOf, type DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { keepFinding, tellApplicant } from '../effects.ts'
import { countedOf } from '../facts.ts'
import type { Change, Draft, Upheld } from '../forms.ts'
import { cancellationLetters, changeLetters, objectionLetters } from '../letters.ts'
import { registrationProcedure } from '../procedure.ts'
import { findMatter, updateMatter, type MatterRow } from '../store-matters.ts'
import * as store from '../store.ts'
import { cancellationProcedure, changeProcedure, objectionProcedure, type MatterFacts } from './procedure.ts'

type EffectsOf<P> = Partial<Record<ActionsOf<P>, Effect>>
/** Step of the pack's rows that name whom a change or cancellation is told once benefits were used. */
const BENEFITS_STEP = 'benefits'

async function matterOf(tx: Tx, dossier: DossierRow) {
  const matter = await findMatter(tx, dossier.id)
  const row = matter && (await store.findRegistration(tx, { id: matter.registration_id }))
  if (!matter || !row) throw new Error(`dossier ${dossier.id} belongs to no matter of a registration`)
  return { matter, row }
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<MatterFacts> {
  const { matter, row } = await matterOf(tx, dossier)
  const entries = await entriesOf(tx, 'registrations', row.dossier_id)
  const office = entries.filter(({ action }) =>
    ['accept', 'askCorrection', 'register', 'registerReviewed'].includes(action),
  )
  return {
    over: row.standing === 'cancelled' ? '登记已经注销，这件事不再办理。' : undefined,
    decidedBy: office.flatMap(({ person_id: id }) => id ?? []),
    askedBy: matter.org_id,
  }
}

/** The form with what changed: amounts go together, so that they add up again. */
async function rewrite(tx: CommandTx, row: store.RegistrationRow, to: Partial<Draft>): Promise<void> {
  const form = withAmounts({ ...row.form, ...to })
  if ((form.techFen ?? 0) > (form.totalFen ?? 0))
    throw new Refusal('invalid', '更正后的技术交易额大于成交额，请核对；两项都变的都要填。')
  await store.updateRegistration(tx, row.id, {
    form,
    title: form.contractName,
    ...countedOf(form, tx.rules, tx.today),
    standing: 'changed',
  })
}

/** What of the total is no price of technology after a change stands in one line. */
function withAmounts(form: Draft): Draft {
  const { totalFen = 0, techFen = 0 } = form
  const listed = (form.nonTech ?? []).reduce((sum, one) => sum + (one.fen ?? 0), 0)
  if (totalFen - techFen === listed) return form
  const rest = totalFen - techFen
  return {
    ...form,
    nonTech: rest > 0 ? [{ kind: '其他非技术费用', fen: rest, note: '变更后的差额' }] : [],
  }
}

/** A registration that counts no more reminds of nothing. */
async function cancel(tx: CommandTx, row: store.RegistrationRow, now: Instant): Promise<void> {
  await store.updateRegistration(tx, row.id, { standing: 'cancelled' })
  await closeDeadlines(tx, 'registrations', row.dossier_id, now)
}

/** 享受优惠后变更、注销的，告知税务、财政 (征求意见稿): the units the pack names. */
async function tellBenefits(
  tx: CommandTx,
  { matter, row }: { readonly matter: MatterRow; readonly row: store.RegistrationRow },
  what: string,
): Promise<void> {
  if (matter.form['benefitsUsed'] !== true) return
  for (const { orgId } of await opinionUnits(tx, registrationProcedure, tx.today, BENEFITS_STEP))
    await tx.emit('message.org', {
      orgId,
      template: '技术合同《{title}》（{number}）的登记已{what}，申请单位此前已据此享受优惠，请核查。',
      params: { title: row.title, number: row.number ?? '', what },
      link: '/app/messages',
    })
}

const changeEffects: EffectsOf<typeof changeProcedure> = {
  record: async (tx, dossier, _input, actor, now) => {
    const found = await matterOf(tx, dossier)
    const { newName, newTotalFen, newTechFen, newUntilDay } = found.matter.form as unknown as Change
    await rewrite(tx, found.row, {
      ...(newName !== undefined && { contractName: newName }),
      ...(newTotalFen !== undefined && { totalFen: newTotalFen }),
      ...(newTechFen !== undefined && { techFen: newTechFen }),
      ...(newUntilDay !== undefined && { untilDay: newUntilDay }),
    })
    await keepFinding(tx, found.row, 'changed', before(found.row, found.matter), actor, now)
    await tellBenefits(tx, found, '变更')
    await tellApplicant(tx, found.row, '《{title}》的登记已经变更。', {})
  },
  refuse: told('《{title}》的登记不予变更：{reason}'),
}

const cancellationEffects: EffectsOf<typeof cancellationProcedure> = {
  cancel: async (tx, dossier, input: { readonly reason: string }, actor, now) => {
    const found = await matterOf(tx, dossier)
    await cancel(tx, found.row, now)
    await keepFinding(tx, found.row, 'cancelled', { reason: input.reason }, actor, now)
    await tellBenefits(tx, found, '注销')
    await tellApplicant(tx, found.row, '《{title}》的登记已经注销：{reason}', { reason: input.reason })
  },
  refuse: told('《{title}》的登记不予注销：{reason}'),
}

const objectionEffects: EffectsOf<typeof objectionProcedure> = {
  uphold: async (tx, dossier, input: Upheld, actor, now) => {
    const found = await matterOf(tx, dossier)
    const { outcome, reason, ...corrected } = input
    if (outcome === 'cancel') await cancel(tx, found.row, now)
    else {
      const given = Object.entries(corrected).filter(([, value]) => value !== undefined)
      if (given.length === 0) throw new Refusal('invalid', '更正登记的，请填更正后的类别或金额。')
      await rewrite(tx, found.row, Object.fromEntries(given))
    }
    const content = { outcome: outcome === 'cancel' ? '注销登记' : '更正登记', reason }
    await keepFinding(tx, found.row, 'objection', content, actor, now)
    await tellBenefits(tx, found, outcome === 'cancel' ? '注销' : '变更')
    for (const orgId of new Set([found.row.org_id, found.matter.org_id]))
      await tellApplicant(tx, { ...found.row, org_id: orgId }, '对《{title}》登记的异议成立：{reason}', {
        reason,
      })
  },
  reject: told('对《{title}》登记的异议不成立：{reason}'),
}

/** What stood before, so that the record of a change says both. */
function before(row: store.RegistrationRow, { form }: MatterRow): Readonly<Record<string, unknown>> {
  return {
    account: form['account'],
    before: { contractName: row.title, totalFen: row.total_fen, techFen: row.tech_fen },
  }
}

/** Whoever asked is told of the answer. */
function told(template: string): Effect {
  return async (tx, dossier, input: { readonly reason: string }) => {
    const { matter, row } = await matterOf(tx, dossier)
    await tellApplicant(tx, { ...row, org_id: matter.org_id }, template, { reason: input.reason })
  }
}

function bindingFor(
  procedure: Binding['procedure'],
  effects: Readonly<Record<string, Effect>>,
  letters: NonNullable<Binding['letters']>,
): Binding {
  return {
    procedure,
    letters,
    facts: (tx, dossier) => factsOf(tx, dossier),
    effects,
    entered: async (tx, dossier, now) => {
      const matter = await findMatter(tx, dossier.id)
      if (!matter) return
      const closed = dossier.closed_at === null ? {} : { closed_on: dayOf(now) }
      await updateMatter(tx, matter.id, { state: dossier.state, ...closed })
    },
  }
}

export const changeBinding = bindingFor(changeProcedure, changeEffects, changeLetters)
export const cancellationBinding = bindingFor(cancellationProcedure, cancellationEffects, cancellationLetters)
export const objectionBinding = bindingFor(objectionProcedure, objectionEffects, objectionLetters)
