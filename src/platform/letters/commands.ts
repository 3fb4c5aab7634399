import { v7 } from 'uuid'
import { mustReach, type Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { Refusal } from '../refusal.ts'
import { stepFault } from './apart.ts'
import { closeLetterTerm, openLetterTerm } from './deadlines.ts'
import { noteStep, keepText } from './facet.ts'
import { paragraphsOf, type ActInput } from './forms.ts'
import { LIFE_RULE, lifeOf, nextSteps, steps, type LetterState, type Step } from './life.ts'
import { giveNumber } from './numbers.ts'
import { sealLetter } from './seal.ts'
import {
  letters,
  lockLetter,
  servicesOf,
  stepsOf,
  successorOf,
  textOf,
  unitOf,
  type LetterRow,
} from './store.ts'

/** States in which nobody waits for the letter any more. */
const DELIVERED: readonly LetterState[] = ['serve', 'file', 'cancelled']

/** What every act on a letter answers. */
export interface Acted {
  readonly id: string
  readonly state: string
  readonly version: number
  readonly number: string | null
}

/** The letter, locked, if the actor's unit issues it (or countersigns it, with `orCountersigns`). */
export async function heldLetter(
  tx: CommandTx,
  actor: Actor,
  given: { readonly id: string; readonly version: number },
  orCountersigns = false,
): Promise<{ readonly letter: LetterRow; readonly unitId: string | null }> {
  const letter = await lockLetter(tx, given.id)
  const unitId = letter ? await unitOf(tx, letter) : null
  const others = orCountersigns ? (letter?.countersign_org_ids ?? []) : []
  const parties = [...(unitId === null ? [] : [unitId]), ...others]
  mustReach(actor, { unitId, partyOrgIds: parties })
  if (!letter) throw new Refusal('absent', '没有找到这份文书，或您无权办理。')
  if (letter.version !== given.version)
    throw new Refusal('conflict', '这份文书刚刚有了新的文稿，请刷新后再办理。')
  return { letter, unitId }
}

/** The steps of the act that is next, refused unless `step` begins it. */
export function dueSteps(tx: CommandTx, letter: LetterRow, step: Step): readonly Step[] {
  const life = lifeOf(tx.rules.json(LIFE_RULE, tx.today))
  const group = nextSteps(life, letter.state, letter.countersign_org_ids.length > 0)
  if (group[0] === step) return group
  const next = group.map((one) => steps[one].title).join('、')
  throw new Refusal('conflict', '这份文书{now}，不能{step}。', {
    now: next === '' ? '已办理完毕' : `下一步是${next}`,
    step: steps[step].title,
  })
}

/** Refuses a step to whoever may not hold it or did what it must be apart from. */
async function mustDo(tx: CommandTx, actor: Actor, letter: LetterRow, step: Step): Promise<void> {
  if (!steps[step].hold.some((role) => actor.roles.includes(role)))
    throw new Refusal('forbidden', '{step}须由有相应职责的人办理。', { step: steps[step].title })
  const fault = await stepFault(tx, actor, letter, step)
  if (fault !== undefined) throw new Refusal('forbidden', '{fault}', { fault })
}

interface DraftInput {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly text: string
  readonly attachments: string[]
  readonly copies: string[]
}

/** A new text: the draft of a prepared letter, or a revision before anybody checked it. */
export async function draftLetter(
  tx: CommandTx,
  actor: Actor,
  input: DraftInput,
  now: Instant,
): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input)
  if (letter.state !== 'open' && letter.state !== 'draft')
    throw new Refusal('conflict', '已核稿的文稿不能直接修改，请先退回。')
  const moved: LetterRow = { ...letter, state: 'draft', version: letter.version + 1, moved_at: now }
  await keepDraft(tx, letter, moved, input, actor, now)
  return saved(tx, moved, input.title)
}

/** A version of the text as drafted; what the form does not ask (the remedies) stays as it was prepared. */
async function keepDraft(
  tx: CommandTx,
  before: LetterRow,
  letter: LetterRow,
  input: DraftInput,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { content } = await textOf(tx, before)
  const { title, attachments, copies } = input
  const said = { ...content, paragraphs: paragraphsOf(input.text), attachments, copies }
  await keepText(tx, letter, title, said, actor, now)
  await noteStep(tx, letter, 'draft', '', actor, now)
}

/** A cancelled letter drafted anew: the decision stands and its addressee is still owed the letter. Once for each. */
export async function draftAnew(
  tx: CommandTx,
  actor: Actor,
  input: DraftInput,
  now: Instant,
): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input)
  if (letter.state !== 'cancelled') throw new Refusal('conflict', '只有已撤销的文书可以重新拟稿。')
  if ((await successorOf(tx, letter.id)) !== null)
    throw new Refusal('conflict', '这份文书已经重新拟稿，请在新的文稿上办理。')
  const blank = { number: null, issued_on: null, pdf_sha256: null, docx_sha256: null } as const
  const anew: LetterRow = {
    ...letter,
    ...blank,
    id: v7(),
    public_id: publicId(),
    state: 'draft',
    version: 1,
    drafted_at: now,
    moved_at: now,
    replaces: letter.id,
  }
  await letters(tx).insertInto('platform.letter').values(anew).execute()
  await openLetterTerm(tx, anew.id)
  await keepDraft(tx, letter, anew, input, actor, now)
  tx.about('letter', anew.id, { title: input.title })
  return { id: anew.id, state: anew.state, version: anew.version, number: null }
}

