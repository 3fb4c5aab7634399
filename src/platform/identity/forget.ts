import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'

/** Whom to forget. The name alone counts only in what belongs to an organisation the person was a member of. */
export interface Forgotten {
  readonly personId: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly orgIds: readonly string[]
}

/** Put where a person's data stood. */
const FORGOTTEN = '〔已删除〕'

/** What names the person, without spaces and hyphens: for looking up texts that may have to be cleared. */
export function marksOf({ name, phone, email }: Forgotten): string[] {
  return [name, phone, email].flatMap((mark) => (mark ? [tight(mark)] : []))
}

/** A text of an organisation's cleared of name, number and address where it names the person; the same text where it does not. */
export function forgetIn(
  text: string,
  { name, phone, email, orgIds }: Forgotten,
  ownerOrgId: string,
): string {
  const sure = [phone, email].flatMap((mark) => (mark ? [loosely(mark)] : []))
  const named = loosely(name)
  const isNamed =
    sure.some((mark) => text.search(mark) >= 0) || (orgIds.includes(ownerOrgId) && text.search(named) >= 0)
  return isNamed ? [...sure, named].reduce((left, mark) => left.replace(mark, FORGOTTEN), text) : text
}

function tight(text: string): string {
  return text.replaceAll(/[\s-]/g, '')
}

/** Finds the text also where somebody wrote it with spaces or hyphens: 138-0000-0000. */
function loosely(text: string): RegExp {
  return new RegExp(
    Array.from(tight(text), (char) => char.replace(/[$()*+.?[\\\]^{|}]/, '\\$&')).join('[\\s-]*'),
    'g',
  )
}

/** Takes a person out of what a module keeps; answers how many of its rows named the person. */
export type Forget = (tx: CommandTx, person: Forgotten, actor: Actor, now: Instant) => Promise<number>
