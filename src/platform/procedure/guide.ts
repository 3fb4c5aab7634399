import type { z } from 'zod'
import { roleTitles } from '../access/access.ts'
import { stateOn, type Basis, type BasisState } from '../basis/rules.ts'
import type { Day } from '../calendar/calendar.ts'
import { formSchema } from '../forms/form.ts'
import type { LetterMaker } from '../letters/letter.ts'
import { badgeOf, type Badge, type Ruleset } from '../ruleset/ruleset.ts'
import type { Seat } from './competence.ts'
import { inputOf, leaves, partsOf, startsOf, type Procedure, type Term } from './procedure.ts'
import { ruleOn } from './terms.ts'

/** A number of a rule as a guide says it, with the badge while nobody has confirmed the rule. */
export interface GuideTerm {
  readonly n: number
  readonly unit: Term['unit']
  readonly badge: Badge | null
}

/** Something that is filled in or attached. */
interface GuideField {
  readonly title: string
  readonly isFile: boolean
  readonly isRequired: boolean
}

/** Units competent for a step; more than one where the region of the applicant decides. */
interface GuideUnits {
  readonly names: readonly string[]
  readonly byRegion: boolean
}

interface GuideStep {
  readonly title: string
  /** Who acts, with the unit where it is a competent one, and what they may do. */
  readonly acts: readonly {
    readonly by: string
    readonly units: GuideUnits | null
    readonly actions: readonly string[]
  }[]
  readonly term: GuideTerm | null
  /** What happens by itself when the term is over. */
  readonly performs: string | null
  /** Its days do not count in the term of the whole. */
  readonly stops: boolean
  readonly notice: string | null
  readonly panel: string | null
  /** Units asked for an opinion, in the plan's order. */
  readonly opinions: readonly string[]
  /** What silence rests on where it stands for a word. */
  readonly silence: string | null
}

export interface GuideHead {
  readonly id: string
  readonly title: string
  /** The unit that takes it in; null where nobody but the parties acts. */
  readonly units: GuideUnits | null
  readonly overall: GuideTerm | null
}

/** A citizen's guide 办事指南: everything in it is derived from the procedure, the rules and the competence rows. */
export interface Guide extends GuideHead {
  readonly basis: readonly string[]
  /** Laws and policies it rests on, with whether they hold today (practice.md P3). */
  readonly restsOn: readonly { readonly title: string; readonly number: string; readonly state: BasisState }[]
  readonly who: readonly { readonly title: string; readonly roles: readonly string[] }[]
  readonly fields: readonly GuideField[]
  readonly steps: readonly GuideStep[]
  readonly results: readonly string[]
  /** Documents that are given out. */
  readonly letters: readonly string[]
  /** What one may do against a decision, with whom and within how long (practice.md P9). */
  readonly remedies: readonly { readonly title: string; readonly body: string; readonly term: GuideTerm }[]
  /** Within how long an objection to a notice is answered. */
  readonly objections: GuideTerm | null
  readonly fee: { readonly text: string; readonly badge: Badge | null }
}

export interface GuideLaw {
  readonly rules: Ruleset
  readonly today: Day
  /** Competence rows of the procedure in force today. */
  readonly seats: readonly Seat[]
}

/** What a list of guides says of one. */
export function guideHead(procedure: Procedure, law: GuideLaw): GuideHead {
  const { id, title, overall, start } = procedure
  const isOfUnit = Object.values(procedure.parts).some(({ within }) => within === 'unit')
  return {
    id,
    title,
    units: isOfUnit ? unitsFor(law.seats, procedure.states[start]?.step) : null,
    overall: overall ? termOf(overall.term, law) : null,
  }
}

/** What of a matter stands beside its procedure. */
export interface GuideMatter {
  /** Filled in to begin; undefined where the matter begins from another one and nothing is filled in. */
  readonly form: z.ZodObject | undefined
  readonly letters: Readonly<Record<string, LetterMaker>>
  /** What is recorded of the laws and policies it rests on. */
  readonly bases: readonly Basis[]
}

export function guideOf(procedure: Procedure, { form, letters, bases }: GuideMatter, law: GuideLaw): Guide {
  const states = Object.entries(procedure.states)
  const notice = states.find(([, state]) => state.notice)?.[1].notice
  const fee = law.rules.row('guide.fee', law.today)
  return {
    ...guideHead(procedure, law),
    basis: procedure.basis,
    restsOn: bases.map((basis) => ({
      title: basis.title,
      number: basis.number,
      state: stateOn(basis, law.today),
    })),
    who: Object.values(procedure.parts)
      .filter(({ within }) => within !== 'unit')
      .map(({ title, hold }) => ({ title, roles: hold.map((role) => roleTitles[role]) })),
    fields: fieldsOf(procedure, form),
    steps: states.flatMap(([name, state]) =>
      state.end || state.rests ? [] : [stepOf(procedure, name, law)],
    ),
    results: states.flatMap(([, state]) => (state.end || state.rests ? [state.title] : [])),
    letters: [...new Set(Object.values(letters).map(({ title }) => title))],
    remedies: remediesOf(letters, law),
    objections: notice ? termOf(notice.objections.answer, law) : null,
    fee: { text: law.rules.text('guide.fee', law.today), badge: badgeOf(fee) ?? null },
  }
}

