import { ADMINISTRATIVE_REMEDIES, plainLetter, type LetterMaker } from '#platform/letters/letter.ts'
import { findExpert } from './store.ts'

/** A decision about a person goes to that person and not to the unit (practice.md P9, P18). */
function toExpert(kind: LetterMaker): LetterMaker {
  return {
    ...kind,
    make: async (tx, matter) => {
      const expert = await findExpert(tx, { dossierId: matter.dossier.id })
      const draft = await kind.make(tx, matter)
      return expert ? { ...draft, addresseePersonIds: [expert.person_id] } : draft
    },
  }
}

const adverse = { remedies: ADMINISTRATIVE_REMEDIES }

/** What an expert gets who is not taken in, not renewed or taken out: reason and remedy, in writing. */
export const expertLetters: Readonly<Record<string, LetterMaker>> = {
  refusal: toExpert(
    plainLetter('不予入库通知书', {
      says: '经审核，决定不予入库，理由如下。',
      fields: ['reason'],
      adverse,
    }),
  ),
  notRenewed: toExpert(
    plainLetter('不予续期通知书', {
      says: '经审核，决定不予续期，专家资格到期终止，理由如下。',
      fields: ['reason'],
      adverse,
    }),
  ),
  removal: toExpert(
    plainLetter('移出专家库决定书', {
      says: '决定移出专家库，事由和说明如下。',
      fields: ['ground', 'reason'],
      adverse,
    }),
  ),
}
