import type { Actor } from '../access/access.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Block, PaperDocument } from '../documents/blocks.ts'
import { writeDocx } from '../documents/docx.ts'
import { printPdf } from '../documents/pdf.ts'
import { stationeryOf } from '../documents/stationery.ts'
import { fileResponse } from '../files/respond.ts'
import { permanentAddress } from '../identifiers/identifiers.ts'
import { Refusal } from '../refusal.ts'
import { amount, dateTime } from '../text/format.ts'
import type { PanelParts } from './on-panel.ts'
import * as store from './store.ts'
import { unitPanel, type DrawView, type PanelView, type SeatView } from './view.ts'

export const PAPERS = ['draw', 'commitments', 'ballots', 'opinion', 'fees'] as const
export type PaperKind = (typeof PAPERS)[number]

const TITLES: Readonly<Record<PaperKind, string>> = {
  draw: '专家抽取记录',
  commitments: '评审专家回避声明和承诺书',
  ballots: '专家评审意见',
  opinion: '专家组意见',
  fees: '评审签到和咨询费发放表',
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** A paper of a panel. Before the meeting only the record of the draw exists, and it holds no name. */
export async function panelPaper(
  tx: Tx,
  parts: PanelParts,
  actor: Actor,
  input: { readonly panelId: string; readonly kind: PaperKind; readonly ending: 'pdf' | 'docx' },
  now: Instant,
): Promise<Response> {
  const view = await unitPanel(tx, parts, actor, input.panelId, now)
  const panel = await store.findPanel(tx, input.panelId)
  const isOpen = view.state === 'reviewing' || view.state === 'decided' || view.state === 'closed'
  if (input.kind !== 'draw' && !isOpen) throw new Refusal('conflict', '会议开始之前没有这份文书。')
  const { origin, mark } = await stationeryOf(tx, panel?.sample ?? false)
  const [draw] = view.draws
  const paper: PaperDocument = {
    title: TITLES[input.kind],
    version: view.title,
    at: now,
    ...(mark !== undefined && { mark }),
    ...(input.kind === 'draw' &&
      draw && {
        address: { url: permanentAddress(origin, 'draw', draw.publicId), caption: '扫码复算本次抽取' },
      }),
    blocks: [
      { kind: 'title', text: TITLES[input.kind], subtitle: `${view.panelTitle} · ${view.title}` },
      ...blocksOf(input.kind, view),
    ],
  }
  const name = `${TITLES[input.kind]}-${view.title}.${input.ending}`
  if (input.ending === 'docx') return fileResponse((await writeDocx(paper)).bytes, name, DOCX)
  return fileResponse((await printPdf(paper)).bytes, name, 'application/pdf')
}

function blocksOf(kind: PaperKind, view: PanelView): Block[] {
  const members = view.seats.filter(({ unit }) => unit !== null)
  switch (kind) {
    case 'draw':
      return view.draws.toReversed().flatMap((draw) => drawBlocks(view, draw))
    case 'commitments':
      return [
        {
          kind: 'paragraph',
          text: '本人承诺：对评审内容、讨论情况和结果保密；与申报方及其竞争方没有应当回避而未申报的情形；独立、客观提出意见。',
        },
        memberTable(members, ['申报的其他关系', '组长的决定'], (seat) => [
          seat.soft ?? '无',
          seat.softStays === null ? '—' : seat.softStays ? '可以参加' : '应当回避',
        ]),
      ]
    case 'ballots':
      return members.flatMap((seat) => ballotBlocks(view, seat))
    case 'opinion':
      return opinionBlocks(view, members)
    default:
      return [
        memberTable(members, ['咨询费（元）', '签名'], (seat) => [
          seat.feeFen === null ? '' : amount(seat.feeFen),
          '',
        ]),
      ]
  }
}

function drawBlocks(view: PanelView, draw: DrawView): Block[] {
  const events = view.events.filter(({ who, round }) => who !== null && round === draw.round)
  return [
    { kind: 'heading', text: `第 ${draw.round} 次抽取` },
    {
      kind: 'pairs',
      rows: [
        ['算法', `${draw.algorithm}（RFC 3797 流程，SHA-256）`],
        ['承诺值', draw.root],
        ['公开号码', `${draw.seedName}，${dateTime(draw.seedAt)} 公布`],
        ['录入的号码', draw.seed ?? '尚未录入'],
        ['号码来源', draw.seedSource ?? '—'],
        ['冻结人', `${draw.frozenBy} ${dateTime(draw.frozenAt)}`],
        ['操作人', draw.operator ?? '—'],
        ['核对人', draw.witness ?? '—'],
        ['抽取时间', draw.drawnAt === null ? '—' : dateTime(draw.drawnAt)],
        ...(draw.reason === null ? [] : [['因何重抽', draw.reason] as const]),
        ...(draw.replacedReason === null ? [] : [['作废理由', draw.replacedReason] as const]),
      ],
    },
    {
      kind: 'table',
      head: ['组', '席位', '候选人'],
      widths: [3, 1, 1],
      rows: draw.rows.map((row, at) => [
        `${row.type}·${row.place}`,
        String(row.seats),
        String(draw.counts[at] ?? 0),
      ]),
    },
    ...leftOutBlocks(draw),
    {
      kind: 'table',
      head: ['顺序', '专家', '类型', '结果'],
      widths: [1, 3, 1, 3],
      rows: view.seats
        .filter(({ round }) => round === draw.round)
        .map((seat) => [
          seat.place === null ? '' : String(seat.place + 1),
          seat.name,
          seat.type,
          seat.stateTitle,
        ]),
    },
    {
      kind: 'table',
      head: ['时间', '专家', '经过'],
      widths: [2, 2, 4],
      rows: events.map(({ at, who, words }) => [dateTime(at), who ?? '', words]),
    },
  ]
}

function leftOutBlocks({ leftOut }: DrawView): Block[] {
  const rows = Object.entries(leftOut).map(([why, n]) => [why, String(n)])
  return rows.length === 0
    ? []
    : [{ kind: 'table', head: ['未列为候选人的原因', '人数'], widths: [6, 1], rows }]
}

function memberTable(
  members: readonly SeatView[],
  more: readonly string[],
  cells: (seat: SeatView) => string[],
): Block {
  return {
    kind: 'table',
    head: ['姓名', '单位', '类型', ...more],
    widths: [2, 4, 1, ...more.map(() => 3)],
    rows: members.map((seat) => [seat.name, seat.unit ?? '', seat.type, ...cells(seat)]),
  }
}

function ballotBlocks(view: PanelView, seat: SeatView): Block[] {
  return [
    { kind: 'heading', text: `${seat.name}（${seat.unit ?? ''}）` },
    seat.ballot === null
      ? { kind: 'paragraph', text: '全部专家提交之前不公开个人评审意见。' }
      : {
          kind: 'pairs',
          rows: Object.entries(seat.ballot).map(([name, value]) => [
            view.labels[name] ?? name,
            typeof value === 'number' ? (value / 100).toFixed(2) : String(value),
          ]),
        },
  ]
}

function opinionBlocks(view: PanelView, members: readonly SeatView[]): Block[] {
  const { result } = view
  return [
    { kind: 'paragraph', text: view.opinion ?? '专家组意见还没有形成。' },
    ...(result === null
      ? []
      : [
          {
            kind: 'pairs' as const,
            rows: [
              ['结论', result.passes ? '通过' : '不通过'] as const,
              ...(result.mean === null ? [] : [['平均分', result.mean] as const]),
              ...Object.entries(result.yes).map(
                ([name, yes]) =>
                  [view.labels[name] ?? name, `同意 ${yes} 票，共 ${result.count} 票`] as const,
              ),
            ],
          },
        ]),
    memberTable(members, ['签署'], (seat) => [
      seat.agrees === null ? '未签' : seat.agrees ? '同意' : `保留意见：${seat.dissent ?? ''}`,
    ]),
  ]
}
