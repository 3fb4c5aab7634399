import type { SampleMark } from './blocks.ts'

/**
 * An official letter in the layout of GB/T 9704—2012 党政机关公文格式. Pure data: the same letter gives the same bytes.
 * Fonts are approximated: the PDF embeds 思源黑体 (Noto Sans SC), the docx names 方正小标宋 and 仿宋, which the reader's
 * office software has.
 */
export interface OfficialPaper {
  /** 发文机关标志 and 署名: the unit's name. */
  readonly issuer: string
  /** 发文字号; null while it has none. */
  readonly number: string | null
  readonly title: string
  /** 主送机关. */
  readonly addressees: readonly string[]
  readonly paragraphs: readonly string[]
  readonly attachments: readonly string[]
  /** 抄送. */
  readonly copies: readonly string[]
  /** 成文日期, the day it was issued; null while it was not. */
  readonly day: string | null
  /** The unit's seal as it gave it; without one a frame 「（印章）」 shows where it goes. */
  readonly seal: { readonly kind: 'frame' } | { readonly kind: 'picture'; readonly png: Buffer }
  /** Instant that becomes the file's creation date. */
  readonly at: string
  readonly mark?: SampleMark
  readonly address?: { readonly url: string; readonly caption: string }
}

/** Millimetres of the standard, 5.2.1: 天头 37, 订口 28, 版心 156 × 225. */
export const SHEET = { top: 37, left: 28, width: 156, height: 225 } as const
/** Red of the head and its line. */
export const HEAD_RED = '#d40000'
export const SEAL_FRAME = '（印章）'

const POINTS_PER_MM = 72 / 25.4

export function points(mm: number): number {
  return mm * POINTS_PER_MM
}

/** What the letter says besides its own paragraphs, in the words of the standard. */
export function officialWords(paper: OfficialPaper) {
  const { attachments, copies, day, mark, number } = paper
  return {
    number: number ?? '（未编号）',
    addressees: paper.addressees.length === 0 ? '' : `${paper.addressees.join('、')}：`,
    attachments: attachments.map((name, i) => {
      const place = attachments.length === 1 ? '' : `${i + 1}.`
      return i === 0 ? `附件：${place}${name}` : `　　　${place}${name}`
    }),
    day: day === null ? '（未签发）' : chineseDay(day),
    copies: copies.length === 0 ? '' : `抄送：${copies.join('，')}。`,
    printed: `${paper.issuer}${day === null ? '' : `　　${chineseDay(day)}印发`}`,
    notice: mark === undefined ? '' : `【${mark}】${mark}数据，不具有法律效力`,
  }
}

/** 2026年11月3日: Arabic figures without leading zeros (7.3.5.4). */
function chineseDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

/** — 1 — */
export function pageNumber(page: number): string {
  return `— ${page} —`
}
