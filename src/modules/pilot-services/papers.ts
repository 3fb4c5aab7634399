import type { Actor } from '#platform/access/access.ts'
import { spanText } from '#platform/booking/slots.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { paperResponse } from '#platform/documents/answer.ts'
import type { Block } from '#platform/documents/blocks.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { partyBooking } from './reading.ts'
import type { ShownBooking } from './store-booking.ts'
import { spanOf } from './telling.ts'

interface Asked {
  readonly id: string
  readonly as: 'pdf' | 'docx'
}

/** 服务合同: what both agreed to, to be printed, signed and stamped on paper (practice.md P8 a). */
export async function printContract(tx: Tx, actor: Actor, { id, as }: Asked): Promise<Response> {
  const row = await partyBooking(tx, actor, id)
  if (row.fee_fen === null) throw new Refusal('conflict', '还没有报价，不能生成服务合同。')
  const { mark } = await stationeryOf(tx, row.sample)
  const paper = {
    title: '中试服务合同',
    version: row.public_id,
    at: row.updated_at,
    ...(mark !== undefined && { mark }),
    blocks: contractBlocks(row, await acceptDays(tx, row)),
  }
  return paperResponse(paper, as, `中试服务合同-${row.public_id}`)
}

/** Working days for an answer to a report, as they stood when the text was set. */
async function acceptDays(tx: Tx, row: ShownBooking): Promise<number> {
  return (await loadRuleset(tx)).number('pilotservice.accept.workingDays', dayOf(row.updated_at))
}

function contractBlocks(row: ShownBooking, answerDays: number): Block[] {
  const lines = ['法定代表人或授权代表（签字）', '单位（盖章）', '日期']
  const clauses = [
    `乙方在“${row.service}”上为甲方开展中试：${row.process}；物料：${row.material}；批量：${row.batch} ${row.batch_unit}；危险类别：${row.hazard}。`,
    `时间：${spanText(spanOf(row))}。改期须双方同意。`,
    `服务费 ${yuanText(row.fee_fen ?? 0)}，包含：${row.covers ?? ''}。款项由双方直接结清，平台不经手。`,
    `乙方自开始中试起 ${row.lead_days ?? 0} 日内提交中试报告；甲方收到后 ${answerDays} 个工作日内验收，有异议的写明理由退回；逾期未答复的，视为验收。`,
    '除另有书面约定外，中试所用技术及由此产生的技术成果归甲方所有；乙方不得用于他人项目。',
    row.confidential
      ? '双方对技术内容和项目名称保密，合同终止后仍然有效。'
      : '双方对明示保密的技术内容保密，合同终止后仍然有效。',
    '甲方在排期后临近取消的，乙方可按实际已发生的准备费用主张赔偿；乙方因故不能提供的，应及时告知并赔偿甲方由此受到的损失。',
    '涉及危险工艺的，乙方在开始前完成安全检查，并持有有效的批准文件；未完成的不得开始。',
    '因本合同发生的争议由双方协商；协商不成的，向被告住所地人民法院起诉。',
  ]
  return [
    { kind: 'title', text: '中试服务合同', subtitle: '技术服务合同' },
    {
      kind: 'pairs',
      rows: [
        ['甲方（委托方）', row.client_name],
        ['乙方（受托方）', row.base_name],
      ],
    },
    ...clauses.map((text, at): Block => ({ kind: 'clause', number: `${at + 1}.`, text })),
    {
      kind: 'signatures',
      parties: [
        { role: '甲方', name: row.client_name, lines },
        { role: '乙方', name: row.base_name, lines },
      ],
    },
  ]
}

/** 中试报告: the cover sheet of what the base reports; its data are in the file it attached. */
export async function printReport(tx: Tx, actor: Actor, { id, as }: Asked): Promise<Response> {
  const row = await partyBooking(tx, actor, id)
  const { report } = row
  if (report === null) throw new Refusal('conflict', '基地还没有提交中试报告。')
  const { mark } = await stationeryOf(tx, row.sample)
  const paper = {
    title: '中试报告',
    version: row.public_id,
    at: row.reported_at ?? row.updated_at,
    ...(mark !== undefined && { mark }),
    blocks: [
      { kind: 'title', text: '中试报告', subtitle: row.service },
      {
        kind: 'pairs',
        rows: [
          ['委托单位', row.client_name],
          ['中试基地', row.base_name],
          ['工艺', row.process],
          ['物料', row.material],
          ['批量', `${row.batch} ${row.batch_unit}`],
          ['时间', spanText(spanOf(row))],
          ['中试前成熟度', `${report.trlBefore} 级`],
          ['中试后成熟度', `${report.trlAfter} 级`],
          ['转入产业化', report.industrialised ? '是' : '否'],
        ],
      },
      { kind: 'heading', text: '中试结果' },
      { kind: 'paragraph', text: report.summary },
    ] satisfies Block[],
  }
  return paperResponse(paper, as, `中试报告-${row.public_id}`)
}
