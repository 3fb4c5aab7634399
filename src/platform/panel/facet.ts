import { v7 } from 'uuid'
import type { CommandTx, Instant } from '../command/command.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { isOfCast } from '../identity/cast.ts'
import type { Facet } from '../procedure/facet.ts'
import { note, panelDefOf } from './on-panel.ts'
import { seatsOf, standingOf } from './rules.ts'
import * as store from './store.ts'
import { seatsOfPanel, type SeatState } from './store-seats.ts'

const HANDED_IN = new Set<SeatState>(['submitted', 'confirmed', 'paid', 'evaluated'])

/** Panels of experts 专家组: begun when a dossier enters a state that declares one, closed when it leaves. */
export const panelFacet: Facet = {
  name: 'panel',
  standing: async (tx, binding, dossier) => {
    if (!panelDefOf(binding, dossier.state)) return {}
    const panel = await store.panelOf(tx, dossier)
    if (!panel) return { panel: standingOf(0, 0, null) }
    const [fixed] = await store.criteriaOf(tx, panel.id)
    const seats = await seatsOfPanel(tx, panel.id)
    const ballots = seats.filter(({ state }) => HANDED_IN.has(state)).length
    return { panel: standingOf(fixed ? seatsOf(fixed.criteria.rows) : 0, ballots, panel.result) }
  },
  entered: async (tx, binding, dossier, _actor, now) => {
    if (!panelDefOf(binding, dossier.state)) return
    await beginPanel(tx, dossier, now)
  },
  left: async (tx, binding, dossier, action, now) => {
    if (!panelDefOf(binding, dossier.state)) return
    const panel = await store.panelOf(tx, dossier)
    if (!panel || panel.state === 'closed') return
    await store.changePanel(tx, panel.id, { state: 'closed' })
    await note(tx, panel.id, `办件离开评审：${action.title}`, now)
  },
}

async function beginPanel(
  tx: CommandTx,
  dossier: Parameters<NonNullable<Facet['entered']>>[2],
  now: Instant,
): Promise<void> {
  const id = v7()
  await store.insertPanel(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    visit: dossier.visit,
    procedure: dossier.procedure,
    title: dossier.title,
    unit_id: dossier.unit_id,
    state: 'criteria',
    opened_at: null,
    chair_seat: null,
    opinion: null,
    opinion_no: 0,
    result: null,
    sample: await isOfCast(tx, dossier.org_id, dossier.opened_by ?? dossier.org_id),
    at: now,
  })
  await note(tx, id, '进入专家评审', now)
}
