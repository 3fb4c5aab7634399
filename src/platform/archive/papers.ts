import { dayOf } from '../calendar/calendar.ts'
import { datesOf } from '../calendar/deadlines.ts'
import { loadCalendar } from '../calendar/store.ts'
import { countedOf, roundEnd } from '../consent/facet.ts'
import { remarkOf, silenceOf } from '../consent/rules.ts'
import { askedOf, opinionsOn } from '../consent/store.ts'
import type { Tx } from '../db/database.ts'
import type { Block, PaperDocument } from '../documents/blocks.ts'
import { orgNames } from '../identity/names.ts'
import { TAKEN_DOWN } from '../notice/rules.ts'
import { objectionsTo } from '../notice/store-words.ts'
import * as notices from '../notice/store.ts'
import { AUDIENCES, wholeFields } from '../notice/view.ts'
import { isServing, pseudonym } from '../panel/on-panel.ts'
import { meanText } from '../panel/rules.ts'
import { confirmationsOf, seatsOfPanel, type SeatRecord } from '../panel/store-seats.ts'
import * as panels from '../panel/store.ts'
import { defOfPanel, labelsOf, PANEL_STATES, readableBallots } from '../panel/view.ts'
import type { Binding } from '../procedure/perform.ts'
import { entriesOf, type DossierRow } from '../procedure/store.ts'
import { dateTime } from '../text/format.ts'

/** A paper of a volume that is written from what the platform kept; with the place it has in it. */
export interface VolumePaper {
  readonly name: string
  readonly paper: PaperDocument
  /** Its text never changes, only names are taken down from it (practice.md P14): once archived is enough. */
  readonly fixed?: true
}

/** Opinions of other units, panels and notices of a dossier, each as a paper. */
export async function papersOf(tx: Tx, binding: Binding, dossier: DossierRow): Promise<VolumePaper[]> {
  return [
    ...(await opinionPapers(tx, dossier)),
    ...(await panelPapers(tx, binding, dossier)),
    ...(await noticePapers(tx, dossier)),
  ]
}

/** How a place is written in the name of a file, so that names sort as the list does. */
export const placeName = (i: number) => String(i + 1).padStart(2, '0')

function paperOf(title: string, dossier: DossierRow, at: string, blocks: readonly Block[]): PaperDocument {
  return { title, version: dossier.title, at, blocks: [{ kind: 'title', text: title }, ...blocks] }
}

/** Who was asked, in the plan's order, and what each said; who said nothing stands there too. */
async function opinionPapers(tx: Tx, dossier: DossierRow): Promise<VolumePaper[]> {
  const asked = await askedOf(tx, 'platform', dossier.id)
  if (asked.length === 0) return []
  const opinions = await opinionsOn(
    tx,
    'platform',
    asked.map(({ id }) => id),
  )
  const orgs = await orgNames(
    tx,
    asked.map((row) => row.unit_org_id),
  )
  const calendar = await loadCalendar(tx)
  const entries = await entriesOf(tx, 'platform', dossier.id)
  const rounds = [...new Set(asked.map(({ visit }) => visit))]
  const rows = asked.flatMap((row) => {
    const round = String(rounds.indexOf(row.visit) + 1)
    const unit = orgs.get(row.unit_org_id) ?? ''
    const { dueOn } = datesOf(row.term, row.starts_on, calendar)
    const said = opinions.filter(({ asked_id }) => asked_id === row.id)
    // A round that still runs has no end yet: nothing was left unsaid in it.
    const silence = silenceOf(
      row.silence,
      countedOf(row, opinions, calendar),
      roundEnd(entries, row.visit, row.starts_on),
    )
    const unsaid = silence ?? (said.length === 0 ? '没有提出意见' : undefined)
    const words = said.map((one) => {
      const remark = remarkOf(one.late, dueOn, dayOf(one.at))
      const when = `${dateTime(one.at)}${remark === null ? '' : `（${remark}）`}`
      return [round, unit, row.basis, one.verdict, one.words, when]
    })
    return unsaid === undefined ? words : [[round, unit, row.basis, unsaid, '', ''], ...words]
  })
  const at = opinions.at(-1)?.at ?? asked.at(-1)?.asked_at ?? dossier.opened_at
  const head = ['轮次', '单位', '依据', '意见', '说明', '时间（北京时间）']
  const table = { kind: 'table', head, widths: [1, 3, 3, 2, 5, 3], rows } as const
  return [{ name: '意见/01-征求意见.pdf', paper: paperOf('征求意见情况', dossier, at, [table]) }]
}

/** Each panel: how it was drawn, what its members said under their pseudonyms, and what came of it. */
async function panelPapers(tx: Tx, binding: Binding, dossier: DossierRow): Promise<VolumePaper[]> {
  const found = await panels.panelsOf(tx, [dossier.id])
  const papers: VolumePaper[] = []
  for (const [i, panel] of found.entries()) {
    const draws = await panels.drawsOf(tx, panel.id)
    const blocks = [
      ...draws.map(drawBlock),
      ...(panel.opened_at === null ? [] : await meetingBlocks(tx, binding, dossier, panel)),
    ]
    const at = panel.opened_at ?? draws.at(-1)?.frozen_at ?? panel.at
    const state: Block = { kind: 'pairs', rows: [['状态', PANEL_STATES[panel.state]]] }
    const paper = paperOf('专家评审情况', dossier, at, [state, ...blocks])
    papers.push({ name: `评审/${placeName(i)}-专家评审.pdf`, paper })
  }
  return papers
}

