import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { publicId } from '../identifiers/identifiers.ts'
import type { Facet } from '../procedure/facet.ts'
import type { Binding } from '../procedure/perform.ts'
import { partsOf, type ActionDef } from '../procedure/procedure.ts'
import { openLetterTerm } from './deadlines.ts'
import type { LetterMaker, Remedy } from './letter.ts'
import { letters, waitsForService, type LetterContent, type LetterRow } from './store.ts'

/** Whoever drafts in their own name when they act; a decider's act leaves the draft to somebody else. */
const DRAFTERS = ['officer', 'unitMember'] as const

/** Drafts the letter an action names, in the action's own command; until one that starts a term is served, no term ends. */
export const letterFacet: Facet = {
  name: 'letter',
  holds: async (tx, { procedure }, dossier, action) => {
    if (procedure.states[dossier.state]?.due?.performs !== action) return undefined
    return (await waitsForService(tx, dossier)) ? '文书尚未送达，期限尚未开始。' : undefined
  },
  acted: async (tx, binding, dossier, { name, input, def }, actor, now) => {
    if (def.letter === undefined) return
    const kind = binding.letters?.[def.letter]
    if (!kind) throw new Error(`${binding.procedure.id} makes no letter ${def.letter}`)
    const matter = { dossier, action: name, actionTitle: def.title, input, actor, now }
    const made = await kind.make(tx, matter)
    const drafts = DRAFTERS.some((role) => actor.roles.includes(role))
    const row: LetterRow = {
      id: v7(),
      public_id: publicId(),
      dossier_id: dossier.id,
      visit: dossier.visit,
      procedure: dossier.procedure,
      action: name,
      kind: def.letter,
      unit_org_id: unitOf(binding, def, actor) ?? dossier.unit_id,
      countersign_org_ids: [...(made.countersignOrgIds ?? [])],
      addressee_org_ids: [
        ...(made.addresseeOrgIds ?? (made.addresseePersonIds?.length ? [] : [dossier.org_id])),
      ],
      addressee_person_ids: [...(made.addresseePersonIds ?? [])],
      adverse: kind.adverse !== undefined,
      starts_term: kind.startsTerm === true,
      state: drafts ? 'draft' : 'open',
      version: 1,
      number: null,
      issued_on: null,
      pdf_sha256: null,
      docx_sha256: null,
      drafted_at: now,
      moved_at: now,
      replaces: null,
    }
    await letters(tx).insertInto('platform.letter').values(row).execute()
    await openLetterTerm(tx, row.id)
    const content: LetterContent = {
      paragraphs: made.paragraphs,
      attachments: made.attachments ?? [],
      copies: made.copies ?? [],
      remedy: remedySentence(tx, kind),
    }
    await keepText(tx, row, made.title, content, drafts ? actor : null, now)
    if (drafts) await noteStep(tx, row, 'draft', '', actor, now)
  },
}

/** Whose letter it is: the unit's that acted, also where the action brings the dossier to another unit. */
function unitOf({ procedure }: Binding, def: ActionDef, actor: Actor): string | null {
  const actsAsUnit = partsOf(def).some((part) => procedure.parts[part]?.within === 'unit')
  return actsAsUnit ? actor.orgId : null
}

/** 如不服本决定，可以自收到本决定之日起 60 日内向…申请行政复议，或者自收到本决定之日起 6 个月内向…提起行政诉讼。 */
function remedySentence(tx: CommandTx, { adverse }: LetterMaker): string {
  if (!adverse) return ''
  const parts = adverse.remedies.map(
    (remedy) => `自收到本决定之日起${termText(tx, remedy)}内向${remedy.body}${remedy.title}`,
  )
  return `如不服本决定，可以${parts.join('，也可以')}。`
}

const UNITS = {
  workingDays: '个工作日',
  days: '日',
  months: '个月',
  noticeDays: '日',
  noticeWorkingDays: '个工作日',
} as const

function termText(tx: CommandTx, { term }: Remedy): string {
  return `${tx.rules.number(term.rule, tx.today)}${UNITS[term.unit]}`
}

/** Keeps a version of the text; one cannot be overwritten. */
export async function keepText(
  tx: CommandTx,
  letter: LetterRow,
  title: string,
  content: LetterContent,
  actor: Actor | null,
  now: Instant,
): Promise<void> {
  await letters(tx)
    .insertInto('platform.letter_text')
    .values({
      letter_id: letter.id,
      version: letter.version,
      title,
      content,
      by_person: actor?.personId ?? null,
      at: now,
    })
    .execute()
}

export async function noteStep(
  tx: CommandTx,
  letter: Pick<LetterRow, 'id' | 'version'>,
  step: string,
  note: string,
  actor: Actor,
  now: Instant,
): Promise<void> {
  await letters(tx)
    .insertInto('platform.letter_step')
    .values({
      id: v7(),
      letter_id: letter.id,
      version: letter.version,
      step,
      person_id: actor.personId,
      agent_for: actor.agentFor,
      org_id: actor.orgId,
      note,
      at: now,
      journal_id: tx.journalId,
    })
    .execute()
}
