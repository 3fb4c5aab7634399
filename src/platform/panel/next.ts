import type { z } from 'zod'
import { formSchema } from '../forms/form.ts'
import * as forms from './forms.ts'
import type { PanelRow } from './store.ts'
import type { SeatRecord } from './store-seats.ts'

/** One thing the viewer may do next; the browser draws a button of it. */
export interface PanelAct {
  readonly name: string
  readonly title: string
  readonly path: string
  readonly form: Record<string, unknown>
  readonly confirm?: string
}

const NONE: Record<string, unknown> = { type: 'object', properties: {} }

function act(name: string, title: string, path: string, form?: z.ZodType, confirm?: string): PanelAct {
  return {
    name,
    title,
    path,
    form: form ? formSchema(form) : NONE,
    ...(confirm !== undefined && { confirm }),
  }
}

/** What the unit may do with a panel. */
export function unitActs(
  panel: PanelRow,
  has: { criteria: boolean; overdue: boolean; redraw: boolean; ready: boolean },
): PanelAct[] {
  const to = (name: string) => `/panels/${panel.id}/${name}`
  const redraw = act(
    'redraw',
    '提出作废并重新抽取',
    to('redraw'),
    forms.redrawForm,
    '由另一位同事核准；旧的抽取和理由公开保留，不会删除。',
  )
  const redraws = has.redraw ? [redraw] : []
  switch (panel.state) {
    case 'criteria':
      return [
        act('criteria', has.criteria ? '修改组建条件' : '确定组建条件', to('criteria'), forms.criteriaForm),
        ...(has.criteria
          ? [
              act(
                'freeze',
                '冻结候选人名单',
                to('freeze'),
                forms.freezeForm,
                '冻结后公布承诺值和将采用的公开号码；操作人不能是项目管理人。',
              ),
            ]
          : []),
      ]
    case 'frozen':
      return [act('seed', '录入公开号码', to('seed'), forms.seedForm), ...redraws]
    case 'drawn':
      return [
        ...(has.ready
          ? [act('open', '开始评审', to('open'), undefined, '开始后组员和承办单位可以看到专家名单。')]
          : []),
        ...(has.overdue ? [act('pass-silent', '联系下一位', to('pass-silent'))] : []),
        ...redraws,
      ]
    case 'reviewing':
      return [...(has.overdue ? [act('pass-silent', '联系下一位', to('pass-silent'))] : []), ...redraws]
    default:
      return []
  }
}

/** What the unit may do with one seat. */
export function unitSeatActs(panel: PanelRow, seat: SeatRecord, isHeld: boolean): PanelAct[] {
  const to = (name: string) => `/panel-seats/${seat.id}/${name}`
  const acts: PanelAct[] = []
  if (isHeld && (panel.state === 'drawn' || panel.state === 'reviewing' || panel.state === 'decided'))
    acts.push(
      act(
        'remove',
        '提出更换',
        to('remove'),
        forms.removeForm,
        '由另一位同事核准；更换后原评分作废，按顺序递补下一位。',
      ),
    )
  if (panel.result !== null && seat.state === 'confirmed')
    acts.push(act('pay', '记录咨询费', to('pay'), forms.payForm))
  if (panel.result !== null && seat.state === 'paid')
    acts.push(act('rate', '评价履职', to('rate'), forms.rateForm))
  return acts
}

/** What a second person may do with a proposal. */
export function proposalActs(id: string): PanelAct[] {
  return [act('answer', '核准或否决', `/panel-proposals/${id}/answer`, forms.answerForm)]
}

/** Whether experts have anything to do with the panel now. */
export function isAsking({ state }: PanelRow): boolean {
  return state === 'drawn' || state === 'reviewing'
}

/** What an expert may do with the own seat. */
export function seatActs(
  panel: PanelRow,
  seat: SeatRecord,
  has: { allIn: boolean; softWaits: boolean; now: string; ballot: z.ZodObject },
): PanelAct[] {
  const to = (name: string) => `/panel-seats/${seat.id}/${name}`
  if (!isAsking(panel)) return []
  if (seat.state === 'invited')
    return has.now > seat.answer_by ? [] : [act('reply', '答复邀请', to('reply'), forms.replyForm)]
  if (seat.state === 'accepted') return [act('commit', '签署承诺', to('commit'), forms.commitForm)]
  if (panel.state !== 'reviewing') return []
  const isChair = panel.chair_seat === seat.id
  const acts: PanelAct[] = []
  if (panel.chair_seat === null) acts.push(act('chair', '推选组长', to('chair'), forms.chairForm))
  if (isChair && has.softWaits) acts.push(act('soft', '决定其他关系', to('soft'), forms.softForm))
  if (seat.state === 'reviewing' && panel.chair_seat !== null)
    acts.push(act('ballot', '提交评审意见', to('ballot'), has.ballot, '提交后锁定，不能再改。'))
  if (isChair && has.allIn) acts.push(act('opinion', '形成专家组意见', to('opinion'), forms.opinionForm))
  if (seat.state === 'submitted' && panel.opinion !== null)
    acts.push(act('confirm', '确认专家组意见', to('confirm'), forms.confirmForm))
  return acts
}
