import { types } from 'pg'
import type pg from 'pg'

type Parser = (text: string) => unknown

const { builtins } = types
// Array types have no names in pg.
const TEXT_ARRAY: number = 1009
const INT8_ARRAY = 1016
const TIMESTAMPTZ_ARRAY = 1185
const DATE_ARRAY = 1182
const NUMERIC_ARRAY = 1231

/** A bigint as a number; throws beyond 2^53 - 1 rather than round. */
function parseBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} is not a safe integer`)
  return value
}

/**
 * A timestamptz ("2026-11-23 09:01:02.123456+00", the session is in UTC) as "2026-11-23T09:01:02.123Z";
 * microseconds are cut. Throws on infinity and on years before 1 or beyond 9999.
 */
function parseInstant(text: string): string {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text)
  if (!found) throw new Error(`timestamptz ${text} is not an instant in UTC between years 1 and 9999`)
  return `${found[1]}T${found[2]}.${(found[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`
}

const asText: Parser = (text) => text

// The parser of text[] splits any one-dimensional array.
const parseTextArray = parserOf(TEXT_ARRAY)

function parserOf(oid: number): Parser {
  const parse: unknown = types.getTypeParser(oid)
  if (typeof parse !== 'function') throw new Error(`pg has no parser for type ${oid}`)
  return (text) => parse(text)
}

function arrayOf(parse: Parser): Parser {
  return (text) => {
    const items: unknown = parseTextArray(text)
    if (!Array.isArray(items)) throw new Error(`${text} is not an array`)
    return items.map((item: unknown) => (typeof item === 'string' ? parse(item) : item))
  }
}

const parsers = new Map<number, Parser>([
  [builtins.INT8, parseBigint],
  [builtins.NUMERIC, asText],
  [builtins.DATE, asText],
  [builtins.TIMESTAMPTZ, parseInstant],
  // Without a zone there is no instant; our schemas do not use it.
  [builtins.TIMESTAMP, asText],
  [INT8_ARRAY, arrayOf(parseBigint)],
  [NUMERIC_ARRAY, arrayOf(asText)],
  [DATE_ARRAY, arrayOf(asText)],
  [TIMESTAMPTZ_ARRAY, arrayOf(parseInstant)],
])

/**
 * How values come back on every connection of ours: date 'YYYY-MM-DD', timestamptz ISO with Z and
 * milliseconds, bigint a safe integer, numeric a string, json and jsonb parsed, arrays of them likewise.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format !== 'binary' && parsers.get(oid)) || types.getTypeParser(oid, format),
}