function drawBlock(draw: panels.DrawRow): Block {
  return {
    kind: 'pairs',
    rows: [
      [`第 ${draw.round} 次抽取`, draw.public_id],
      ['承诺值', draw.root],
      ['公开号码', draw.seed ?? '没有录入'],
      ['号码来源', draw.seed_source ?? draw.seed_name],
    ],
  }
}

/** Members by pseudonym: whether their names are made public is the city's rule, and theirs stand in its record. */
async function meetingBlocks(
  tx: Tx,
  binding: Binding,
  dossier: DossierRow,
  panel: panels.PanelRow,
): Promise<Block[]> {
  const all = await seatsOfPanel(tx, panel.id)
  const serving = all.filter(isServing)
  const def = defOfPanel(binding, dossier, panel)
  const labels = Object.entries(labelsOf(def))
  const ids = serving.map(({ id }) => id)
  const ballots = new Map((await readableBallots(tx, panel, all)).map((row) => [row.seat_id, row.ballot]))
  const confirmed = await confirmationsOf(tx, ids, panel.opinion_no)
  const dissent = (seat: SeatRecord) => confirmed.find((one) => one.seat_id === seat.id)?.dissent ?? ''
  const { result } = panel
  return [
    {
      kind: 'pairs',
      rows: [
        ['会议开始', dateTime(panel.opened_at ?? panel.at)],
        ['结论', result === null ? '没有形成' : result.passes ? '通过' : '不通过'],
        ['平均分', result === null || result.sum === 0 ? '—' : meanText(result.sum, result.count)],
        ['专家组意见', panel.opinion ?? ''],
      ],
    },
    ...serving.map((seat): Block => ({
      kind: 'table',
      head: [pseudonym(seat.leaf), seat.type],
      widths: [2, 5],
      rows: [
        ...labels.map(([name, label]) => [label, textOf(ballots.get(seat.id)?.[name])]),
        ['不同意见', dissent(seat)],
      ],
    })),
  ]
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const NOTICE_STATES = {
  open: '公示中',
  closed: '已结束',
  replaced: '已重新公示',
  withdrawn: '已撤回',
} as const
const OBJECTION_STATES = {
  open: '没有答复',
  upheld: '成立',
  rejected: '不成立',
  overtaken: '因撤回而终止',
} as const
const OBJECTION_KINDS = { objection: '异议', lead: '线索' } as const

/** Each notice with all its versions as they were posted; beside it what was said against it and the answers. */
async function noticePapers(tx: Tx, dossier: DossierRow): Promise<VolumePaper[]> {
  const papers: VolumePaper[] = []
  for (const [i, notice] of (await notices.noticesOfDossier(tx, dossier.id)).entries()) {
    const versions = await notices.versionsOf(tx, [notice.id])
    const names = await notices.namesOf(tx, [notice.id])
    const at = notice.closed_at ?? versions.at(-1)?.at ?? notice.opened_at
    const head: Block = {
      kind: 'pairs',
      rows: [
        ['公示编号', notice.public_id],
        ['范围', AUDIENCES[notice.audience]],
        ['期间', `${notice.starts_on} 至 ${notice.nominal_on}`],
        ['状态', NOTICE_STATES[notice.state]],
        ['更正、撤回的原因', notice.reason ?? ''],
      ],
    }
    const leaves = await notices.leavesWithBodies(
      tx,
      versions.map(({ journal_id }) => journal_id),
    )
    const leafOf = (version: notices.VersionRow) => leaves.get(version.journal_id)?.hash ?? ''
    const blocks = [head, ...versions.flatMap((version) => versionBlocks(version, names, leafOf(version)))]
    papers.push({
      name: `公示/${placeName(i)}-第${versions.length}版.pdf`,
      paper: paperOf(notice.title, dossier, at, blocks),
      fixed: true,
    })
    papers.push(...(await objectionPapers(tx, dossier, notice, i)))
  }
  return papers
}

/** A version with what proves it: its digest, and the leaf of the public log that names the digest. */
function versionBlocks(
  version: notices.VersionRow,
  names: readonly notices.NameRow[],
  leaf: string,
): Block[] {
  const rows = wholeFields(version, names).map(({ label, value }) => [
    label,
    value === '' ? TAKEN_DOWN : value,
  ])
  const reason = version.reason === null ? '' : `更正原因：${version.reason}。`
  return [
    { kind: 'heading', text: `第 ${version.version} 版（${dateTime(version.at)}）` },
    { kind: 'paragraph', text: `${reason}文本摘要 ${version.digest}，存证叶 ${leaf}` },
    { kind: 'table', head: ['项目', '内容'], widths: [2, 5], rows },
  ]
}

/** Words against a notice and their answers, without who said them: that is forgotten in time (practice.md P14). */
async function objectionPapers(
  tx: Tx,
  dossier: DossierRow,
  notice: notices.NoticeRow,
  i: number,
): Promise<VolumePaper[]> {
  const found = await objectionsTo(tx, notice.id, null)
  const words = found.toSorted((a, b) => a.at.localeCompare(b.at))
  const last = words.at(-1)
  if (!last) return []
  const rows = words.map((one) => [
    OBJECTION_KINDS[one.kind],
    dateTime(one.at),
    one.words,
    OBJECTION_STATES[one.state],
    one.answer ?? '',
    one.answered_at === null ? '' : dateTime(one.answered_at),
  ])
  const head = ['种类', '提出时间', '内容', '处理', '答复', '答复时间']
  const table = { kind: 'table', head, widths: [1, 2, 5, 2, 5, 2], rows } as const
  const title = `${notice.title}的异议和答复`
  return [
    {
      name: `公示/${placeName(i)}-异议.pdf`,
      paper: paperOf(title, dossier, last.answered_at ?? last.at, [table]),
    },
  ]
}
