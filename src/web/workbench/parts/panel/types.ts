import type { JsonSchema } from '../../helpers/schema.ts'

/** One thing to do, as the server names it. */
export interface PanelAct {
  readonly name: string
  readonly title: string
  readonly path: string
  readonly form: JsonSchema
  readonly confirm?: string
}

export interface Criteria {
  readonly rows: readonly {
    readonly type: string
    readonly place: string
    readonly fields: readonly string[]
    readonly seats: number
  }[]
  readonly outsideShareBp: number
  readonly meetingOn: string
  readonly meetingPlace: string
  readonly reason?: string
}

export interface PanelSeat {
  readonly id: string
  readonly name: string
  readonly unit: string | null
  readonly title: string | null
  readonly type: string
  readonly round: number
  readonly place: number | null
  readonly stateTitle: string
  readonly answerBy: string
  readonly isChair: boolean
  readonly conflict: string | null
  readonly reason: string | null
  readonly soft: string | null
  readonly softStays: boolean | null
  readonly ballot: Readonly<Record<string, unknown>> | null
  readonly agrees: boolean | null
  readonly dissent: string | null
  readonly feeFen: number | null
  readonly rating: number | null
  readonly next: readonly PanelAct[]
}

export interface PanelDraw {
  readonly publicId: string
  readonly round: number
  readonly rows: Criteria['rows']
  readonly counts: readonly number[]
  readonly leftOut: Readonly<Record<string, number>>
  readonly algorithm: string
  readonly root: string
  readonly seedName: string
  readonly seedAt: string
  readonly frozenAt: string
  readonly frozenBy: string
  readonly seed: string | null
  readonly seedSource: string | null
  readonly operator: string | null
  readonly witness: string | null
  readonly drawnAt: string | null
  readonly reason: string | null
  readonly replacedAt: string | null
  readonly replacedReason: string | null
}

export interface PanelReply {
  readonly id: string
  readonly dossierId: string
  readonly title: string
  readonly panelTitle: string
  readonly state: string
  readonly stateTitle: string
  readonly criteria: readonly {
    readonly version: number
    readonly at: string
    readonly by: string
    readonly criteria: Criteria
  }[]
  readonly exclusions: readonly { readonly name: string; readonly unit: string; readonly reason: string }[]
  readonly draws: readonly PanelDraw[]
  readonly seats: readonly PanelSeat[]
  readonly proposals: readonly {
    readonly id: string
    readonly kind: 'remove' | 'redraw'
    readonly who: string | null
    readonly conflict: string | null
    readonly reason: string
    readonly by: string
    readonly at: string
    readonly answer: {
      readonly agrees: boolean
      readonly words: string
      readonly by: string
      readonly at: string
    } | null
    readonly next: readonly PanelAct[]
  }[]
  readonly events: readonly { readonly at: string; readonly who: string | null; readonly words: string }[]
  readonly opinion: string | null
  readonly result: {
    readonly passes: boolean
    readonly count: number
    readonly mean: string | null
    readonly yes: Readonly<Record<string, number>>
  } | null
  readonly labels: Readonly<Record<string, string>>
  readonly next: readonly PanelAct[]
}

/** A value of a ballot as people read it: whole numbers are hundredths of a point. */
export function ballotValue(value: unknown): string {
  return typeof value === 'number' ? `${(value / 100).toFixed(2)} 分` : String(value)
}
