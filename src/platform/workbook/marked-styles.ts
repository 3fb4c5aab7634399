import { FAULT_FILL, PROBLEM_FONT, PROBLEM_HEADER_FILL, PROBLEM_HEADER_FONT } from './styles.ts'

/** Styles added to a person's own style sheet: the faulty cell keeps its look but for the fill. */
export class AddedStyles {
  readonly #xml: string
  readonly #own: readonly string[]
  readonly #faulty = new Map<number, number>()
  readonly problem: number
  readonly problemHeader: number

  private constructor(xml: string, own: readonly string[]) {
    this.#xml = xml
    this.#own = own
    this.problem = own.length
    this.problemHeader = own.length + 1
  }

  /** Undefined when the style sheet is not one that can be added to. */
  static of(xml: string): AddedStyles | undefined {
    const cells = /<(?:\w+:)?cellXfs\b[^>]*>([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(xml)?.[1]
    const hasLists = /<\/(?:\w+:)?fonts>/.test(xml) && /<\/(?:\w+:)?fills>/.test(xml)
    if (cells === undefined || !hasLists) return undefined
    const own = cells.match(/<(?:\w+:)?xf\b[^>]*?(?:\/>|>[\s\S]*?<\/(?:\w+:)?xf>)/g) ?? []
    return own.length === 0 ? undefined : new AddedStyles(xml, own)
  }

  /** Number of the style of a faulty cell that had this one. */
  faulty(style: number): number {
    const known = this.#faulty.get(style)
    if (known !== undefined) return known
    const added = this.#own.length + 2 + this.#faulty.size
    this.#faulty.set(style, added)
    return added
  }

  /** The style sheet with everything that was asked for. */
  xml(): string {
    const fonts = countOf(this.#xml, 'font')
    const fills = countOf(this.#xml, 'fill')
    const wrapped = (font: number, fill: number) =>
      `<xf numFmtId="0" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`
    const cells = [
      prefixed(this.#xml, 'cellXfs', wrapped(fonts, fills)),
      prefixed(this.#xml, 'cellXfs', wrapped(fonts + 1, fills + 1)),
      ...[...this.#faulty.keys()].map((style) => filled(this.#own[style] ?? this.#own[0] ?? '', fills)),
    ].join('')
    const withFonts = appended(
      this.#xml,
      'fonts',
      prefixed(this.#xml, 'fonts', PROBLEM_FONT + PROBLEM_HEADER_FONT),
    )
    const withFills = appended(
      withFonts,
      'fills',
      prefixed(this.#xml, 'fills', FAULT_FILL + PROBLEM_HEADER_FILL),
    )
    return appended(withFills, 'cellXfs', cells)
  }
}

function filled(xf: string, fill: number): string {
  const plain = xf.replace(/\s(?:fillId|applyFill)="[^"]*"/g, '')
  return plain.replace(/^<((?:\w+:)?xf)\b/, `<$1 fillId="${fill}" applyFill="1"`)
}

function countOf(xml: string, item: 'font' | 'fill'): number {
  const list =
    new RegExp(`<(?:\\w+:)?${item}s\\b[^>]*>([\\s\\S]*?)</(?:\\w+:)?${item}s>`).exec(xml)?.[1] ?? ''
  return list.match(new RegExp(`<(?:\\w+:)?${item}(?=[\\s/>])`, 'g'))?.length ?? 0
}

/** Our elements with the prefix the document writes before its own. */
function prefixed(xml: string, list: string, added: string): string {
  const prefix = new RegExp(`</(\\w+:)${list}>`).exec(xml)?.[1] ?? ''
  return prefix === '' ? added : added.replace(/<(\/?)(\w)/g, `<$1${prefix}$2`)
}

/** Adds items at the end of a list and takes its count away, which nobody needs. */
function appended(xml: string, list: string, items: string): string {
  return xml
    .replace(new RegExp(`(<(?:\\w+:)?${list}\\b[^>]*?)\\scount="\\d*"`), '$1')
    .replace(new RegExp(`</(?:\\w+:)?${list}>`), (end) => items + end)
}
