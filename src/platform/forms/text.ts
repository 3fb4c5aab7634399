import { z } from 'zod'
import { isDay } from '../calendar/calendar.ts'
// Sets the Chinese sentences of every form that is made of these texts.
import './form.ts'

const LEVEL = String.raw`(?:绝\s*密|机\s*密|秘\s*密)`
/**
 * Markings of a state secret (保守国家秘密法: level, star, term) inside any text: 机密★10年, 秘密（内部）★ 长期,
 * 密级：秘密. 商业秘密, 保密协议 and a list of 秘密、机密 as a subject are ordinary words.
 */
const SECRET_MARKS = [
  new RegExp(String.raw`${LEVEL}\s*[★☆⭐]`, 'u'),
  new RegExp(
    String.raw`(?<!商业|技术|经营)${LEVEL}[^。！？!?]{0,20}[★☆⭐]\s*(?:[\d０-９]+\s*(?:年|个月|月|天|日)|[一二三四五六七八九十]+年|长期|启封|解密)`,
    'u',
  ),
  new RegExp(
    String.raw`(?:密\s*级|保密级别|保密等级|秘密等级|涉密等级)[：:\s][：:\s]*["“”'【\[]?${LEVEL}`,
    'u',
  ),
]
const CONTROL_IN_LINE = /\p{Cc}/u
/** Tab, line feed and carriage return are text; every other control character is not. */
const CONTROL_IN_PROSE = /[^\P{Cc}\t\n\r]/u

/** Said whenever something is not 公开; repeats nothing of what was written (practice.md P17). */
export const NOT_PUBLIC =
  '平台只登记公开信息。涉密或内部的内容请勿填写和上传，请按保密规定线下办理；本次提交的内容没有保存。'
const CONTROL_FOUND = '含有看不见的控制字符，请删除后重新填写。'
const BROKEN_TEXT = '含有不完整的字符（乱码），请重新填写。'

/** Full-width ASCII (０ Ａ ／) and the ideographic space as their ordinary forms; other characters stay. */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
}

/** Why a text may not be stored, as a sentence that repeats nothing of it; undefined when it may. */
export function textFault(text: string, kind: 'line' | 'prose'): string | undefined {
  if (SECRET_MARKS.some((mark) => mark.test(text))) return NOT_PUBLIC
  if (!text.isWellFormed()) return BROKEN_TEXT
  return (kind === 'line' ? CONTROL_IN_LINE : CONTROL_IN_PROSE).test(text) ? CONTROL_FOUND : undefined
}

/** Text of one line, trimmed, `min` to `max` characters. */
export function line(max: number, min = 1) {
  return checked(z.string().trim(), 'line').min(min).max(max)
}

/** Text of several lines, trimmed, at most `max` characters. */
export function prose(max: number) {
  return checked(z.string().trim(), 'prose').min(1).max(max)
}

/** Numbers, codes and dates as people type them: full-width digits and letters are folded. */
export function token(max: number) {
  return checked(z.string().overwrite(foldWidth).trim(), 'line').min(1).max(max)
}

/** A day `YYYY-MM-DD`. */
export function dayText() {
  return z
    .string()
    .overwrite(foldWidth)
    .trim()
    .refine(isDay, '日期应写作 2026-03-02 的格式，并且确有这一天。')
}

const WALL_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d$/

/** Wall time in Shanghai as a browser's field gives it (`2026-03-02T09:30`), kept as an instant in UTC. */
export function wallTime() {
  return z
    .string()
    .overwrite(foldWidth)
    .trim()
    .refine(
      (text) => isDay(WALL_TIME.exec(text)?.[1] ?? ''),
      '时间应写作 2026-03-02T09:30 的格式（北京时间），并且确有这一天。',
    )
    .transform((text) => (WALL_TIME.test(text) ? new Date(`${text}:00+08:00`).toISOString() : text))
}

/** A day, or a month where the day is not known: 2023-06-15 or 2023-06. */
export function dayOrMonthText() {
  return z
    .string()
    .overwrite(foldWidth)
    .trim()
    .refine(
      (text) => isDay(text) || (/^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`)),
      '日期应写作 2023-06-15，只知道月份的写作 2023-06。',
    )
}

function checked(schema: z.ZodString, kind: 'line' | 'prose') {
  return schema.superRefine((text, context) => {
    const message = textFault(text, kind)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
}

/** Secrecy levels people know; only the first may enter the platform (P17). */
export const SECRECY_LEVELS = ['公开', '内部', '秘密', '机密', '绝密'] as const

/** The 密级 field of a record: part of the form, so that anything else is refused before a transaction begins. */
export function openOnly() {
  return z.enum(SECRECY_LEVELS).refine((level) => level === '公开', NOT_PUBLIC)
}
