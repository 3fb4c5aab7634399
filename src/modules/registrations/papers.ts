import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { paperResponse } from '#platform/documents/answer.ts'
import type { Block } from '#platform/documents/blocks.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { yuanText } from '#platform/forms/money.ts'
import { FLOWS, sidesOf } from './rules.ts'
import type { RegistrationRow } from './store.ts'
import { reachedRegistration, STANDINGS } from './view.ts'

/** 技术合同登记信息表: both amounts, for the national system and for files (practice.md P26). It is no certificate. */
export async function printSheet(
  tx: Tx,
  actor: Actor,
  { id, as }: { readonly id: string; readonly as: 'pdf' | 'docx' },
): Promise<Response> {
  const { row } = await reachedRegistration(tx, actor, id)
  const { mark } = await stationeryOf(tx, row.sample)
  const paper = {
    title: '技术合同登记信息表',
    version: row.number ?? '未登记',
    at: row.submitted_at ?? row.made_at,
    ...(mark !== undefined && { mark }),
    blocks: [
      { kind: 'title', text: '技术合同登记信息表', subtitle: row.title },
      { kind: 'pairs', rows: pairsOf(row) },
      { kind: 'heading', text: '当事人' },
      {
        kind: 'table',
        head: ['哪一方', '名称', '统一社会信用代码', '类别', '所在地'],
        widths: [2, 6, 5, 2, 2],
        rows: partiesOf(row),
      },
      { kind: 'heading', text: '非技术费用' },
      {
        kind: 'table',
        head: ['项目', '金额', '说明'],
        widths: [3, 3, 6],
        rows: (row.form.nonTech ?? []).map(({ kind, fen, note }) => [
          kind ?? '',
          yuanText(fen ?? 0),
          note ?? '',
        ]),
      },
      {
        kind: 'paragraph',
        text: '本表供登记系统录入和存档，不是登记证明；登记证明以全国技术合同登记系统或者指定登记机构出具的为准。',
      },
    ] satisfies Block[],
  }
  return paperResponse(paper, as, `技术合同登记信息表-${row.public_id}`)
}

function pairsOf(row: RegistrationRow): (readonly [string, string])[] {
  const { form } = row
  return [
    ['登记编号', row.number ?? '—'],
    ['登记状态', row.standing === null ? '未登记' : STANDINGS[row.standing]],
    ['合同类别', `${form.type ?? ''} ${form.subtype ?? ''}`.trim()],
    ['签订、生效日期', `${form.signedOn ?? ''}；${form.effectiveOn ?? ''}`],
    ['履行期限', `${form.fromDay ?? ''} 至 ${form.untilDay ?? ''}`],
    ['标的', form.subject ?? ''],
    [
      '知识产权',
      (form.rights ?? []).map(({ kind, number }) => `${kind ?? ''} ${number ?? ''}`.trim()).join('；'),
    ],
    ['技术领域', form.techField ?? ''],
    ['流向', row.flow === null ? '' : FLOWS[row.flow]],
    ['计划来源', form.plan ?? ''],
    ['政府资金支持', form.govFunded === true ? '有' : '没有'],
    ['合同成交额', amountText(form.totalFen)],
    ['技术交易额', amountText(form.techFen)],
    ['支付方式', `${form.payment ?? ''}${form.estimated === true ? '（含估计数）' : ''}`],
    ['受理日期', row.accepted_on ?? '—'],
    ['登记日期', row.state === 'registered' ? (row.decided_on ?? '') : '—'],
  ]
}

function partiesOf({ form }: RegistrationRow): string[][] {
  const { sellers, buyers } = sidesOf(form)
  return [...sellers, ...buyers].map(({ side, name, code, kind, abroad, region }) => [
    side === 'seller' ? '卖方' : '买方',
    name ?? '',
    code ?? '',
    kind ?? '',
    abroad === true ? '境外' : (region ?? ''),
  ])
}

function amountText(fen: number | undefined): string {
  return fen === undefined ? '' : yuanText(fen)
}
