import type { LetterMaker, Remedy } from '#platform/letters/letter.ts'
import type { z } from 'zod'
import { outcomeText, type decideForm } from '../forms.ts'
import { partiesOf } from '../hands.ts'
import { findCommission } from '../store.ts'

/** A commission is a civil debt: whoever does not accept the finding goes to court, not to a higher authority. */
const CIVIL_REMEDIES: readonly [Remedy] = [
  {
    title: '提起民事诉讼（有仲裁约定的申请仲裁）',
    body: '有管辖权的人民法院或者约定的仲裁机构',
    term: { rule: 'remedy.civil.months', unit: 'months' },
  },
]

const decision: LetterMaker = {
  title: '佣金争议处理意见书',
  adverse: { remedies: CIVIL_REMEDIES },
  make: async (tx, { dossier, input }) => {
    const decided = input as z.infer<typeof decideForm>
    const row = await findCommission(tx, { id: dossier.subject_id })
    return {
      title: `关于《${dossier.title}》的处理意见书`,
      addresseeOrgIds: row ? partiesOf(row) : [dossier.org_id],
      paragraphs: [
        `经查阅平台留存的引荐、约定、签约和到账记录，对《${dossier.title}》提出处理意见：${outcomeText(decided)}。`,
        `理由：${decided.reason}`,
        '本意见是对平台记录的认定，双方可以据此履行；不接受的，可以依法寻求下列救济。',
      ],
    }
  },
}

export const disputeLetters: Readonly<Record<string, LetterMaker>> = { decision }
