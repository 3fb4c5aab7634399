import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { hasPerformed } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import type { OnPanel } from './on-panel.ts'
import * as store from './store.ts'

type Who = Pick<Actor, 'personId' | 'agentFor'>

/** Whether the actor is who did something, or one of the two stood in for the other (practice.md P6). */
export function isSame(
  actor: Who,
  did: { readonly person_id: string; readonly agent_for: string | null },
): boolean {
  const people = [did.person_id, did.agent_for]
  return [actor.personId, actor.agentFor].some((id) => id !== null && people.includes(id))
}

/** Whether the actor manages the project: fixed the criteria, or performed an action the panel is declared apart from. */
export async function isManager(
  tx: Tx,
  { panel, dossier, def }: Pick<OnPanel, 'panel' | 'dossier' | 'def'>,
  actor: Who,
): Promise<boolean> {
  const fixed = await store.criteriaOf(tx, panel.id)
  if (fixed.some((row) => isSame(actor, row))) return true
  return (await hasPerformed(tx, 'platform', dossier.id, def.apartFrom ?? [], actor)) !== undefined
}

/** The draw's operator is another person than the project's manager. */
export async function mustBeApart(tx: Tx, on: OnPanel, actor: Who): Promise<void> {
  if (await isManager(tx, on, actor))
    throw new Refusal(
      'forbidden',
      '抽取操作人与项目管理人应当是不同的人（代理人与被代理人视为同一人），请由其他同事冻结名单和抽取。',
    )
}

export function personOf(actor: Actor): string {
  if (actor.personId === null) throw new Refusal('forbidden', '请以个人身份登录后办理。')
  return actor.personId
}
