import { yuanText } from '#platform/forms/money.ts'
import { ADMINISTRATIVE_REMEDIES, plainLetter, type LetterMaker } from '#platform/letters/letter.ts'
import { isOffice } from './facts.ts'
import { REASONS, type Reason } from './forms.ts'
import { findRegistration } from './store.ts'

const adverse = { remedies: ADMINISTRATIVE_REMEDIES } as const

/**
 * 登记证明 where the pack names the unit a registration office; elsewhere the notice that the national system has
 * registered it. Both state 成交额 and 技术交易额 (practice.md P26).
 */
const registered: LetterMaker = {
  title: '登记结果文书',
  make: async (tx, { dossier, input }) => {
    const { number } = input as { readonly number: string }
    const row = await findRegistration(tx, { dossierId: dossier.id })
    const own = await isOffice(tx, tx.rules, dossier.unit_id, tx.today)
    return {
      title: own ? `技术合同认定登记证明（${number}）` : `关于《${dossier.title}》认定登记结果的通知`,
      paragraphs: [
        own
          ? `《${dossier.title}》经审查，认定为${row?.type ?? '技术'}合同，准予登记。`
          : `《${dossier.title}》已在全国技术合同登记系统登记，认定为${row?.type ?? '技术'}合同；登记证明以系统出具的为准。`,
        `登记编号：${number}；合同成交额：${yuanText(row?.total_fen ?? 0)}；技术交易额：${yuanText(row?.tech_fen ?? 0)}。`,
      ],
    }
  },
}

const refusal: LetterMaker = {
  title: '不予登记决定书',
  adverse,
  make: async (_tx, { dossier, input }) => {
    const { ground, reason } = input as { readonly ground: Reason; readonly reason: string }
    return {
      title: `关于《${dossier.title}》的不予登记决定书`,
      paragraphs: [
        `你单位申请登记的《${dossier.title}》不予登记，原因是：${REASONS[ground]}。`,
        `具体理由：${reason}`,
        '改正以后可以重新申请。',
      ],
    }
  },
}

export const registrationLetters: Readonly<Record<string, LetterMaker>> = {
  registered,
  refusal,
  acceptance: plainLetter('受理通知书', {
    says: '《{title}》的认定登记申请已经受理，办理期限从受理之日起计算；补正的，以提交补正之日为受理之日。',
  }),
  correction: plainLetter('补正通知书', {
    says: '《{title}》的申请材料需要补正。补正只通知一次，请在规定期限内一次补齐下列内容；逾期不补正的，视为撤回申请。',
    fields: ['items'],
    startsTerm: true,
  }),
}

const proof = (title: string, says: string): LetterMaker => ({
  title,
  make: async (tx, { dossier, input }) => {
    const row = await findRegistration(tx, { id: dossier.subject_id })
    const reason = (input as { readonly reason?: string } | null)?.reason
    return {
      title: `${title}（${row?.number ?? ''}）`,
      paragraphs: [
        says.replaceAll('{title}', row?.title ?? dossier.title),
        `登记编号：${row?.number ?? ''}；现在的成交额：${yuanText(row?.total_fen ?? 0)}；现在的技术交易额：${yuanText(row?.tech_fen ?? 0)}。`,
        ...(reason === undefined ? [] : [reason]),
      ],
    }
  },
})

export const changeLetters: Readonly<Record<string, LetterMaker>> = {
  changed: proof('技术合同变更登记证明', '《{title}》的登记内容已经变更。'),
  refusal: plainLetter('不予变更决定书', {
    says: '《{title}》不予变更，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}

export const cancellationLetters: Readonly<Record<string, LetterMaker>> = {
  cancelled: proof('技术合同注销登记证明', '《{title}》的登记已经注销。'),
  refusal: plainLetter('不予注销决定书', {
    says: '《{title}》不予注销，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}

export const objectionLetters: Readonly<Record<string, LetterMaker>> = {
  upheld: proof('异议处理决定书', '对《{title}》登记的异议成立，登记已经更正或注销。'),
  refusal: plainLetter('异议不成立决定书', {
    says: '对《{title}》登记的异议不成立，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}
