/** A field of a form and why its value was not accepted. */
export interface FieldFault {
  /** Path of the field in the submitted form, for example `ip.0.number`. */
  readonly field: string
  readonly message: string
}

/** absent 404, forbidden 403, conflict 409, invalid 422, unsigned 401, tooMany 429, busy 503, badRequest 400, tooLarge 413. */
export type RefusalKind =
  | 'absent'
  | 'forbidden'
  | 'conflict'
  | 'invalid'
  | 'unsigned'
  | 'tooMany'
  | 'busy'
  | 'badRequest'
  | 'tooLarge'

export type RefusalParams = Readonly<Record<string, string | number>>

/**
 * An expected "no": a Chinese sentence a citizen can act on, written as a template
 * ("编号 {code} 已被使用") so that it can be translated. Anything else thrown is a bug.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: RefusalKind
  readonly template: string
  readonly params: RefusalParams
  readonly fields: readonly FieldFault[]

  constructor(
    kind: RefusalKind,
    template: string,
    params: RefusalParams = {},
    fields: readonly FieldFault[] = [],
  ) {
    super(fill(template, params))
    this.kind = kind
    this.template = template
    this.params = params
    this.fields = fields
  }
}

/** Replaces `{name}` in a template by the parameter of that name; an unknown name is a bug and throws. */
export function fill(template: string, params: RefusalParams): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`template "${template}" lacks parameter ${name}`)
    return String(value)
  })
}
