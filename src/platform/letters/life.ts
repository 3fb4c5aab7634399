import { isSamePerson, type Doer, type Role } from '../access/access.ts'

/** The life of a letter 公文 (practice.md P9), in its order. */
export const STEPS = ['draft', 'check', 'countersign', 'issue', 'number', 'seal', 'serve', 'file'] as const

export type Step = (typeof STEPS)[number]

interface StepDef {
  readonly title: string
  /** Who of the issuing unit does it; of a countersigning unit for 会签. */
  readonly hold: readonly Role[]
  /** Steps whose persons may not do this one. */
  readonly apartFrom: readonly Step[]
}

const WORKERS: readonly Role[] = ['officer', 'decider', 'unitMember']

/** Who may do each step, and who may not have done another one before. */
export const steps: Readonly<Record<Step, StepDef>> = {
  draft: { title: '拟稿', hold: WORKERS, apartFrom: [] },
  check: { title: '核稿', hold: WORKERS, apartFrom: ['draft'] },
  countersign: { title: '会签', hold: WORKERS, apartFrom: ['draft'] },
  issue: { title: '签发', hold: ['decider'], apartFrom: ['draft', 'check'] },
  number: { title: '编号', hold: WORKERS, apartFrom: [] },
  seal: { title: '用印', hold: WORKERS, apartFrom: [] },
  serve: { title: '送达', hold: WORKERS, apartFrom: [] },
  file: { title: '归档', hold: WORKERS, apartFrom: [] },
}

/** Acts that are no step of the life, as the register names them. */
export const otherActs = { return: '退回', void: '文号作废', cancel: '撤销' } as const

/** The order of acts: each inner list is done by one person in one act. */
export type Life = readonly (readonly Step[])[]

/** The ruleset row that merges steps. */
export const LIFE_RULE = 'letter.steps'

/** What is wrong with a city's way of merging steps, in words; empty when it can be used. */
export function lifeFaults(value: unknown): string[] {
  if (!isLists(value)) return ['应为步骤的列表，每项是由同一人一次办理的步骤。']
  const order = value.flat()
  const faults: string[] = []
  if (order.join() !== STEPS.join())
    faults.push(`步骤应依次为 ${STEPS.join('、')}，每步一次；可以合并，不能省略或调换。`)
  if (value[0]?.join() !== 'draft') faults.push('拟稿由办理事项的人完成，不能与其他步骤合并。')
  for (const group of value) {
    const both = group.filter((step) => steps[step as Step]?.apartFrom.some((other) => group.includes(other)))
    for (const step of both) faults.push(`${steps[step as Step].title}须与前面的人分开，不能合并。`)
    if (group.includes('countersign') && group.length > 1)
      faults.push('会签由其他单位办理，不能与本单位的步骤合并。')
    if (group.includes('serve') && group[0] !== 'serve')
      faults.push('送达逐个收件人登记，不能与前面的步骤合并。')
  }
  return faults
}

function isLists(value: unknown): value is string[][] {
  return (
    Array.isArray(value) &&
    value.every(
      (group) => Array.isArray(group) && group.length > 0 && group.every((s) => typeof s === 'string'),
    )
  )
}

/** The life a ruleset row says; a faulty row stops letters, it never loses a step. */
export function lifeOf(value: unknown): Life {
  const faults = lifeFaults(value)
  if (faults.length > 0) throw new Error(`${LIFE_RULE}: ${faults.join('; ')}`)
  return value as Life
}

/** Where a letter is: the last step done; `open` waits for its draft. */
export type LetterState = Step | 'open' | 'cancelled'

/** The steps of the next act after this state; none after the last. A letter nobody countersigns skips that step. */
export function nextSteps(life: Life, state: LetterState, hasCountersigners: boolean): readonly Step[] {
  if (state === 'cancelled') return []
  const at = state === 'open' ? -1 : STEPS.indexOf(state)
  const left = life.map((group) => group.filter((step) => STEPS.indexOf(step) > at))
  const asked = left.map((group) => group.filter((step) => step !== 'countersign' || hasCountersigners))
  return asked.find((group) => group.length > 0) ?? []
}

/** Who did what to a letter, and for whom, as far as separation asks. */
export interface Done extends Doer {
  readonly step: string
}

/** Why this person may not do the step after what they, or whom they stand for, did before; undefined when they may. */
export function apartFault(step: Step, actor: Doer, done: readonly Done[]): string | undefined {
  const clash = steps[step].apartFrom
    .map((other) => done.find((one) => one.step === other && isSamePerson(actor, one)))
    .find((one) => one !== undefined)
  if (clash === undefined) return undefined
  const { title } = steps[clash.step as Step]
  return clash.personId === actor.personId
    ? `您已办理本文的${title}，${steps[step].title}应由其他同事办理。`
    : `本文的${title}由您代理的人或代理您的人办理，代理人与被代理人视为同一人，${steps[step].title}应由其他同事办理。`
}

/** 示科字〔2026〕12号: without leading zeros or the word 第 (GB/T 9704—2012, 7.2.5). */
export function numberText(prefix: string, year: number, n: number): string {
  return `${prefix}〔${year}〕${n}号`
}

const NUMBER = /^\p{Script=Han}{2,12}〔(20\d\d)〕[1-9]\d{0,4}号$/u

/** A number as typed, brackets of any kind made 〔〕; undefined when it is none. */
export function readNumber(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[[(【［（]/u, '〔')
    .replace(/[\])】］）]/u, '〕')
    .replace(/〕第/u, '〕')
  return NUMBER.test(plain) ? plain : undefined
}
