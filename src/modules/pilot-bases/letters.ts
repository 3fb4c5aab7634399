import { ADMINISTRATIVE_REMEDIES, plainLetter, type LetterMaker } from '#platform/letters/letter.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { pointsText, SCORE_PARTS, totalOf, type ScorePart, type Scores } from './rules.ts'
import { findApplication, findBase } from './store.ts'
import { findMatter } from './store-matters.ts'

const adverse = { remedies: ADMINISTRATIVE_REMEDIES } as const

const correction = plainLetter('补正材料通知书', {
  says: '贵单位《{title}》的申报材料需要补正。请在规定期限内一次补齐下列内容；逾期不补正的，视为撤回申报。',
  fields: ['items'],
  startsTerm: true,
})

const siteSheet = plainLetter('现场考察表', {
  says: '对《{title}》进行了现场考察，情况如下。',
  fields: ['findings'],
})

/** 推荐函: from the county to the unit that recognises. */
const recommendation: LetterMaker = {
  title: '推荐函',
  make: async (tx, { dossier, input }) => {
    const unitId = await competentUnit(tx, { id: dossier.procedure, module: 'pilot-bases' }, tx.today)
    return {
      title: `关于推荐《${dossier.title}》申报中试基地认定的函`,
      addresseeOrgIds: unitId === null ? [] : [unitId],
      paragraphs: [
        `经审核，《${dossier.title}》申报材料齐全，现予推荐。`,
        (input as { readonly opinion: string }).opinion,
      ],
      attachments: ['科技成果中试基地申报表', '自评报告'],
    }
  },
}

/** 认定文件: what was decided, with the numbers and the days they are valid for. */
const recognition: LetterMaker = {
  title: '认定文件',
  make: async (tx, { dossier, input }) => {
    const { certNo, plateNo } = input as { readonly certNo: string; readonly plateNo: string }
    const row = await findApplication(tx, { dossierId: dossier.id })
    const base = row && (await findBase(tx, { applicationId: row.id }))
    return {
      title: `关于认定《${dossier.title}》为科技成果中试基地的通知`,
      paragraphs: [
        `经评审、现场考察、会议审议和公示，认定《${dossier.title}》为科技成果中试基地。`,
        `证书编号：${certNo}；牌匾编号：${plateNo}；有效期：${base?.from_day ?? ''} 至 ${base?.until_day ?? ''}。`,
        '请按规定报送年度考核材料；名称、场地、建设主体发生变化的，请及时报告。',
      ],
    }
  },
}

export const applicationLetters: Readonly<Record<string, LetterMaker>> = {
  correction,
  recommendation,
  siteSheet,
  recognition,
  declined: plainLetter('不予推荐决定书', {
    says: '贵单位《{title}》的申报经审核不予推荐，理由如下。',
    fields: ['reason'],
    adverse,
  }),
  refusal: plainLetter('不予认定决定书', {
    says: '贵单位《{title}》的申报不予认定，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}

export const renewalLetters: Readonly<Record<string, LetterMaker>> = {
  correction,
  siteSheet,
  renewal: plainLetter('续期通知书', { says: '同意《{title}》续期，有效期以公开名录为准。' }),
  refusal: plainLetter('不予续期决定书', {
    says: '《{title}》的续期申请不予同意，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}

/** 年度考核表: the parts as scored, the total and the grade. */
const assessment: LetterMaker = {
  title: '年度考核表',
  make: async (tx, { dossier, input }) => {
    const { reason, ...scores } = input as Scores & { readonly reason: string }
    const matter = await findMatter(tx, { dossierId: dossier.id })
    return {
      title: `${dossier.title}表`,
      paragraphs: [
        ...(Object.keys(SCORE_PARTS) as ScorePart[]).map(
          (part) => `${SCORE_PARTS[part]}：${pointsText(scores[part])} 分`,
        ),
        `合计：${pointsText(totalOf(scores))} 分，${matter?.grade ?? ''}`,
        reason,
      ],
    }
  },
}

export const assessmentLetters: Readonly<Record<string, LetterMaker>> = {
  assessment,
  rectification: plainLetter('整改通知书', {
    says: '《{title}》不合格，责令限期整改；整改期满未完成的，依照规定撤销认定。',
    startsTerm: true,
    adverse,
  }),
}

export const revocationLetters: Readonly<Record<string, LetterMaker>> = {
  grounds: plainLetter('撤销认定事先告知书', {
    says: '《{title}》：拟作出撤销决定，现告知事实、理由和依据。贵单位可以在期限内陈述、申辩，并有权要求听证。',
    fields: ['facts'],
    startsTerm: true,
  }),
  revocation: plainLetter('撤销认定决定书', {
    says: '《{title}》：决定撤销中试基地认定，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}

export const changeLetters: Readonly<Record<string, LetterMaker>> = {
  refusal: plainLetter('不予变更决定书', {
    says: '《{title}》：报告的变更不予同意，理由如下。',
    fields: ['reason'],
    adverse,
  }),
}
