import { v7 } from 'uuid'
import { mustReach, type Actor } from '../access/access.ts'
import { addMonths, workingDaysLeft, type Calendar, type Day } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { orgNames, personNames } from '../identity/names.ts'
import type { PanelDef } from '../procedure/facet.ts'
import { bindingOf, type Binding } from '../procedure/perform.ts'
import { entriesOf, findDossier, lockDossier, type DossierRow } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import type { PanelMatter, PoolPort, PoolQuestion } from './pool.ts'
import * as store from './store.ts'
import { servedOn, type SeatRecord, type SeatState } from './store-seats.ts'
import { actedFor, competingDossiers, dealingsOf, type DealingKind } from './store-matter.ts'

/** What the commands of panels work with. */
export interface PanelParts {
  readonly bindings: readonly Binding[]
  readonly pool: PoolPort
}

/** A panel with its dossier, locked, in the state that declares it. */
export interface OnPanel {
  readonly panel: store.PanelRow
  readonly dossier: DossierRow
  readonly binding: Binding
  readonly def: PanelDef
}

export const absent = () => new Refusal('absent', '没有找到这个专家组，或您无权查看。')

export async function onPanel(tx: CommandTx, parts: PanelParts, id: string): Promise<OnPanel> {
  const panel = await store.lockPanel(tx, id)
  const newest = panel && parts.bindings.find(({ procedure }) => procedure.id === panel.procedure)
  if (!panel || !newest) throw absent()
  const dossier = await lockDossier(tx, newest.procedure.module, panel.dossier_id)
  if (!dossier) throw absent()
  const binding = bindingOf(newest, dossier)
  const def = panelDefOf(binding, dossier.state)
  if (!def || dossier.visit !== panel.visit || panel.state === 'closed')
    throw new Refusal('conflict', '办件已离开这次专家评审；发现问题请按复核程序办理。')
  tx.about('panel', panel.id, { title: panel.title })
  return { panel, dossier, binding, def }
}

/** The same for a member of the unit that runs the panel. */
export async function ofUnit(tx: CommandTx, parts: PanelParts, actor: Actor, id: string): Promise<OnPanel> {
  const found = await store.findPanel(tx, id)
  mustReach(actor, { unitId: found?.unit_id ?? null })
  return onPanel(tx, parts, id)
}

export function panelDefOf(binding: Binding, state: string): PanelDef | undefined {
  return binding.procedure.states[state]?.panel
}

/** Seats that are somebody's: asked or further, and not gone. */
const HELD = new Set<SeatState>([
  'invited',
  'accepted',
  'committed',
  'reviewing',
  'submitted',
  'confirmed',
  'paid',
  'evaluated',
])
/** Seats of people who judge. */
const SERVING = new Set<SeatState>(['reviewing', 'submitted', 'confirmed', 'paid', 'evaluated'])

export function isHeld(seat: { readonly state: SeatState }): boolean {
  return HELD.has(seat.state)
}

export function isServing(seat: { readonly state: SeatState }): boolean {
  return SERVING.has(seat.state)
}

/** What an expert is called before names may be told. */
export function pseudonym(leaf: string): string {
  return `专家 ${leaf.slice(0, 8)}`
}

/** Notes what happened, without names. */
export async function note(
  tx: CommandTx,
  panelId: string,
  words: string,
  now: Instant,
  of?: { readonly draw_id: string; readonly leaf: string },
): Promise<void> {
  await store.insertEvent(tx, {
    id: v7(),
    panel_id: panelId,
    draw_id: of?.draw_id ?? null,
    leaf: of?.leaf ?? null,
    words,
    at: now,
    journal_id: tx.journalId,
  })
}

/** Working days from a day to the meeting, or the refusal that says the calendar is missing (P1). */
export function workingDaysTo(calendar: Calendar, from: Day, meetingOn: Day): number {
  const left = workingDaysLeft(calendar, from, meetingOn)
  if (left === undefined)
    throw new Refusal(
      'conflict',
      '工作日历还没有装入 {year} 年，无法核对抽取与会议的间隔，请联系平台管理员。',
      {
        year: meetingOn.slice(0, 4),
      },
    )
  return left
}

/** Everything the pool must know to compute conflicts. */
export async function questionOf(tx: CommandTx, parts: PanelParts, on: OnPanel): Promise<PoolQuestion> {
  const { dossier, binding, panel } = on
  const follows = dossier.follows === null ? undefined : await findDossier(tx, 'platform', dossier.follows)
  const exclusions = await store.exclusionsOf(tx, panel.id)
  const matter = await matterOf(tx, binding, [dossier])
  const since = addMonths(tx.today, -12 * tx.rules.number('experts.recusalYears', tx.today))
  return {
    today: tx.today,
    matter,
    competing: await matterOf(tx, binding, await competingDossiers(tx, dossier, binding.procedure.start)),
    dealings: await dealingsOf(tx, dealingKinds(parts), matter.orgs, since),
    decidedBy: follows ? await decidersOf(tx, follows) : new Set(),
    excluded: exclusions.map(({ name, unit }) => ({ name, unit })),
  }
}

/** Dealings that are under way or came to what both wanted; one that failed ties nobody. */
function dealingKinds({ bindings }: PanelParts): DealingKind[] {
  return bindings
    .filter(({ procedure }) => procedure.dealing === true)
    .map(({ procedure }) => ({
      procedure: procedure.id,
      states: Object.entries(procedure.states).flatMap(([name, { end }]) =>
        end === undefined || end === 'granted' ? [name] : [],
      ),
    }))
}

/** What the modules tell of these dossiers, with their organisations, who opened them, and who acted on them for these. */
async function matterOf(tx: Tx, binding: Binding, dossiers: readonly DossierRow[]): Promise<PanelMatter> {
  const given: PanelMatter[] = []
  for (const dossier of dossiers) {
    const told = await binding.panel?.matter?.(tx, dossier)
    if (told) given.push(told)
  }
  const names = await orgNames(
    tx,
    dossiers.flatMap(({ org_id, party_org_ids }) => [org_id, ...party_org_ids]),
  )
  const people = await personNames(
    tx,
    await actedFor(
      tx,
      dossiers.map(({ id }) => id),
    ),
  )
  const named = (all: ReadonlyMap<string, string>) => [...all].map(([id, name]) => ({ id, name }))
  return {
    orgs: [...named(names), ...given.flatMap(({ orgs }) => orgs)],
    people: [...named(people), ...given.flatMap((one) => one.people)],
  }
}

/** Who acted on the decision under review, and who judged it. */
async function decidersOf(tx: Tx, follows: DossierRow): Promise<ReadonlySet<string>> {
  const entries = await entriesOf(tx, 'platform', follows.id)
  const served = await servedOn(tx, [follows.id])
  return new Set([...entries.flatMap(({ person_id }) => person_id ?? []), ...served])
}

/** A seat's row as an event or an audit names it. */
export function seatRef(seat: SeatRecord): { draw_id: string; leaf: string } {
  return { draw_id: seat.draw_id, leaf: seat.leaf }
}
