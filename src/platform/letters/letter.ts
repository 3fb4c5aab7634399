import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Binding } from '../procedure/perform.ts'
import type { Term } from '../procedure/procedure.ts'
import type { DossierRow } from '../procedure/store.ts'

/** What one may do against a decision, with whom, and until when (practice.md P9). */
export interface Remedy {
  /** 申请行政复议. */
  readonly title: string
  /** The body in words of the city's data, never code: 本级人民政府 is completed by the unit that drafts. */
  readonly body: string
  readonly term: Term
}

/** What a letter says when it is drafted; the unit may revise it before it is checked. */
export interface LetterDraft {
  /** Without 关于…的: the whole title as printed, 关于同意认定××中试基地的通知. */
  readonly title: string
  /** Default: the dossier's organisation. */
  readonly addresseeOrgIds?: readonly string[]
  readonly addresseePersonIds?: readonly string[]
  readonly paragraphs: readonly string[]
  /** Names of what is attached. */
  readonly attachments?: readonly string[]
  /** 抄送: names of units. */
  readonly copies?: readonly string[]
  /** Units that countersign it 会签. */
  readonly countersignOrgIds?: readonly string[]
}

export interface LetterMatter {
  readonly dossier: DossierRow
  readonly action: string
  readonly actionTitle: string
  readonly input: unknown
  readonly actor: Actor
  readonly now: Instant
}

interface KindDef {
  /** 补正通知书. */
  readonly title: string
  /** The term of the state the dossier entered counts from the day of service, not from the action. */
  readonly startsTerm?: true
  readonly make: (tx: CommandTx, matter: LetterMatter) => Promise<LetterDraft>
}

/**
 * A kind of letter of a procedure. One against its addressee says so and names at least one remedy with body and term:
 * the compiler refuses it otherwise.
 */
export type LetterMaker = KindDef &
  ({ readonly adverse?: never } | { readonly adverse: { readonly remedies: readonly [Remedy, ...Remedy[]] } })

/** Faults of the letters of a binding, which stop the start: a kind nobody makes, a refusal without remedy. */
export function letterFaults({ procedure, letters = {} }: Binding): string[] {
  return Object.entries(procedure.actions).flatMap(([name, action]) => {
    if (action.letter === undefined) return []
    const kind = letters[action.letter]
    if (!kind) return [`${procedure.id}: action ${name} drafts ${action.letter}, which nobody makes`]
    const faults = remedyFaults(kind).map((fault) => `${procedure.id}: letter ${action.letter} ${fault}`)
    if (procedure.states[action.to]?.end === 'refused' && !kind.adverse)
      faults.push(`${procedure.id}: ${name} ends in a refusal, so letter ${action.letter} must be adverse`)
    return faults
  })
}

function remedyFaults({ adverse }: LetterMaker): string[] {
  if (!adverse) return []
  const { remedies }: { readonly remedies: readonly Remedy[] } = adverse
  const isWhole = (one: Remedy) => one.title !== '' && one.body !== '' && one.term.rule !== ''
  return remedies.length > 0 && remedies.every(isWhole) ? [] : ['is adverse without remedy, body and term']
}

/** 行政复议法 20 and 行政诉讼法 46: against an administrative decision, unless a special law says otherwise. */
export const ADMINISTRATIVE_REMEDIES: readonly [Remedy, Remedy] = [
  {
    title: '申请行政复议',
    body: '作出本决定的机关的本级人民政府',
    term: { rule: 'remedy.reconsideration.days', unit: 'days' },
  },
  {
    title: '提起行政诉讼',
    body: '有管辖权的人民法院',
    term: { rule: 'remedy.litigation.months', unit: 'months' },
  },
]

/**
 * A letter made from what the action itself says: its title, the dossier, and the reason given in the named fields of
 * its input. For kinds that need no more; the unit completes the text before it is checked.
 */
export function plainLetter(
  title: string,
  how: {
    readonly says: string
    /** Fields of the action's input whose texts follow as paragraphs. */
    readonly fields?: readonly string[]
    readonly startsTerm?: true
    readonly adverse?: { readonly remedies: readonly [Remedy, ...Remedy[]] }
  },
): LetterMaker {
  const { says, fields = [], startsTerm, adverse } = how
  return {
    title,
    ...(startsTerm && { startsTerm }),
    ...(adverse && { adverse }),
    make: async (_tx, { dossier, input }) => {
      const given = (input ?? {}) as Readonly<Record<string, unknown>>
      const texts = fields.flatMap((field) => textsOf(given[field]))
      return {
        title: `关于《${dossier.title}》的${title}`,
        paragraphs: [says.replaceAll('{title}', dossier.title), ...texts],
      }
    },
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split('\n').filter((text) => text.trim() !== '')
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return []
}
