import { z } from 'zod'
import { reachedByQuery, type Actor } from '../access/access.ts'
import { routesOf, type ReadRoute } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { formSchema } from '../forms/form.ts'
import { bindingOf, isOffered, maySee, refusalOf, type Binding } from '../procedure/perform.ts'
import { inputOf, partsOf } from '../procedure/procedure.ts'
import { findDossier, type DossierRow } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'

/** As many as a page of the work list: a person looks at each line before agreeing. */
const CHOSEN_MAX = 200

/** What one act would do to each of a chosen set. */
export interface Preview {
  readonly action: string
  readonly title: string
  readonly confirm: string | null
  /** Asked once for all. */
  readonly form: Record<string, unknown>
  readonly items: readonly {
    readonly dossierId: string
    /** Sent with the act, so that what moved in between is refused and not done twice. */
    readonly visit: number
    readonly title: string
    readonly from: string
    readonly to: string
    readonly allowed: boolean
    readonly reason: string | null
  }[]
}

/**
 * The chosen set, shown before anything happens to it: what the act would do to each and why some are refused. Nothing
 * is written; each is then sent as a command of its own, with its own key, and may still be refused by itself.
 */
export function previewRoute(bindings: readonly Binding[]): ReadRoute {
  return routesOf('platform').read({
    method: 'POST',
    path: '/work/preview',
    permission: 'work.list',
    journal: 'work.preview',
    title: '批量办理前的预览',
    input: z.object({
      procedure: z.string().max(60),
      action: z.string().max(60),
      dossierIds: z.array(z.uuid()).min(1).max(CHOSEN_MAX),
    }),
    verb: async (tx, actor, { procedure, action, dossierIds }): Promise<Preview> => {
      reachedByQuery(actor)
      const binding = bindings.find((one) => one.procedure.id === procedure)
      const act = binding?.procedure.actions[action]
      if (!binding || !act || partsOf(act).length === 0)
        throw new Refusal('invalid', '没有这项操作，请刷新后重新选择。')
      const items: Preview['items'][number][] = []
      for (const id of new Set(dossierIds)) items.push(await lookAt(tx, binding, action, id, actor))
      return {
        action,
        title: act.title,
        confirm: act.confirm ?? null,
        form: formSchema(inputOf(act)),
        items,
      }
    },
  })
}

async function lookAt(
  tx: Tx,
  newest: Binding,
  name: string,
  dossierId: string,
  actor: Actor,
): Promise<Preview['items'][number]> {
  const dossier = await findDossier(tx, 'platform', dossierId)
  if (!dossier || dossier.procedure !== newest.procedure.id || !maySee(newest.procedure, dossier, actor)) {
    const reason = '没有找到这个办件，或您无权查看。'
    return { dossierId, visit: 0, title: '', from: '', to: '', allowed: false, reason }
  }
  const binding = bindingOf(newest, dossier)
  const { procedure } = binding
  const action = procedure.actions[name]
  const title = (state: string) => procedure.states[state]?.title ?? state
  const refusal = await why(tx, newest, binding, dossier, name, actor)
  return {
    dossierId,
    visit: dossier.visit,
    title: dossier.title,
    from: title(dossier.state),
    to: action ? title(action.to) : '',
    allowed: refusal === undefined,
    reason: refusal?.message ?? null,
  }
}

async function why(
  tx: Tx,
  newest: Binding,
  binding: Binding,
  dossier: DossierRow,
  name: string,
  actor: Actor,
): Promise<Refusal | undefined> {
  const action = binding.procedure.actions[name]
  const asked = newest.procedure.actions[name]
  if (!action || !asked) return new Refusal('conflict', '这个办件按原来的程序办理，没有此项操作。')
  if (inputOf(action) !== inputOf(asked) && binding !== newest)
    return new Refusal('conflict', '这个办件按原来的程序办理，要填的内容不同，请单独办理。')
  const refusal = await refusalOf(tx, binding, dossier, action, actor, undefined)
  if (refusal) return refusal
  return (await isOffered(tx, binding, dossier, action, actor))
    ? undefined
    : new Refusal('conflict', '此件现在不能{action}。', { action: action.title })
}
