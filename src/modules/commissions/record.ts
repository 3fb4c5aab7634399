import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { leavesOf } from '#platform/evidence/leaves.ts'
import { yuanText } from '#platform/forms/money.ts'
import { orgNames } from '#platform/identity/names.ts'
import { entriesOf } from '#platform/procedure/store.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { concludedText } from '#modules/contracts/index.ts'
import { introductionsBetween, type IntroductionRecord } from '#modules/introductions/index.ts'
import { commissionProcedure } from './agreement/procedure.ts'
import { pairOf } from './hands.ts'
import { dueText, findingsOf, grantedText, talkText, type RecordFacts } from './rules.ts'
import * as store from './store.ts'

/** One thing that happened, with what proves it: the leaf of its journal entry, or the hash of the text signed. */
export interface RecordEntry {
  readonly at: string
  readonly what: string
  readonly who: string
  readonly link: string | null
  readonly leaf: string | null
  readonly sha256?: string
}

/** Steps of the commission that only follow a word of the dispute, which stands in the record itself. */
const TOLD_BY_WORDS: readonly string[] = ['dispute', 'uphold', 'dismiss']

/** Titles of actions that say too little in a dated list. */
const STEPS: Readonly<Record<string, string>> = {
  open: '提出佣金约定',
  refuse: '不同意佣金约定',
  lapse: '佣金约定逾期未确认',
  contest: '不认可佣金主张',
  passUnanswered: '佣金主张逾期未答复，视为未认可',
  settle: '结清佣金',
  waive: '撤回佣金约定',
}

const KEPT = '双方之间的往来和其他引荐，在争议提交处理以后才列出。'

type Named = (orgId: string | null) => string

const ANSWERS = {
  confirm: '确认被引荐',
  object: '提出异议：早已相识',
  silence: '逾期未提异议，引荐成立',
} as const
const WORDS = { open: '提出争议', answer: '答复争议', decide: '作出处理' } as const
const actions: Readonly<Record<string, { readonly title: string }>> = commissionProcedure.actions

/**
 * Everything the platform holds of whether a commission is due, by date, so that a dispute is decided from it: every
 * introduction of the two that stood, when they began to talk, who opened what is secret, agreement, contract, receipts, payments, words.
 */
export async function recordOf(
  tx: Tx,
  viewer: Actor,
  row: store.CommissionRow,
  ruleset: Ruleset,
  today: string,
) {
  const all = await introductionsBetween(tx, pairOf(row))
  const own = all.find(({ id }) => id === row.introduction_id)
  if (await isKeptFrom(tx, viewer, row)) {
    const named = await namesFor(tx, viewer, row, [])
    const entries = own ? introduced(own, viewer, named) : []
    return { entries: byDate([...entries, ...(await dealtWith(tx, row, named))]), findings: [KEPT] }
  }
  // Others about the same: the achievement, or the two as such.
  const introductions = all.filter(
    ({ achievementId }) =>
      achievementId === null || own?.achievementId === null || achievementId === own?.achievementId,
  )
  const named = await namesFor(tx, viewer, row, introductions)
  const signs = await signsOf(tx, row, own, named)
  const rule = ruleset.text('commission.severalBrokers', today)
  const entries: RecordEntry[] = [
    ...introductions.flatMap((one) => introduced(one, viewer, named)),
    ...signs.map((sign) => ({ ...sign, link: null, leaf: null })),
    ...(await seen(tx, row, named)),
    ...(await dealtWith(tx, row, named)),
  ]
  return {
    entries: byDate(entries),
    findings: findingsOf(await factsOf(tx, row, { introductions, signs, named, rule })),
  }
}

const byDate = (entries: readonly RecordEntry[]) => entries.toSorted((a, b) => (a.at < b.at ? -1 : 1))

/** What the two of the agreement did themselves. */
async function dealtWith(tx: Tx, row: store.CommissionRow, named: Named): Promise<RecordEntry[]> {
  return [
    ...(await agreed(tx, row, named)),
    ...(await concluded(tx, row)),
    ...(await money(tx, row, named)),
    ...(await words(tx, row, named)),
  ]
}

