import { fill, type RefusalParams } from '../refusal.ts'
import { english } from './english.ts'

export type Lang = 'zh' | 'en'
/** A Chinese template that has an English line; a sentence missing from the catalogue does not compile. */
export type Template = keyof typeof english

/** The sentence of a template in a language: Chinese is the template itself, English comes from the catalogue. */
export function translate(lang: Lang, template: Template, params: RefusalParams = {}): string {
  return fill(lang === 'zh' ? template : english[template], params)
}

/**
 * Text that is data (enumeration values, refusal sentences) in a language, and the language it came out in:
 * what the catalogue lacks stays Chinese, so that the page can mark it with `lang`.
 */
export function translateData(
  lang: Lang,
  template: string,
  params: RefusalParams = {},
): { readonly text: string; readonly lang: Lang } {
  const line = lang === 'en' ? (english as Readonly<Record<string, string>>)[template] : undefined
  return line === undefined
    ? { text: fill(template, params), lang: 'zh' }
    : { text: fill(line, params), lang: 'en' }
}
