/** Looks of the cells we write, by name. Colours are those of the interface (design.md 10). */
const STYLES = {
  plain: '',
  /** Text format, so that a spreadsheet leaves codes as they are typed. */
  text: 'numFmtId="49" applyNumberFormat="1"',
  /** A text that begins like a formula: shown with an apostrophe, never calculated. */
  guarded: 'numFmtId="49" applyNumberFormat="1" quotePrefix="1"',
  wrapped: 'applyAlignment="1" wrap',
  number: '',
  money: 'numFmtId="4" applyNumberFormat="1"',
  day: 'numFmtId="164" applyNumberFormat="1"',
  title: 'fontId="2" applyFont="1" wrap',
  header: 'fontId="1" applyFont="1" fillId="2" applyFill="1" borderId="1" applyBorder="1" wrap',
  required: 'fontId="1" applyFont="1" fillId="3" applyFill="1" borderId="1" applyBorder="1" wrap',
  example: 'fontId="3" applyFont="1" numFmtId="49" applyNumberFormat="1" wrap',
  soft: 'fontId="3" applyFont="1" wrap',
  fault: 'fillId="4" applyFill="1"',
  problem: 'fontId="4" applyFont="1" fillId="4" applyFill="1" wrap',
  problemHeader: 'fontId="1" applyFont="1" fillId="5" applyFill="1" borderId="1" applyBorder="1" wrap',
} as const

export type StyleName = keyof typeof STYLES

const NAMES = Object.keys(STYLES) as StyleName[]

/** Number of a style in the workbooks we write. */
export function styleNumber(name: StyleName): number {
  return NAMES.indexOf(name)
}

/** Fill of faulty cells, font and fill of the sentence about them; also put into other people's workbooks. */
export const FAULT_FILL =
  '<fill><patternFill patternType="solid"><fgColor rgb="FFFDECEA"/><bgColor indexed="64"/></patternFill></fill>'
export const PROBLEM_HEADER_FILL =
  '<fill><patternFill patternType="solid"><fgColor rgb="FFB3261E"/><bgColor indexed="64"/></patternFill></fill>'
export const PROBLEM_FONT = '<font><sz val="11"/><color rgb="FFB3261E"/><name val="等线"/></font>'
export const PROBLEM_HEADER_FONT = '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="等线"/></font>'

const solid = (rgb: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${rgb}"/><bgColor indexed="64"/></patternFill></fill>`
const font = (more: string) => `<font>${more}<name val="等线"/></font>`

/** The style sheet of the workbooks we write. */
export function stylesXml(): string {
  const fonts = [
    font('<sz val="11"/>'),
    PROBLEM_HEADER_FONT,
    font('<b/><sz val="14"/>'),
    font('<i/><sz val="11"/><color rgb="FF4A5768"/>'),
    PROBLEM_FONT,
  ]
  const fills = [
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    solid('FF0B57A4'),
    solid('FF084481'),
    FAULT_FILL,
    PROBLEM_HEADER_FILL,
  ]
  const edge = (side: string) => `<${side} style="thin"><color rgb="FFFFFFFF"/></${side}>`
  const borders = [
    '<border><left/><right/><top/><bottom/><diagonal/></border>',
    `<border>${edge('left')}${edge('right')}${edge('top')}${edge('bottom')}<diagonal/></border>`,
  ]
  const group = (name: string, items: readonly string[]) =>
    `<${name} count="${items.length}">${items.join('')}</${name}>`
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>${group('fonts', fonts)}${group('fills', fills)}${group('borders', borders)}${group('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])}${group('cellXfs', NAMES.map(xf))}${group('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])}</styleSheet>`
}

function xf(name: StyleName): string {
  const given: string = STYLES[name]
  const own = given.replace(/\s*(?:applyAlignment="1" )?wrap$/, '')
  const rest = ['numFmtId', 'fontId', 'fillId', 'borderId']
    .filter((attribute) => !own.includes(`${attribute}="`))
    .map((attribute) => `${attribute}="0"`)
  const attributes = [...rest, own, 'xfId="0"'].filter((part) => part !== '').join(' ')
  return own === given
    ? `<xf ${attributes}/>`
    : `<xf ${attributes} applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`
}
