import { z } from 'zod'
import { mustReach, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type Route } from '../command/command.ts'
import type { Binding } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import {
  cancelLetter,
  countersignLetter,
  draftAnew,
  draftLetter,
  returnLetter,
  stepLetter,
  voidNumber,
} from './commands.ts'
import {
  actForm,
  consentForm,
  draftForm,
  oneLetter,
  reasonForm,
  sealPictureForm,
  seriesForm,
  serveForm,
} from './forms.ts'
import { lendSeries, seriesQueue, seriesTitle } from './numbers.ts'
import { publicLetterOf } from './public.ts'
import { numberRegister, ownConsents, putSealPicture, sealRegister } from './registers.ts'
import { giveConsent, serveLetter, withdrawConsent } from './service.ts'
import { letterFile, listLetters, listQuery, showLetter } from './view.ts'

const workers = { officer: 'unit', decider: 'unit', unitMember: 'unit' } as const
/** Who of an addressed organisation reads its official letters. */
const readers = {
  firm: 'party',
  tto: 'party',
  researchOffice: 'party',
  serviceBody: 'party',
  legal: 'party',
  leader: 'party',
  council: 'party',
  orgAdmin: 'party',
} as const
const insiders = { officer: 'party', decider: 'party', unitMember: 'party' } as const

export const permissions = {
  'letter.draft': workers,
  'letter.check': workers,
  'letter.countersign': insiders,
  'letter.return': insiders,
  'letter.issue': { decider: 'unit' },
  'letter.number': workers,
  'letter.seal': workers,
  'letter.serve': workers,
  'letter.file': workers,
  'letter.void': workers,
  'letter.cancel': { decider: 'unit' },
  'letter.list': { ...insiders, ...readers, person: 'own' },
  'letter.show': { ...insiders, ...readers, auditor: 'any', person: 'own' },
  'letter.register': { officer: 'org', decider: 'org', unitMember: 'org' },
  'letter.public': { visitor: 'any' },
  'letter-series.lend': { officer: 'org', decider: 'org', orgAdmin: 'org' },
  'seal-picture.put': { orgAdmin: 'org' },
  'service-consent.give': {
    orgAdmin: 'org',
    leader: 'org',
    firm: 'org',
    tto: 'org',
    serviceBody: 'org',
    person: 'own',
  },
} satisfies Permissions

const { read, write } = routesOf('platform')

const INSIDE = { none: '公文流转是机关内部手续，关卡在决定本身时已检查' } as const

/** Steps that differ only in name: who may do them is the table of the life. */
const plainSteps = [
  ['check', '{actor}核了文稿《{title}》'],
  ['issue', '{actor}签发《{title}》'],
  ['number', '{actor}为《{title}》编号'],
  ['seal', '{actor}登记《{title}》用印'],
  ['file', '{actor}将《{title}》归档'],
] as const

/** Acts on letters, registers, and the reads of their pages. */
export function letterRoutes(bindings: readonly Binding[]): Route[] {
  return [
    ...plainSteps.map(([step, says]) =>
      write({
        method: 'POST',
        path: `/letters/{id}/${step}`,
        permission: `letter.${step}`,
        journal: `letter.${step}`,
        says,
        input: actForm,
        gate: INSIDE,
        // The act that takes the number may begin with another step the city merged into it.
        queue: ({ seriesId }) => seriesQueue(seriesId),
        verb: (tx, actor, input, now) => stepLetter(tx, actor, step, input, now),
      }),
    ),
    ...otherWrites(),
    write({
      method: 'POST',
      path: '/letters/{id}/serve',
      permission: 'letter.serve',
      journal: 'letter.serve',
      says: '{actor}登记《{title}》送达',
      input: serveForm,
      gate: INSIDE,
      verb: (tx, actor, input, now) => serveLetter(tx, bindings, actor, input, now),
    }),
    read({
      path: '/letters/{id}',
      permission: 'letter.show',
      journal: 'letter.show',
      title: '文书',
      input: oneLetter,
      verb: (tx, actor, input, now) => showLetter(tx, bindings, actor, input, dayOf(now)),
    }),
    ...reads,
    ...registers,
  ]
}

const drafting: readonly Route[] = [
  write({
    method: 'POST',
    path: '/letters/{id}/draft',
    permission: 'letter.draft',
    journal: 'letter.draft',
    says: '{actor}拟定文稿《{title}》',
    input: draftForm,
    gate: INSIDE,
    verb: draftLetter,
  }),
  write({
    method: 'POST',
    path: '/letters/{id}/anew',
    permission: 'letter.draft',
    journal: 'letter.anew',
    says: '{actor}重新拟定已撤销的文书《{title}》',
    input: draftForm,
    gate: INSIDE,
    verb: draftAnew,
  }),
]

