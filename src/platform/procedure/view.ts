import type { Actor } from '../access/access.ts'
import { workingDaysLeft, type Calendar } from '../calendar/calendar.ts'
import type { Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { formSchema } from '../forms/form.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { Refusal } from '../refusal.ts'
import { veilsOf } from '../veil/veil.ts'
import { RESTART } from './revisit.ts'
import { overallOf, type OverallView } from './overall.ts'
import { bindingOf, isHeldBy, isOffered, maySee, refusalOf, type Binding } from './perform.ts'
import { inputOf, leaves, partsOf, permissionOf, silenceBasis, type Procedure } from './procedure.ts'
import {
  deadlinesOf,
  entriesOf,
  findDossier,
  followedAndFollowing,
  type DeadlineRow,
  type DossierEntryRow,
  type DossierRow,
} from './store.ts'

/** One thing the viewer may do next; drawn as a button, enabled or with the reason it is not. */
export interface NextAction {
  readonly name: string
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
  readonly confirm?: string
  readonly form: Record<string, unknown>
}

/** What this actor may do on the dossier now: the same answer draws buttons and guards the server. */
export async function nextActions(
  tx: Tx,
  binding: Binding,
  dossier: DossierRow,
  actor: Actor,
): Promise<NextAction[]> {
  const { procedure } = binding
  // The same for every button: read once, however many guards ask.
  let facts: Promise<unknown> | undefined
  const asked: Binding = { ...binding, facts: (inTx, of) => (facts ??= binding.facts(inTx, of)) }
  const next: NextAction[] = []
  for (const [name, action] of Object.entries(procedure.actions)) {
    if (partsOf(action).length === 0 || !leaves(action, dossier.state)) continue
    if (!isHeldBy(procedure, action, dossier, actor)) continue
    if (actor.only !== undefined && !actor.only.includes(permissionOf(procedure, name))) continue
    if (!(await isOffered(tx, asked, dossier, action, actor))) continue
    const refusal = await refusalOf(tx, asked, dossier, action, actor, undefined)
    next.push({
      name,
      title: action.title,
      allowed: refusal === undefined,
      ...(refusal && { reason: refusal.message }),
      ...(action.confirm !== undefined && { confirm: action.confirm }),
      form: formSchema(inputOf(action)),
    })
  }
  return next
}

export interface DossierView {
  readonly dossier: DossierRow
  readonly procedure: { id: string; title: string; version: number; basis: readonly string[] }
  readonly stateTitle: string
  readonly states: readonly {
    name: string
    title: string
    end: string | null
    notice: boolean
    panel: boolean
  }[]
  readonly entries: readonly {
    action: string
    actionTitle: string
    /** By which basis silence stood for a word here (P31). */
    silenceBasis: string | null
    fromTitle: string
    toTitle: string
    personId: string | null
    orgId: string | null
    actorKind: string
    at: string
    input: unknown
    /** For whom a deputy or secretary acted; null when in own name. */
    agentFor: string | null
    /** What stands for an organisation the viewer must not recognise. */
    veiled: string | null
  }[]
  readonly next: readonly NextAction[]
  readonly deadlines: readonly {
    kind: string
    nominalOn: string
    dueOn: string | null
    provisional: boolean
    workingDaysLeft: number | null
  }[]
  readonly overall: OverallView | null
  /** The dossier it follows, and those that follow it, as far as the viewer may see them. */
  readonly chain: readonly Chained[]
}

/** Another dossier about the same matter. */
interface Chained {
  readonly id: string
  readonly procedureTitle: string
  readonly title: string
  readonly stateTitle: string
  readonly relation: 'followed' | 'follows'
}

/** The dossier as the viewer may see it; refused as absent when the viewer has no part in it. */
export async function viewDossier(
  tx: Tx,
  bindings: readonly Binding[],
  dossierId: string,
  actor: Actor,
  calendar: Calendar,
  today: Day,
): Promise<DossierView> {
  const dossier = await findDossier(tx, 'platform', dossierId)
  const newest = dossier && bindings.find((b) => b.procedure.id === dossier.procedure)
  const binding = newest && bindingOf(newest, dossier)
  if (!dossier || !binding || !maySee(binding.procedure, dossier, actor)) {
    throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
  }
  const { procedure } = binding
  const title = (state: string) => procedure.states[state]?.title ?? ''
  const entries = await entriesOf(tx, 'platform', dossierId)
  const deadlines = nearest(await deadlinesOf(tx, 'platform', [dossierId]))
  const veils = await veilsOf(tx, actor, [dossier.subject_id])
  const veilOver = (orgId: string | null) => veils.nameFor(dossier.subject_id, orgId)
  return {
    dossier: withoutVeiled(dossier, entries[0]?.org_id ?? null, veilOver),
    procedure: {
      id: procedure.id,
      title: procedure.title,
      version: procedure.version,
      basis: procedure.basis,
    },
    stateTitle: title(dossier.state),
    states: statesOf(procedure),
    entries: entries.map((entry) => ({
      ...whoOf(entry, veilOver(entry.org_id)),
      action: entry.action,
      actionTitle: ENGINE_ACTS[entry.action] ?? procedure.actions[entry.action]?.title ?? entry.action,
      silenceBasis: silenceBasis(procedure, entry) ?? null,
      fromTitle: title(entry.from_state),
      toTitle: title(entry.to_state),
      actorKind: entry.actor_kind,
      at: entry.at,
      input: entry.input,
    })),
    next: await nextActions(tx, binding, dossier, actor),
    deadlines: deadlines.map((row) => termView(row, calendar, today)),
    overall:
      overallOf(procedure, entries, dossier.closed_at, {
        rules: await loadRuleset(tx),
        calendar,
        today,
      }) ?? null,
    chain: await chainOf(tx, bindings, dossier, actor),
  }
}

function termView(row: DeadlineRow, calendar: Calendar, today: Day): DossierView['deadlines'][number] {
  return {
    kind: row.kind,
    nominalOn: row.nominal_on,
    dueOn: row.due_on,
    provisional: row.provisional,
    workingDaysLeft: row.due_on === null ? null : (workingDaysLeft(calendar, today, row.due_on) ?? null),
  }
}

function statesOf(procedure: Procedure): DossierView['states'] {
  return Object.entries(procedure.states).map(([name, s]) => ({
    name,
    title: s.title,
    end: s.end ?? null,
    notice: s.notice !== undefined,
    panel: s.panel !== undefined,
  }))
}

async function chainOf(
  tx: Tx,
  bindings: readonly Binding[],
  dossier: DossierRow,
  actor: Actor,
): Promise<Chained[]> {
  const rows = await followedAndFollowing(tx, dossier)
  return rows.flatMap((row) => {
    const newest = bindings.find((b) => b.procedure.id === row.procedure)
    if (!newest) return []
    const { procedure } = bindingOf(newest, row)
    if (!maySee(procedure, row, actor)) return []
    return [
      {
        id: row.id,
        procedureTitle: procedure.title,
        title: row.title,
        stateTitle: procedure.states[row.state]?.title ?? '',
        relation: row.id === dossier.follows ? ('followed' as const) : ('follows' as const),
      },
    ]
  })
}
/** What happens to a dossier by no action of its procedure. */
export const ENGINE_ACTS: Readonly<Record<string, string>> = { open: '建立办件', [RESTART]: '重新公示' }

/** The running terms in the order they end; of those that end in the same act only the first says anything. */
function nearest(deadlines: readonly DeadlineRow[]): DeadlineRow[] {
  const terms = deadlines
    .filter(({ kind }) => kind === 'term')
    .sort((a, b) => (a.nominal_on < b.nominal_on ? -1 : 1))
  return terms.filter((term, at) => terms.findIndex(({ performs }) => performs === term.performs) === at)
}

function whoOf(entry: DossierEntryRow, veiled: string | undefined) {
  const isHidden = veiled !== undefined
  return {
    personId: isHidden ? null : entry.person_id,
    orgId: isHidden ? null : entry.org_id,
    agentFor: isHidden ? null : entry.agent_for,
    veiled: veiled ?? null,
  }
}

/**
 * The dossier without its parties where this viewer must not recognise one (that the rest are one fewer would tell of a
 * party that stands on both sides), and without the person of one who opened it.
 */
function withoutVeiled(
  dossier: DossierRow,
  openedByOrgId: string | null,
  veilOver: (orgId: string | null) => string | undefined,
): DossierRow {
  return {
    ...dossier,
    party_org_ids: dossier.party_org_ids.some((id) => veilOver(id) !== undefined)
      ? []
      : dossier.party_org_ids,
    opened_by: veilOver(openedByOrgId) === undefined ? dossier.opened_by : null,
  }
}