/** A broker learns what the two did with each other, or with a rival, only once a dispute is to be decided (P16). */
async function isKeptFrom(tx: Tx, viewer: Actor, row: store.CommissionRow): Promise<boolean> {
  if (viewer.orgId !== row.broker_org_id) return false
  const disputes = await store.disputesOf(tx, row.id)
  return !disputes.some(({ state }) => state === 'deciding' || state === 'decided')
}

interface Sign {
  readonly at: string
  readonly what: string
  readonly who: string
}

/** What shows since when the two have known of each other: talks here, and interest in the match they were introduced for. */
async function signsOf(
  tx: Tx,
  row: store.CommissionRow,
  own: IntroductionRecord | undefined,
  named: Named,
): Promise<Sign[]> {
  const talks = await store.talksOf(tx, pairOf(row))
  const { demandId = null, achievementId = null } = own ?? {}
  // Only of this very match: another demand of a demander that hides itself must not be told by it.
  const interests =
    demandId === null || achievementId === null
      ? []
      : await store.interestsIn(tx, { demandId, achievementId, orgIds: [row.payer_org_id, row.other_org_id] })
  return [
    ...talks.map((talk) => ({
      at: talk.opened_at,
      what: talkText(talk.achievement_id, achievementId),
      who: '双方',
    })),
    ...interests.map((one) => ({
      at: one.at,
      what: '对引荐的这一对需求和成果的匹配答复“有意向”',
      who: named(one.org_id),
    })),
  ]
}

/** Names as the viewer may read them: another broker of the same two is told to them and to who decides, not to a rival. */
async function namesFor(
  tx: Tx,
  viewer: Actor,
  row: store.CommissionRow,
  introductions: readonly IntroductionRecord[],
): Promise<Named> {
  const brokers = introductions.map(({ brokerOrgId }) => brokerOrgId)
  const names = await orgNames(tx, [row.broker_org_id, row.payer_org_id, row.other_org_id, ...brokers])
  return (orgId) => {
    if (orgId === null) return '系统时钟'
    const isRival = orgId !== row.broker_org_id && brokers.includes(orgId)
    return isRival && viewer.orgId === row.broker_org_id ? '另一家经纪机构' : (names.get(orgId) ?? '办理机构')
  }
}

function introduced(one: IntroductionRecord, viewer: Actor, named: Named): RecordEntry[] {
  const mayOpen = [one.brokerOrgId, one.sellerOrgId, one.buyerOrgId].includes(viewer.orgId ?? '')
  const link = mayOpen ? `/app/introductions/${one.id}` : null
  return [
    {
      at: one.madeAt,
      what: `引荐双方接洽（编号 ${one.publicId.toUpperCase()}）`,
      who: named(one.brokerOrgId),
      link,
      leaf: one.madeLeaf,
    },
    ...one.words.map((word) => ({
      at: word.at,
      what: `${ANSWERS[word.kind]}${word.knownSince === null ? '' : `（自 ${word.knownSince}）`}`,
      who: named(word.orgId),
      link,
      leaf: word.leaf,
    })),
  ]
}

/** Who saw something of the deals that came of the introduction, when, each opening with its proof (features.md 226). */
async function seen(tx: Tx, row: store.CommissionRow, named: Named): Promise<RecordEntry[]> {
  const bound = await store.boundDeals(tx, { introductionId: row.introduction_id })
  const dealIds = bound.map((deal) => deal.deal_id)
  const openings = await store.seenIn(tx, row.deal_id === null ? dealIds : [...dealIds, row.deal_id])
  const leaves = await leavesOf(
    tx,
    openings.map(({ journal_id }) => journal_id),
  )
  return openings.map((one) => ({
    at: one.at,
    what: '在资料室打开一份资料',
    who: named(one.org_id),
    link: null,
    leaf: leaves.get(one.journal_id) ?? null,
  }))
}

async function agreed(tx: Tx, row: store.CommissionRow, named: Named): Promise<RecordEntry[]> {
  const entries = await entriesOf(tx, 'commissions', row.dossier_id)
  const leaves = await leavesOf(
    tx,
    entries.map(({ journal_id }) => journal_id),
  )
  return entries
    .filter(({ action }) => !TOLD_BY_WORDS.includes(action))
    .map((one) => ({
      at: one.at,
      what: STEPS[one.action] ?? actions[one.action]?.title ?? one.action,
      who: named(one.org_id),
      link: null,
      leaf: leaves.get(one.journal_id) ?? null,
    }))
}