function otherWrites(): Route[] {
  return [
    ...drafting,
    write({
      method: 'POST',
      path: '/letters/{id}/countersign',
      permission: 'letter.countersign',
      journal: 'letter.countersign',
      says: '{actor}会签《{title}》',
      input: actForm,
      gate: INSIDE,
      verb: countersignLetter,
    }),
    write({
      method: 'POST',
      path: '/letters/{id}/return',
      permission: 'letter.return',
      journal: 'letter.return',
      says: '{actor}退回文稿《{title}》',
      input: reasonForm,
      gate: INSIDE,
      verb: returnLetter,
    }),
    write({
      method: 'POST',
      path: '/letters/{id}/void',
      permission: 'letter.void',
      journal: 'letter.void',
      says: '{actor}作废《{title}》的文号',
      input: reasonForm,
      gate: INSIDE,
      verb: voidNumber,
    }),
    write({
      method: 'POST',
      path: '/letters/{id}/cancel',
      permission: 'letter.cancel',
      journal: 'letter.cancel',
      says: '{actor}撤销文书《{title}》',
      input: reasonForm,
      gate: INSIDE,
      verb: cancelLetter,
    }),
  ]
}

const reads: Route[] = [
  read({
    path: '/letters',
    permission: 'letter.list',
    journal: 'letter.list',
    title: '文书',
    input: listQuery,
    verb: listLetters,
  }),
  ...(['pdf', 'docx'] as const).map((type) =>
    read({
      path: `/letters/{id}/letter.${type}`,
      permission: 'letter.show',
      journal: `letter.${type}`,
      title: `文书（${type}）`,
      input: oneLetter,
      verb: (tx, actor, input) => letterFile(tx, actor, input, type),
    }),
  ),
  read({
    path: '/public-letters/{id}',
    permission: 'letter.public',
    journal: 'letter.public',
    title: '核对文书：文号、日期、文件摘要',
    input: z.object({ id: z.string().max(40) }),
    verb: async (tx, _actor, { id }) => {
      const found = await publicLetterOf(tx, id)
      if (!found) throw new Refusal('absent', '没有这份文书，请核对二维码或编号是否完整。')
      return found
    },
  }),
]

const registers: Route[] = [
  read({
    path: '/letter-numbers',
    permission: 'letter.register',
    journal: 'letter.numbers',
    title: '文号登记簿',
    input: z.object({}),
    verb: numberRegister,
  }),
  read({
    path: '/seal-uses',
    permission: 'letter.register',
    journal: 'letter.seals',
    title: '用印登记簿',
    input: z.object({}),
    verb: sealRegister,
  }),
  write({
    method: 'POST',
    path: '/letter-series',
    permission: 'letter-series.lend',
    journal: 'letter-series.lend',
    says: '{actor}登记号段 {series}',
    input: seriesForm,
    gate: INSIDE,
    verb: async (tx, actor, input, now) => {
      // The run belongs to the actor's own organisation, whatever was typed.
      mustReach(actor, { orgId: actor.orgId })
      const row = await lendSeries(tx, actor, input, now)
      const series = seriesTitle(row)
      tx.about('letter-series', row.id, { series })
      return { id: row.id, series }
    },
  }),
  write({
    method: 'POST',
    path: '/seal-pictures',
    permission: 'seal-picture.put',
    journal: 'seal-picture.put',
    says: '{actor}{what}印章图样“{name}”',
    input: sealPictureForm,
    gate: INSIDE,
    verb: putSealPicture,
  }),
  read({
    path: '/service-consents',
    permission: 'service-consent.give',
    journal: 'service-consent.read',
    title: '电子送达的同意',
    input: z.object({}),
    verb: ownConsents,
  }),
  write({
    method: 'POST',
    path: '/service-consents',
    permission: 'service-consent.give',
    journal: 'service-consent.give',
    says: '{actor}为{whose}同意电子送达',
    input: consentForm,
    gate: { none: '同意送达方式，不产生资格或资金上的效果' },
    verb: giveConsent,
  }),
  write({
    method: 'POST',
    path: '/service-consents/withdraw',
    permission: 'service-consent.give',
    journal: 'service-consent.withdraw',
    says: '{actor}为{whose}撤回电子送达的同意',
    input: consentForm,
    gate: { none: '撤回送达方式的同意' },
    verb: withdrawConsent,
  }),
]
