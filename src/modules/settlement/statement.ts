import { v7 } from 'uuid'
import { z } from 'zod'
import { moneyIn } from '#platform/bulk/cells.ts'
import { column, dayColumn, digitsColumn } from '#platform/bulk/columns.ts'
import {
  CellFault,
  type Batch,
  type BulkColumn,
  type BulkKind,
  type RowFault,
  type RowOutcome,
  type StagedValues,
} from '#platform/bulk/kind.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { foldWidth, line, token } from '#platform/forms/text.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from './hands.ts'
import * as lines from './store-lines.ts'

const YUAN: readonly (string | undefined)[] = [undefined, '元', '人民币元', '人民币', 'CNY', 'RMB']
const OTHER_CURRENCY = /usd|hkd|eur|jpy|gbp|[$€£]|美元|港币|港元|欧元|日元|英镑/iu
const ONLY_YUAN = '只登记人民币收款；外币请由银行结汇后，按入账的人民币登记。'

/** An amount of a statement: yuan to the fen as text or number, empty or 0 where the column does not apply. */
export function statementFen(cell: string, unit: string | undefined): number {
  const written = foldWidth(cell).trim()
  if (OTHER_CURRENCY.test(written) || OTHER_CURRENCY.test(unit ?? '')) throw new CellFault(ONLY_YUAN)
  if (
    !YUAN.includes(unit === undefined ? undefined : foldWidth(unit).toUpperCase()) ||
    /[万千亿]/.test(written)
  )
    throw new CellFault('银行流水的金额以元为单位，不能是万元；请使用网上银行导出的原始文件。')
  if (/^[-–—]$/.test(written)) return 0
  if (/^[-–—(]/.test(written))
    throw new CellFault('金额不能是负数；银行冲回的款项不用导入，已入账的请在结算里冲正。')
  return moneyIn(written, '元')
}

function yuanColumn(field: string, title: string, aliases: readonly string[]): BulkColumn {
  return column(field, title, {
    read: statementFen,
    write: (value) => (typeof value === 'number' ? (value / 100).toFixed(2) : ''),
    unit: '元',
    holds: 'money',
    aliases,
    help: '以元为单位',
  })
}

const columns: readonly BulkColumn[] = [
  digitsColumn('ref', '交易流水号', {
    aliases: ['流水号', '银行流水号', '交易序号', '交易参考号', '凭证号', '业务流水号', '核心流水号'],
    help: '银行给的编号，同一笔只导入一次',
  }),
  dayColumn('onDay', '交易日期', ['交易时间', '记账日期', '入账日期', '日期', '到账日期']),
  yuanColumn('creditFen', '收入金额', [
    '收入',
    '贷方发生额',
    '贷方金额',
    '贷方',
    '转入金额',
    '存入金额',
    '收款金额',
    '贷方发生额（收入）',
  ]),
  yuanColumn('debitFen', '支出金额', [
    '支出',
    '借方发生额',
    '借方金额',
    '借方',
    '转出金额',
    '支取金额',
    '付款金额',
    '借方发生额（支取）',
  ]),
  column('currency', '币种', {
    aliases: ['货币', '交易币种'],
    read: (cell) => {
      const word = foldWidth(cell).trim().toUpperCase()
      if (['人民币', '人民币元', 'CNY', 'RMB', '元', '01'].includes(word)) return '人民币'
      throw new CellFault(ONLY_YUAN)
    },
  }),
  column('payer', '对方户名', {
    aliases: ['对方名称', '付款人', '付款人名称', '付款方', '对方单位', '对方账户名称', '交易对手'],
  }),
  digitsColumn('payerAccount', '对方账号', { aliases: ['付款账号', '对方账户', '付款人账号'] }),
  column('purpose', '用途', { aliases: ['附言', '交易用途', '交易附言'] }),
  column('summary', '摘要', { aliases: ['备注', '交易摘要'] }),
  digitsColumn('ownAccount', '本方账号', { aliases: ['账号', '收款账号', '本方账户', '查询账号'] }),
]

const amount = z.int().min(0).max(FEN_MAX).optional()

const row = z.object({
  ref: token(64),
  onDay: z.string(),
  creditFen: amount,
  debitFen: amount,
  currency: z.string().optional(),
  payer: line(200).nullish(),
  payerAccount: token(64).nullish(),
  purpose: line(500).nullish(),
  summary: line(500).nullish(),
  ownAccount: token(64).nullish(),
})
type StatementLine = z.infer<typeof row>

/** A line brings money in or takes it out; what comes in names who paid. */
function faultsOf(values: StatementLine, today: string) {
  const { creditFen = 0, debitFen = 0, onDay, payer } = values
  const faults: { field: string; message: string }[] = []
  if (creditFen > 0 && debitFen > 0)
    faults.push({ field: 'creditFen', message: '同一笔既有收入又有支出，请核对列的对应。' })
  if (creditFen === 0 && debitFen === 0)
    faults.push({ field: 'creditFen', message: '收入和支出都没有金额，请核对列的对应。' })
  if (creditFen > 0 && !payer) faults.push({ field: 'payer', message: '收款要有对方户名。' })
  if (onDay > today) faults.push({ field: 'onDay', message: '交易日期还没有到，请核对。' })
  return faults
}

/** Only new lines that bring money in are taken; the same reference again, and what goes out, changes nothing. */
async function planOf(tx: Tx, orgId: string | null, rows: readonly StagedValues[]) {
  const read = rows.map(({ values }) => values as unknown as StatementLine)
  const known =
    orgId === null
      ? new Set<string>()
      : await lines.knownRefs(
          tx,
          orgId,
          read.map(({ ref }) => ref),
        )
  return read.map((one): { line: StatementLine; outcome: RowOutcome } => ({
    line: one,
    outcome: (one.creditFen ?? 0) === 0 || known.has(one.ref) ? 'unchanged' : 'created',
  }))
}

const noFaults: readonly RowFault[] = []

/** 银行流水: brought as the bank exports it, matched and confirmed by a second person afterwards. */
export const bankStatementBulk: BulkKind = {
  kind: 'bank-statements',
  title: '银行流水',
  module: 'settlement',
  columns,
  exportedOnly: [column('matched', '对应合同')],
  isPrivate: true,
  access: {
    imports: { finance: 'org', tto: 'org', firm: 'org', serviceBody: 'org' },
    exports: { finance: 'org', tto: 'org', firm: 'org', serviceBody: 'org', leader: 'org' },
  },
  nameField: 'ref',
  codeField: 'ref',
  row,
  check: (values, _rules, today) => faultsOf(values as unknown as StatementLine, today),
  plan: async (tx, orgId, _publish, rows) => ({
    outcomes: (await planOf(tx, orgId, rows)).map(({ outcome }) => outcome),
    faults: noFaults,
  }),
  queue: 'bank-statements',
  apply: async (tx, _actor, batch, rows, now) => {
    const plan = await planOf(tx, batch.ownerOrgId, rows)
    const fresh = plan.filter(({ outcome }) => outcome === 'created').map(({ line: one }) => one)
    const taken = fresh.map((one) => ({ one, made: lineRow(one, batch, now) }))
    await lines.insertLines(
      tx,
      taken.map(({ made }) => made),
      taken.map(({ one, made: { id } }) => payerRow(one, id)),
    )
    return { outcomes: plan.map(({ outcome }) => outcome), faults: noFaults }
  },
  flip: (tx, actor, batch, now) => flip(tx, actor, batch, now),
  // Lines without a statement are never seen.
  discard: async () => {},
  export: async (tx, orgId, after, limit) =>
    (await lines.exportLines(tx, orgId, after, limit)).map((one) => ({
      id: one.id,
      values: {
        ref: one.ref,
        onDay: one.on_day,
        creditFen: one.fen,
        currency: '人民币',
        payer: one.payer ?? undefined,
        payerAccount: one.payer_account ?? undefined,
        purpose: one.purpose ?? undefined,
        ownAccount: one.own_account ?? undefined,
        matched: one.title ?? undefined,
      },
    })),
}

function lineRow(one: StatementLine, batch: Batch, now: Instant): lines.LineRow {
  return {
    id: v7(),
    batch_id: batch.id,
    org_id: batch.ownerOrgId,
    ref: one.ref,
    on_day: one.onDay,
    fen: one.creditFen ?? 0,
    own_account: one.ownAccount ?? null,
    at: now,
  }
}

const payerRow = ({ payer, payerAccount, purpose, summary }: StatementLine, lineId: string) => ({
  line_id: lineId,
  payer: payer ?? '',
  payer_account: payerAccount ?? null,
  purpose: [purpose, summary].filter((part) => part !== null && part !== undefined).join('；'),
})

async function flip(tx: CommandTx, actor: Actor, batch: Batch, now: Instant): Promise<void> {
  const taken = await lines.takenSince(tx, batch.id)
  if (taken > 0)
    throw new Refusal('conflict', '导入期间有 {taken} 笔流水已由别人导入，请重新导入这份文件。', { taken })
  await lines.insertStatement(tx, {
    batch_id: batch.id,
    org_id: batch.ownerOrgId,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
}
