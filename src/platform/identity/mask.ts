import type { Actor, Role } from '../access/access.ts'

/** Roles that need a person's data in clear to do their work. */
const CLEAR: readonly Role[] = ['officer', 'decider', 'admin', 'auditor']

export interface PersonalView {
  readonly id: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}

/** 138****0001: the first three and the last four digits stay; a number too short for that shows its last two. */
export function maskPhone(phone: string): string {
  return phone.length >= 8
    ? `${phone.slice(0, 3)}${'*'.repeat(phone.length - 7)}${phone.slice(-4)}`
    : `${'*'.repeat(Math.max(0, phone.length - 2))}${phone.slice(-2)}`
}

/** 张*, 欧阳** : the family name stays (two characters of a name of four or more). */
export function maskName(name: string): string {
  const chars = Array.from(name)
  const shown = chars.length >= 4 ? 2 : 1
  return chars.map((char, place) => (place < shown ? char : '*')).join('')
}

/** 4415************12: region and last two stay; for identity cards and other numbers of documents. */
export function maskId(id: string): string {
  if (id.length < 8) return '*'.repeat(id.length)
  return `${id.slice(0, 4)}${'*'.repeat(id.length - 6)}${id.slice(-2)}`
}

/** l***@example.cn: first letter and domain stay. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at <= 0 ? '***' : `${email.slice(0, 1)}***${email.slice(at)}`
}

/**
 * What the viewer may see of a person: oneself, officers and administrators, and the administrator of a shared
 * organisation in clear; members of the same organisation the name; everybody else masked.
 */
export function personalView(viewer: Actor, person: PersonalView, orgIds: readonly string[]): PersonalView {
  const isColleague = viewer.orgId !== null && orgIds.includes(viewer.orgId)
  const isClear =
    viewer.personId === person.id ||
    viewer.roles.some((role) => CLEAR.includes(role)) ||
    (isColleague && viewer.roles.includes('orgAdmin'))
  if (isClear) return person
  return {
    id: person.id,
    name: isColleague ? person.name : maskName(person.name),
    phone: person.phone === null ? null : maskPhone(person.phone),
    email: person.email === null ? null : maskEmail(person.email),
  }
}
