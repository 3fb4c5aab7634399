import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { formSchema } from '../forms/form.ts'
import { orgNames, personNames } from '../identity/names.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { stepFault } from './apart.ts'
import { dialogOf, draftForm, reasonDialog, serveDialog } from './forms.ts'
import { LIFE_RULE, lifeOf, nextSteps, steps, type Step } from './life.ts'
import { openSeries } from './numbers.ts'
import { unserved } from './service.ts'
import { successorOf, textOf, unitOf, type LetterRow, type ServiceRow } from './store.ts'

/** One thing the viewer may do next with a letter: a button with its dialog, or the reason it is not possible. */
export interface NextAct {
  readonly name: string
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
  readonly confirm?: string
  readonly form: Record<string, unknown>
  readonly initial?: Record<string, unknown>
}

/** What this person may do with the letter now; the server refuses by the same rules. */
export async function nextOf(
  tx: Tx,
  actor: Actor,
  letter: LetterRow,
  services: readonly ServiceRow[],
  today: string,
): Promise<NextAct[]> {
  const unitId = await unitOf(tx, letter)
  const isOwn = unitId !== null && unitId === actor.orgId
  const countersigns = actor.orgId !== null && letter.countersign_org_ids.includes(actor.orgId)
  if (!isOwn && !countersigns) return []
  const life = lifeOf((await loadRuleset(tx)).json(LIFE_RULE, today))
  const group = nextSteps(life, letter.state, letter.countersign_org_ids.length > 0)
  const first = group[0]
  const next: NextAct[] = []
  if (first !== undefined && (first === 'countersign' ? countersigns : isOwn))
    next.push(...(await stepAct(tx, actor, letter, group, services, unitId)))
  if (isOwn && letter.state === 'draft' && holds(actor, 'draft'))
    next.push(await redraft(tx, letter, 'draft', '修改文稿'))
  if (isOwn && letter.state === 'cancelled' && holds(actor, 'draft') && !(await successorOf(tx, letter.id)))
    next.push(await redraft(tx, letter, 'anew', '重新拟稿'))
  return [...next, ...asides(actor, letter, isOwn)]
}

function holds(actor: Actor, step: Step): boolean {
  return steps[step].hold.some((role) => actor.roles.includes(role))
}

async function stepAct(
  tx: Tx,
  actor: Actor,
  letter: LetterRow,
  group: readonly Step[],
  services: readonly ServiceRow[],
  unitId: string | null,
): Promise<NextAct[]> {
  const [first = 'draft'] = group
  if (!group.every((step) => holds(actor, step))) return []
  if (first === 'draft') return [await redraft(tx, letter, 'draft', '拟稿')]
  const faults = await Promise.all(group.map((step) => stepFault(tx, actor, letter, step)))
  const reason = faults.find((fault) => fault !== undefined)
  const form =
    first === 'serve'
      ? serveDialog(await addresseeNames(tx, unserved(letter, services)))
      : dialogOf(group, group.includes('number') ? await openSeries(tx, unitId) : {})
  return [
    {
      name: first,
      title: group.map((step) => steps[step].title).join('并'),
      allowed: reason === undefined,
      ...(reason !== undefined && { reason }),
      form: formSchema(form),
    },
  ]
}

async function redraft(tx: Tx, letter: LetterRow, name: 'draft' | 'anew', title: string): Promise<NextAct> {
  const { title: said, content } = await textOf(tx, letter)
  return {
    name,
    title,
    allowed: true,
    form: formSchema(draftForm.omit({ id: true, version: true })),
    initial: {
      title: said,
      text: content.paragraphs.join('\n'),
      attachments: content.attachments,
      copies: content.copies,
    },
  }
}

/** Return, void number, cancel: beside the steps, each with its reason. */
function asides(actor: Actor, letter: LetterRow, isOwn: boolean): NextAct[] {
  const form = formSchema(reasonDialog)
  const acts: NextAct[] = []
  if (['draft', 'check', 'countersign'].includes(letter.state) && holds(actor, 'check'))
    acts.push({ name: 'return', title: '退回', allowed: true, form })
  if (isOwn && ['number', 'seal'].includes(letter.state) && holds(actor, 'number'))
    acts.push({
      name: 'void',
      title: '作废文号',
      allowed: true,
      confirm: '作废的文号在登记簿中一直可见，不会再使用。',
      form,
    })
  if (isOwn && !['serve', 'file', 'cancelled'].includes(letter.state) && holds(actor, 'issue'))
    acts.push({
      name: 'cancel',
      title: '撤销',
      allowed: true,
      confirm: '撤销后不再发出；已有的文号作废。',
      form,
    })
  return acts
}

async function addresseeNames(tx: Tx, left: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const ids = (kind: string) =>
    left.flatMap((one) => (one.startsWith(`${kind}:`) ? [one.slice(kind.length + 1)] : []))
  const orgs = await orgNames(tx, ids('org'))
  const people = await personNames(tx, ids('person'))
  return Object.fromEntries(
    left.map((one) => {
      const id = one.slice(one.indexOf(':') + 1)
      return [one, orgs.get(id) ?? people.get(id) ?? '收件人']
    }),
  )
}
