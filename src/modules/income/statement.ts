import { reachedByQuery, reaches, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { PaperDocument } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { yuanText } from '#platform/forms/money.ts'
import { orgNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { percent } from '#platform/text/format.ts'
import { MODES } from './plan/forms.ts'
import * as store from './store.ts'
import { incomeOf, type OwnIncome } from './view.ts'

const SAID = { agree: '同意方案', dispute: '有异议', settle: '异议已由单位处理' } as const

/** 个人结算单: what one member got, by which clause and how sure the rules are; for that person and who pays. */
export async function printStatement(
  tx: Tx,
  actor: Actor,
  { id, member }: { readonly id: string; readonly member: string },
  now: Instant,
): Promise<Response> {
  const plan = await store.findPlan(tx, { id })
  const isOwn = plan !== undefined && plan.state !== 'draft' && member === actor.personId
  reachedByQuery(actor)
  if (
    !plan ||
    !(
      isOwn ||
      reaches({ ...actor, scopes: actor.scopes.filter((one) => one === 'org') }, { orgId: plan.org_id })
    )
  )
    throw new Refusal('absent', '没有找到这份结算单，或您无权查看。')
  const own = await incomeOf(tx, plan, member, dayOf(now))
  if (!own) throw new Refusal('absent', '没有找到这份结算单，或您无权查看。')
  if (own.shares.length === 0) throw new Refusal('conflict', '还没有公示过的分配，公示以后才有结算单。')
  const names = await orgNames(tx, [plan.org_id])
  const { mark } = await stationeryOf(tx, plan.sample)
  const printed = await printPdf({
    ...paper(own, names.get(plan.org_id) ?? '', now),
    ...(mark !== undefined && { mark }),
  })
  return fileResponse(printed.bytes, `收益结算单-${own.name}.pdf`, 'application/pdf')
}

function paper(own: OwnIncome, unit: string, now: Instant): PaperDocument {
  const { plan, shares } = own
  const sum = (of: readonly { readonly fen: number }[]) =>
    yuanText(of.reduce((total, { fen }) => total + fen, 0))
  return {
    title: '职务科技成果转化收益结算单',
    version: `截至 ${dayOf(now)}`,
    at: now,
    blocks: [
      { kind: 'title', text: '职务科技成果转化收益结算单', subtitle: `编号 ${plan.public_id.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['姓名', own.name],
          ['单位', unit],
          ['成果', plan.achievement_name],
          ['转化方式', MODES[plan.mode]],
          ['奖励比例', `${percent(own.teamRateBp)}，其中本人占 ${percent(own.weightBp)}`],
          ['依据', own.clause],
          ['本人意见', own.word ? SAID[own.word.kind] : '尚未确认'],
        ],
      },
      { kind: 'heading', text: '各次分配' },
      {
        kind: 'table',
        head: ['取得收入', '单位所得', '净收入', '奖励总额', '本人份额', '发放'],
        widths: [3, 4, 4, 4, 4, 5],
        rows: shares.map((share) => [
          share.receivedOn,
          yuanText(share.partFen),
          yuanText(share.netFen),
          yuanText(share.poolFen),
          yuanText(share.fen),
          share.paid ? `${share.paid.on}，凭证 ${share.paid.voucher}` : (share.held ?? share.stateTitle),
        ]),
      },
      {
        kind: 'pairs',
        rows: [
          ['份额合计', sum(shares)],
          ['已发放', sum(shares.filter(({ paid }) => paid !== null))],
        ],
      },
      { kind: 'heading', text: '说明' },
      {
        kind: 'paragraph',
        text: '净收入是单位按到账日权属所得减去直接费用；奖励总额按累计净收入乘以奖励比例、向上取整到分，再减去以前各次；各人按比例、余分按大小补足，合计与总额分毫不差。',
      },
      ...shares.flatMap(({ reliefSays }) =>
        reliefSays === null ? [] : [{ kind: 'paragraph' as const, text: reliefSays }],
      ),
      ...own.badges.map((badge) => ({
        kind: 'paragraph' as const,
        text: `${badge.text}：${badge.title}，${badge.statusText}（${badge.source}）。`,
      })),
    ],
  }
}
