import { mustReach, type Actor } from '#platform/access/access.ts'
import { addDays, addMonths, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { insertDeadline } from '#platform/procedure/store.ts'
import { dayReminder, dayTerm } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Change, revocationForm } from '../forms.ts'
import { changeFaults, changeIsLate, reportDays, statusOn } from '../rules.ts'
import * as matters from '../store-matters.ts'
import * as store from '../store.ts'
import { bodyFault } from './body.ts'
import { assessmentBinding, changeBinding, openRevocation } from './effects.ts'
import { openMatterOf, tellBase } from './matter.ts'
import { revocationProcedure } from './procedure.ts'
import type { z } from 'zod'

/** Bases one turn of the day looks at; a city has dozens, and what is left comes the next day. */
const DAY_MAX = 200

/**
 * What a day brings: assessments open when the year's report is due, and organisations hear once that their renewal
 * window has opened.
 */
export async function dayOfBases(tx: CommandTx, actor: Actor, _input: unknown, now: Instant) {
  const assessed = await openAssessments(tx, actor, now)
  const reminded = await remindOfRenewal(tx)
  return { assessed, reminded }
}

async function openAssessments(tx: CommandTx, actor: Actor, now: Instant): Promise<number> {
  const { today, rules } = tx
  const { year, opens, by } = reportDays(
    today,
    rules.text('pilotbase.report.opens', today),
    rules.text('pilotbase.report.by', today),
  )
  if (today < opens || today > by) return 0
  const bases = await matters.basesToAssess(tx, year, today, DAY_MAX)
  for (const base of bases) {
    const title = `${base.name} ${year} 年度考核`
    const dossier = await openMatterOf(
      tx,
      assessmentBinding,
      { base, kind: 'assessment', year, form: {}, title },
      actor,
      now,
    )
    await insertDeadline(tx, 'pilot-bases', dayTerm(tx, dossier, 'missReport', by))
    const remindOn = addDays(by, -rules.number('pilotbase.remindLong.days', today))
    if (remindOn > today)
      await insertDeadline(
        tx,
        'pilot-bases',
        dayReminder(tx, dossier, remindOn, `《{title}》的材料请在 ${by} 前报送，逾期不报的将转入撤销。`),
      )
    await tellBase(tx, base, '《{title}》开始，请在 {by} 前报送考核材料。', { title, by }, dossier.id)
  }
  return bases.length
}

async function remindOfRenewal(tx: CommandTx): Promise<number> {
  const { today, rules } = tx
  const endingBy = addMonths(today, rules.number('pilotbase.renewal.months', today))
  const bases = await store.basesToRemind(tx, { today, endingBy }, DAY_MAX)
  for (const base of bases) {
    await store.updateBase(tx, base.id, { reminded_for: base.until_day })
    await tellBase(tx, base, '中试基地“{title}”的认定到 {until} 为止，现在可以申请续期。', {
      title: base.name,
      until: base.until_day,
    })
  }
  return bases.length
}

/** The base reports a change of name, site or body. A late report is taken and marked. */
export async function reportChange(tx: CommandTx, actor: Actor, input: Change, now: Instant) {
  const base = await ownBase(tx, actor, input.baseId)
  const [fault] = changeFaults(input, tx.today)
  if (fault) throw new Refusal('invalid', '{why}', { why: fault.message }, [fault])
  if (statusOn(base, tx.today) === 'revoked')
    throw new Refusal('conflict', '基地认定已被撤销，不用报告变更。')
  if (await matters.openMatter(tx, base.id, 'change'))
    throw new Refusal('conflict', '已有一份变更报告在办，请等它办结。')
  const body = input.newOrgId === undefined ? undefined : await bodyFault(tx, base, input.newOrgId, tx)
  if (body !== undefined)
    throw new Refusal('invalid', '{why}', { why: body }, [{ field: 'newOrgId', message: body }])
  await mustOwnFiles(tx, actor, input.fileIds ?? [])
  const late = changeIsLate(
    input.changedOn,
    tx.today,
    tx.rules.number('pilotbase.change.report.days', tx.today),
  )
  const dossier = await openMatterOf(
    tx,
    changeBinding,
    { base, kind: 'change', year: null, form: { ...input, late }, title: `${base.name} 变更报告` },
    actor,
    now,
  )
  if (dossier.unit_id !== null)
    for (const id of input.fileIds ?? []) await shareFile(tx, id, [dossier.unit_id], now)
  tx.about('pilot-base', base.id, { title: base.name })
  return { dossierId: dossier.id, late, location: `/app/dossiers/${dossier.id}` }
}

/** The bureau begins a revocation; what the law's two yearly grounds need comes from the assessment by itself. */
export async function beginRevocation(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof revocationForm>,
  now: Instant,
) {
  mustReach(actor, { unitId: await competentUnit(tx, revocationProcedure, dayOf(now)) })
  const base = await store.findBase(tx, { id: input.baseId })
  if (!base) throw new Refusal('absent', '没有找到这家中试基地。')
  if (base.status === 'revoked') throw new Refusal('conflict', '这家基地的认定已经撤销。')
  if (await matters.openMatter(tx, base.id, 'revocation'))
    throw new Refusal('conflict', '这家基地已有一件撤销在办。')
  const dossier = await openRevocation(tx, base, input, actor, now)
  tx.about('pilot-base', base.id, { title: base.name })
  return { dossierId: dossier.id, location: `/app/dossiers/${dossier.id}` }
}

async function ownBase(tx: CommandTx, actor: Actor, id: string): Promise<store.BaseRow> {
  const base = await store.findBase(tx, { id })
  mustReach(actor, { orgId: base?.org_id ?? null })
  if (!base) throw new Refusal('absent', '没有找到这家中试基地。')
  return base
}
