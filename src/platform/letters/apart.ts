import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { hasActedForApplicant } from '../procedure/separation.ts'
import { findDossier } from '../procedure/store.ts'
import { apartFault, steps, type Step } from './life.ts'
import { doneOf, type LetterRow } from './store.ts'

/**
 * Why this person may not do the step; undefined when they may: a step it must be apart from, or, where the letter is
 * looked through or signed, the case that they entered for the applicant at the counter (practice.md P9, P10).
 */
export async function stepFault(
  tx: Tx,
  actor: Actor,
  letter: LetterRow,
  step: Step,
): Promise<string | undefined> {
  const fault = apartFault(step, actor, await doneOf(tx, letter.id))
  if (fault !== undefined || steps[step].apartFrom.length === 0) return fault
  const dossier = await findDossier(tx, 'platform', letter.dossier_id)
  if (!dossier || !(await hasActedForApplicant(tx, 'platform', dossier, actor))) return undefined
  return `您曾代申请单位办理这件事，${steps[step].title}应由其他同事办理。`
}