async function concluded(tx: Tx, row: store.CommissionRow): Promise<RecordEntry[]> {
  const text = row.deal_id === null ? undefined : await concludedText(tx, row.deal_id, 'contract')
  if (!text) return []
  return [
    {
      at: text.signedAt,
      what: `双方签订《${text.title}》（编号 ${text.publicId.toUpperCase()}，文本摘要附后）`,
      who: '双方',
      link: null,
      leaf: null,
      sha256: text.sha256,
    },
  ]
}

async function money(tx: Tx, row: store.CommissionRow, named: Named): Promise<RecordEntry[]> {
  const dues = await store.duesOf(tx, row.id)
  const paid = await store.moneyOf(tx, row.id)
  const leaves = await leavesOf(tx, [
    ...dues.map(({ journal_id }) => journal_id),
    ...paid.flatMap((one) => [one.journal_id, one.last_journal_id]),
  ])
  const leafOf = (journalId: string) => leaves.get(journalId) ?? null
  return [
    ...dues.map((due) => ({
      at: due.at,
      what: dueText(store.stepOf(due), row.fen === null),
      who: '平台按约定计算',
      link: null,
      leaf: leafOf(due.journal_id),
    })),
    ...paid.flatMap((one) => [
      {
        at: one.at,
        what: `登记${one.kind} ${yuanText(one.fen)}（${one.on_day}，流水号 ${one.number}）`,
        who: named(one.org_id),
        link: null,
        leaf: leafOf(one.journal_id),
      },
      ...(one.confirmed_at === null
        ? []
        : [
            {
              at: one.confirmed_at,
              what:
                one.state === 'posted'
                  ? `确认收到${one.kind} ${yuanText(one.fen)}`
                  : `作废${one.kind}登记：${one.voided_because ?? ''}`,
              who:
                one.state === 'posted'
                  ? named(one.org_id === row.broker_org_id ? row.payer_org_id : row.broker_org_id)
                  : '登记方或收款方',
              link: null,
              leaf: leafOf(one.last_journal_id),
            },
          ]),
    ]),
  ]
}

async function words(tx: Tx, row: store.CommissionRow, named: Named): Promise<RecordEntry[]> {
  const disputes = await store.disputesOf(tx, row.id)
  const said = await store.wordsOf(
    tx,
    disputes.map(({ id }) => id),
  )
  const leaves = await leavesOf(
    tx,
    said.map(({ journal_id }) => journal_id),
  )
  const granted = new Map(disputes.map((one) => [one.id, one.granted_bp]))
  const outcomeOf = (word: store.WordRow) => {
    const bp = word.kind === 'decide' ? granted.get(word.dispute_id) : null
    return typeof bp === 'number' ? `（${grantedText(bp)}）` : ''
  }
  return said.map((word) => ({
    at: word.at,
    what: `${WORDS[word.kind]}${outcomeOf(word)}：${word.text}`,
    who: named(word.org_id),
    link: null,
    leaf: leaves.get(word.journal_id) ?? null,
  }))
}

/** The facts its findings rest on, as the viewer may read them. */
async function factsOf(
  tx: Tx,
  row: store.CommissionRow,
  seen: {
    readonly introductions: readonly IntroductionRecord[]
    readonly signs: readonly Sign[]
    readonly named: Named
    readonly rule: string
  },
): Promise<RecordFacts> {
  const { introductions, signs, named, rule } = seen
  const own = introductions.find(({ id }) => id === row.introduction_id)
  const bound = row.deal_id === null ? [] : await store.boundDeals(tx, { dealId: row.deal_id })
  return {
    ownId: row.introduction_id,
    introducedOn: dayOf(own?.madeAt ?? row.made_at),
    signs: signs.map(({ at, who, what }) => ({ on: dayOf(at), what: `${who}${what}` })),
    introductions: introductions.map((one) => ({
      id: one.id,
      brokerOrgId: one.brokerOrgId,
      broker: named(one.brokerOrgId),
      stoodOn: one.protectedOn ?? '',
      isBound: bound.some((deal) => deal.introduction_id === one.id && deal.introduction_counts),
    })),
    contractOn: row.contract_on,
    arose: row.arose,
    rule,
  }
}
