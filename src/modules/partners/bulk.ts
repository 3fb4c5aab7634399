import { v7 } from 'uuid'
import { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import { text } from '#platform/bulk/cells.ts'
import { column } from '#platform/bulk/columns.ts'
import {
  CellFault,
  type Applied,
  type Batch,
  type BulkColumn,
  type BulkKind,
  type RowFault,
  type RowValues,
  type StagedValues,
} from '#platform/bulk/kind.ts'
import { stagedAfter } from '#platform/bulk/store.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { OutsideSource } from '#platform/forms/outside.ts'
import { foldWidth, line, token } from '#platform/forms/text.ts'
import type { OutsideShelf } from '#platform/records/outside.ts'
import { Refusal } from '#platform/refusal.ts'
import { headerPairs } from './rules.ts'
import { insertExchange, partnerNamed, partnerOfOrg, type PartnerRow } from './store.ts'

const OFF = ['下架', '已下架', '撤回', '已撤回', '停用', '删除', '失效', '已成交']
const ON = ['在架', '上架', '已上架', '已发布', '发布', '有效', '新增', '更新']
/** Staged rows read at once in the last command. */
const PART = 5_000

const officers = { officer: 'any', console: 'any' } as const

const more: readonly BulkColumn[] = [
  column('sourceOwner', '来源单位', {
    aliases: ['完成单位', '成果完成单位', '需求单位', '持有单位', '所属单位', '单位名称', '单位'],
    help: '这条记录在对方平台上属于哪个单位',
    example: '示例大学',
  }),
  column('sourceLink', '原始页面', {
    aliases: ['链接', '网址', '详情链接', '详情页', '原始链接'],
    help: '对方平台上的网址，以 http:// 或 https:// 开头',
  }),
  column('sourceState', '在架状态', {
    read: stateOf,
    aliases: ['发布状态', '状态', '变化'],
    choices: ['在架', '下架'],
    help: '写“下架”的，本平台一并下架；不填就是在架',
  }),
]

const moreForm = {
  code: token(64),
  sourceOwner: line(100),
  sourceLink: z
    .url({ protocol: /^https?$/, error: '网址应以 http:// 或 https:// 开头。' })
    .max(300)
    .nullish(),
  sourceState: z.enum(['在架', '下架']).nullish(),
}

/** A partner's file of one kind: the same records by their code, never twice, and taken down as they are there. */
export function partnerBulk(shelf: OutsideShelf): BulkKind {
  const { bulk } = shelf
  return {
    ...bulk,
    kind: `partner-${shelf.name}`,
    title: `外部平台${shelf.title}`,
    module: 'partners',
    columns: [...theirColumns(bulk), ...more],
    exportedOnly: [],
    access: { imports: officers, exports: {} },
    isPrivate: true,
    listsAtOnce: true,
    row: bulk.row.extend(moreForm),
    check: (values, rules, today) => bulk.check(bare(values), rules, today),
    headersOf: async (tx, ownerName) => {
      const partner = await partnerNamed(tx, ownerName)
      if (!partner) throw unregistered()
      return theirHeaders(bulk, partner)
    },
    plan: async (tx, ownerOrgId, _publish, rows) => {
      const partner = await needPartner(tx, ownerOrgId)
      const sorted = await sortRows(tx, shelf, partner, rows)
      const planned = await bulk.plan(tx, partner.org_id, true, sorted.listed)
      return joined(planned, sorted)
    },
    apply: async (tx, actor, batch, rows, now) => {
      const partner = await needPartner(tx, batch.ownerOrgId)
      const sorted = await sortRows(tx, shelf, partner, rows)
      return joined(await bulk.apply(tx, actor, listedBatch(batch), sorted.listed, now), sorted)
    },
    flip: (tx, actor, batch, now) => flip(shelf, tx, actor, batch, now),
  }
}

/** Our columns; the code is theirs. */
function theirColumns({ columns }: BulkKind): BulkColumn[] {
  return columns
    .filter(({ field }) => field !== 'ownerCreditCode')
    .map((one) =>
      one.field === 'code'
        ? {
            ...one,
            aliases: [...(one.aliases ?? []), '平台编号', '外部编号'],
            help: '对方平台上的编号；再次导入时按它更新，不重复登记',
          }
        : one,
    )
}

/** What comes from a partner is public there already, and listed at once. */
function listedBatch(batch: Batch): Batch {
  return { ...batch, publish: true }
}

async function needPartner(tx: Tx, orgId: string | null): Promise<PartnerRow> {
  const partner = orgId === null ? undefined : await partnerOfOrg(tx, orgId)
  if (!partner) throw unregistered()
  return partner
}

function unregistered(): Refusal {
  return new Refusal(
    'invalid',
    '请先在“平台互通”里登记对方平台，再从那里导入它的文件（命令行用 --owner 平台名称）。',
  )
}

/** The partner's headers of our columns, by field. */
function theirHeaders(bulk: BulkKind, partner: PartnerRow): Record<string, string> {
  const pairs = headerPairs(partner.headers)
  const columns = [...bulk.columns, ...more]
  return Object.fromEntries(
    columns.flatMap(({ title, field }) => {
      const theirs = pairs.get(title)
      return theirs === undefined ? [] : [[theirs, field]]
    }),
  )
}

function stateOf(cell: string): string {
  const word = foldWidth(text(cell)).trim()
  if (OFF.includes(word)) return '下架'
  if (ON.includes(word)) return '在架'
  throw new CellFault('在架状态应填“在架”或“下架”。')
}

/** The record's own values, without what is only about its coming from elsewhere. */
function bare({
  sourceOwner: _owner,
  sourceLink: _link,
  sourceState: _state,
  ...values
}: RowValues): RowValues {
  return values
}

interface Sorted {
  readonly listed: readonly StagedValues[]
  /** Rows that say 下架. */
  readonly marked: number
  readonly faults: readonly RowFault[]
}

/** Rows to list, rows marked as taken down, and rows that mean a record we have from somebody else. */
async function sortRows(
  tx: Tx,
  shelf: OutsideShelf,
  partner: PartnerRow,
  rows: readonly StagedValues[],
): Promise<Sorted> {
  const there = rows.filter(({ values }) => values['sourceState'] !== '下架')
  const known = new Set((await shelf.shelved(tx, partner.org_id)).map(({ code }) => code))
  const fresh = there.filter(({ values }) => !known.has(String(values['code'])))
  const twins = await shelf.twins(
    tx,
    partner.org_id,
    fresh.map(({ row, values }) => ({
      row,
      name: String(values['name']),
      owner: String(values['sourceOwner']),
      values,
    })),
  )
  const byRow = new Map(twins.map((twin) => [twin.row, twin]))
  return {
    marked: rows.length - there.length,
    listed: there
      .filter(({ row }) => !byRow.has(row))
      .map(({ row, values }) => ({ row, values: { ...bare(values), source: sourceOf(partner, values) } })),
    faults: [...byRow.values()].map(({ row, owner, name, code, why }) => ({
      row,
      column: '名称',
      message: `可能与本平台${owner}的《${name}》（编号 ${code}）是同一条：${why}，没有重复登记。`,
    })),
  }
}

function sourceOf({ name, contact }: PartnerRow, values: RowValues): OutsideSource {
  const link = values['sourceLink']
  return {
    platform: name,
    contact,
    owner: String(values['sourceOwner']),
    code: String(values['code']),
    ...(typeof link === 'string' && { link }),
  }
}

function joined({ outcomes, faults }: Applied, sorted: Sorted): Applied {
  const marked = Array.from({ length: sorted.marked }, () => 'unchanged' as const)
  return { outcomes: [...outcomes, ...marked], faults: [...faults, ...sorted.faults] }
}

/** The records count; those that are still there are confirmed, those that are gone there go here; all of it is noted. */
async function flip(
  shelf: OutsideShelf,
  tx: CommandTx,
  actor: Actor,
  batch: Batch,
  now: Instant,
): Promise<void> {
  const partner = await needPartner(tx, batch.ownerOrgId)
  const rows = await stagedRows(tx, batch.id)
  const staged = await shelf.staged(tx, batch.id)
  await shelf.bulk.flip(tx, actor, listedBatch(batch), now)
  const changed = new Set(staged.map(({ id }) => id))
  const marked = codesOf(rows.filter(({ values }) => values['sourceState'] === '下架'))
  const there = codesOf(rows.filter(({ values }) => values['sourceState'] !== '下架'))
  const live = await shelf.shelved(tx, partner.org_id)
  const isWhole = partner.sends === 'full' && batch.rejected === 0
  const gone = live.filter(({ code }) => marked.has(code) || (isWhole && !there.has(code)))
  const confirmed = live.filter(({ id, code }) => there.has(code) && !changed.has(id))
  await shelf.confirm(tx, actor, confirmed, now)
  await shelf.delist(tx, actor, gone, now)
  await insertExchange(tx, {
    id: v7(),
    partner_id: partner.id,
    direction: 'in',
    kind: shelf.name,
    batch_id: batch.id,
    counts: {
      rows: rows.length + batch.rejected,
      created: staged.filter(({ visible }) => !visible).length,
      updated: staged.filter(({ visible }) => visible).length,
      confirmed: confirmed.length,
      delisted: gone.length,
      rejected: batch.rejected,
    },
    note:
      partner.sends === 'full' && !isWhole
        ? '文件里有没有通过检查的行，没有出现的记录这次不作下架处理。'
        : '',
    person_id: actor.personId,
    at: now,
  })
}

function codesOf(rows: readonly StagedValues[]): ReadonlySet<string> {
  return new Set(rows.map(({ values }) => String(values['code'])))
}

async function stagedRows(tx: Tx, batchId: string): Promise<StagedValues[]> {
  const rows: StagedValues[] = []
  for (;;) {
    const part = await stagedAfter(tx, 'partners', batchId, rows.at(-1)?.row ?? 0, PART)
    rows.push(...part)
    if (part.length < PART) return rows
  }
}
