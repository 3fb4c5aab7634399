export interface Door {
  /** Both sides talk; a deal that ended shuts the room. */
  readonly dealIsOpen: boolean
  readonly ndaConcluded: boolean
  readonly level: 'nda' | 'each'
  readonly isWithdrawn: boolean
  /** The owner's latest word for this deal; null before any. */
  readonly word: 'grant' | 'withdraw' | null
}

/** Why the other side may not open an item now, as a sentence; undefined when it may. */
export function shutBecause(door: Door): string | undefined {
  if (!door.dealIsOpen) return '洽谈还没有开始或已经结束，资料室关闭。'
  if (!door.ndaConcluded) return '双方签订保密协议以后才能查看，请先在“合同”里签保密协议。'
  if (door.isWithdrawn || door.word === 'withdraw') return '对方已收回这份资料。'
  if (door.level === 'each' && door.word !== 'grant') return '这份资料须对方逐个批准，可以请求查看。'
  return undefined
}

const DOCUMENTS: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png']

/** Kinds of file whose pages can be shown with a watermark. */
export function hasPages(type: string): boolean {
  return DOCUMENTS.includes(type)
}