/** Those of all letters against their addressee, each once. */
function remediesOf(letters: GuideMatter['letters'], law: GuideLaw): Guide['remedies'] {
  const all = Object.values(letters).flatMap(({ adverse }) => adverse?.remedies ?? [])
  return all
    .filter((one, at) => all.findIndex(({ title, body }) => title === one.title && body === one.body) === at)
    .map(({ title, body, term }) => ({ title, body, term: termOf(term, law) }))
}

function stepOf(procedure: Procedure, name: string, law: GuideLaw): GuideStep {
  const state = procedure.states[name]
  if (!state) throw new Error(`${procedure.id} has no state ${name}`)
  const { due, consent } = state
  const exits = Object.values(procedure.actions).filter((action) => leaves(action, name))
  const acts = Object.entries(procedure.parts).flatMap(([part, { title, within }]) => {
    const actions = exits.filter((action) => partsOf(action).includes(part)).map((action) => action.title)
    const units = within === 'unit' ? unitsFor(law.seats, state.step) : null
    return actions.length === 0 ? [] : [{ by: title, units, actions: [...new Set(actions)] }]
  })
  const asked = law.seats.filter(({ step, place }) => place !== null && step === consent?.step)
  return {
    title: state.title,
    acts,
    term: due ? termOf(due.term, law) : consent ? termOf(consent.answer, law) : null,
    performs: (due?.performs !== undefined && procedure.actions[due.performs]?.title) || null,
    stops: procedure.overall?.stopsIn.includes(name) ?? false,
    notice: state.notice?.title ?? null,
    panel: state.panel?.title ?? null,
    opinions: consent ? asked.map(({ unit }) => unit) : [],
    silence: consent?.silence?.basis ?? due?.silence?.basis ?? null,
  }
}

/** The rows of the step count before those of the whole procedure, as when a dossier is brought to its unit. */
function unitsFor(seats: readonly Seat[], step: string | undefined): GuideUnits {
  const competent = seats.filter(({ place }) => place === null)
  const ofStep = competent.filter((seat) => seat.step === (step ?? null))
  const rows = ofStep.length > 0 ? ofStep : competent.filter((seat) => seat.step === null)
  const regional = rows.filter(({ region }) => region !== null)
  const counting = regional.length > 0 ? regional : rows.slice(0, 1)
  return { names: [...new Set(counting.map(({ unit }) => unit))], byRegion: regional.length > 0 }
}

function termOf(term: Term, { rules, today }: GuideLaw): GuideTerm {
  const { rule, unit } = ruleOn(term, rules, today)
  return { n: rules.number(rule, today), unit, badge: badgeOf(rules.row(rule, today)) ?? null }
}

/** What is handed in: the form, and what applicants say when they hand it in. */
function fieldsOf(procedure: Procedure, form: z.ZodObject | undefined): GuideField[] {
  const isApplicant = (part: string) => procedure.parts[part]?.within !== 'unit'
  const first = Object.values(procedure.actions).filter(
    (action) =>
      partsOf(action).some(isApplicant) &&
      startsOf(procedure).some((state) => leaves(action, state)) &&
      procedure.states[action.to]?.end === undefined,
  )
  const fields = [...(form ? [form] : []), ...first.map(inputOf)].flatMap(titledFields)
  return fields.filter((field, at) => fields.findIndex(({ title }) => title === field.title) === at)
}

const FILES: readonly unknown[] = ['file', 'scan', 'evidence']

interface SchemaField {
  readonly title?: string
  readonly widget?: string
  readonly items?: SchemaField
}

function titledFields(form: z.ZodObject): GuideField[] {
  const { properties = {}, required = [] } = formSchema(form) as {
    readonly properties?: Readonly<Record<string, SchemaField>>
    readonly required?: readonly string[]
  }
  return Object.entries(properties).flatMap(([name, { title, widget, items }]) => {
    const isFile = FILES.includes(widget) || FILES.includes(items?.widget)
    return title === undefined ? [] : [{ title, isFile, isRequired: required.includes(name) }]
  })
}