/** 核稿, 签发, 编号, 用印, 归档, and whatever the city merged into the act. */
export async function stepLetter(
  tx: CommandTx,
  actor: Actor,
  step: Step,
  input: ActInput,
  now: Instant,
): Promise<Acted> {
  const { letter, unitId } = await heldLetter(tx, actor, input)
  const { title } = await textOf(tx, letter)
  let moved: LetterRow = { ...letter, moved_at: now }
  for (const one of dueSteps(tx, letter, step)) {
    await mustDo(tx, actor, letter, one)
    await noteStep(tx, letter, one, input.note, actor, now)
    moved = { ...moved, state: one }
    if (one === 'issue') moved = { ...moved, issued_on: tx.today }
    if (one === 'number')
      moved = { ...moved, number: await giveNumber(tx, letter, unitId, input, actor, now) }
    if (one === 'seal') moved = { ...moved, ...(await sealLetter(tx, moved, unitId, input, actor, now)) }
  }
  const acted = await saved(tx, moved, title)
  if (moved.state === 'file') await tellWhenFiled(tx, moved.dossier_id)
  return acted
}

/** One countersigning unit agrees; the step is done when all have. */
export async function countersignLetter(
  tx: CommandTx,
  actor: Actor,
  input: ActInput,
  now: Instant,
): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input, true)
  dueSteps(tx, letter, 'countersign')
  const { orgId } = actor
  if (orgId === null || !letter.countersign_org_ids.includes(orgId))
    throw new Refusal('forbidden', '本单位不是这份文书的会签单位。')
  await mustDo(tx, actor, letter, 'countersign')
  const done = (await stepsOf(tx, letter.id))
    .filter((row) => row.step === 'countersign' && row.version === letter.version)
    .map((row) => row.org_id)
  if (done.includes(orgId)) throw new Refusal('conflict', '本单位已经会签。')
  await noteStep(tx, letter, 'countersign', input.note, actor, now)
  const isLast = letter.countersign_org_ids.every((one) => one === orgId || done.includes(one))
  const { title } = await textOf(tx, letter)
  return saved(tx, { ...letter, ...(isLast && { state: 'countersign' }), moved_at: now }, title)
}

interface Reasoned {
  readonly id: string
  readonly version: number
  readonly reason: string
}

/** Back to the drafter, with what is wrong; not after it was issued. */
export async function returnLetter(
  tx: CommandTx,
  actor: Actor,
  input: Reasoned,
  now: Instant,
): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input, true)
  if (!['draft', 'check', 'countersign'].includes(letter.state))
    throw new Refusal('conflict', '只有签发之前的文稿可以退回。')
  await noteStep(tx, letter, 'return', input.reason, actor, now)
  const { title } = await textOf(tx, letter)
  return saved(tx, { ...letter, state: 'open', moved_at: now }, title)
}

/** The number is void and stays visible as 作废; the letter waits for another one. */
export async function voidNumber(tx: CommandTx, actor: Actor, input: Reasoned, now: Instant): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input)
  if (letter.number === null || !['number', 'seal'].includes(letter.state))
    throw new Refusal('conflict', '只有已编号、尚未送达的文书可以作废文号。')
  await mustBeUnserved(tx, letter)
  await voidOf(tx, actor, letter.number, input.reason, now)
  await noteStep(tx, letter, 'void', `${letter.number}：${input.reason}`, actor, now)
  const { title } = await textOf(tx, letter)
  const moved = { ...letter, state: 'issue', number: null, pdf_sha256: null, docx_sha256: null } as const
  return saved(tx, { ...moved, moved_at: now }, title)
}

/** The letter is not sent at all; its number, if it has one, is void. */
export async function cancelLetter(
  tx: CommandTx,
  actor: Actor,
  input: Reasoned,
  now: Instant,
): Promise<Acted> {
  const { letter } = await heldLetter(tx, actor, input)
  if (['serve', 'file', 'cancelled'].includes(letter.state))
    throw new Refusal('conflict', '已送达的文书不能撤销；需要变更的，应另行作出决定。')
  await mustBeUnserved(tx, letter)
  if (letter.number !== null) await voidOf(tx, actor, letter.number, input.reason, now)
  await noteStep(tx, letter, 'cancel', input.reason, actor, now)
  const { title } = await textOf(tx, letter)
  const acted = await saved(tx, { ...letter, state: 'cancelled', moved_at: now }, title)
  await tellWhenFiled(tx, letter.dossier_id)
  return acted
}

/** Once one addressee has it, it stands: terms run for that one. */
async function mustBeUnserved(tx: CommandTx, letter: LetterRow): Promise<void> {
  if ((await servicesOf(tx, letter.id)).length > 0)
    throw new Refusal(
      'conflict',
      '文书已向部分受送达人送达，不能再作废文号或撤销；需要变更的，应另行作出决定。',
    )
}

async function voidOf(
  tx: CommandTx,
  actor: Actor,
  number: string,
  reason: string,
  now: Instant,
): Promise<void> {
  const row = { number, reason, by_person: actor.personId, at: now, journal_id: tx.journalId }
  await letters(tx).insertInto('platform.letter_number_void').values(row).execute()
}

export async function saved(tx: CommandTx, letter: LetterRow, title: string): Promise<Acted> {
  const { id, state, version, number, issued_on, pdf_sha256, docx_sha256, moved_at } = letter
  await letters(tx)
    .updateTable('platform.letter')
    .set({ state, version, number, issued_on, pdf_sha256, docx_sha256, moved_at })
    .where('id', '=', id)
    .execute()
  if (DELIVERED.includes(state)) await closeLetterTerm(tx, id, moved_at)
  tx.about('letter', id, { title })
  return { id, state, version, number }
}

/** A letter was filed or cancelled: the archive looks whether the dossier's volume can be made now. */
export async function tellWhenFiled(tx: CommandTx, dossierId: string): Promise<void> {
  await tx.emit('archive.due', { dossierId })
}
