import { addDays } from '#platform/calendar/calendar.ts'
import type { Answer, MatchState, RefusalReason } from './forms.ts'

/** What was public of an achievement when it was answered: a refusal is about that, and fades when it changes. */
export interface About {
  readonly trl: number | null
  readonly priceFen: number | null
  readonly region: string | null
  /** Changes with the public text. */
  readonly textKey: string | null
}

/** The latest answer of one side to one pair. */
export interface Said {
  readonly demandId: string
  readonly achievementId: string
  readonly answer: Answer
  readonly reason: RefusalReason | null
  readonly about: About | null
  /** Day of the answer. */
  readonly on: string
  /** Instant of the answer; only to tell earlier from later. */
  readonly at: string
}

/** What a demander's refusals say of achievements it has not answered yet. */
export interface Refused {
  /** Up to this readiness all is too early. */
  readonly early: number | null
  /** From this price on all is too dear. */
  readonly priceFen: number | null
  readonly regions: readonly string[]
}

/**
 * What the refusals of one demander still say. A later "interested" in something a refusal would lower takes that
 * refusal back; answers that were undone are not among `said`.
 */
export function refusedBy(said: readonly Said[]): Refused {
  const isBroken = (no: Said, contradicts: (about: About) => boolean): boolean =>
    said.some(
      (yes) => yes.answer === 'interested' && yes.at > no.at && yes.about !== null && contradicts(yes.about),
    )
  const of = (reason: RefusalReason): readonly Said[] =>
    said.filter((one) => one.answer === 'no' && one.reason === reason)
  const early = of('太早期').flatMap((no) => {
    const trl = no.about?.trl
    return trl == null || isBroken(no, (about) => about.trl !== null && about.trl <= trl) ? [] : [trl]
  })
  const prices = of('价格').flatMap((no) => {
    const fen = no.about?.priceFen
    return fen == null || isBroken(no, (about) => about.priceFen !== null && about.priceFen >= fen)
      ? []
      : [fen]
  })
  const regions = of('地域').flatMap((no) => {
    const region = no.about?.region
    return region == null || isBroken(no, (about) => about.region === region) ? [] : [region]
  })
  return {
    early: early.length > 0 ? Math.max(...early) : null,
    priceFen: prices.length > 0 ? Math.min(...prices) : null,
    regions: [...new Set(regions)],
  }
}

/** Reasons that say the text was not good enough: they lower the achievement everywhere, a little, until it changes. */
export const UNCLEAR: readonly RefusalReason[] = ['收益不清', '路线不清', '描述含糊']

/** Whether an achievement that was refused has since become what the refusal asked for. */
export function hasImproved(said: Said, now: About): boolean {
  const { reason, about } = said
  if (reason === null || about === null) return false
  if (reason === '太早期') return now.trl !== null && (about.trl === null || now.trl > about.trl)
  if (reason === '价格')
    return about.priceFen !== null && (now.priceFen === null || now.priceFen < about.priceFen)
  if (reason === '地域') return now.region !== about.region
  return UNCLEAR.includes(reason) && now.textKey !== about.textKey
}

/** Where a pair stands for one side, and the sentence beside it when an answer no longer counts. */
export interface Standing {
  readonly state: MatchState
  /** The latest answer, also when it no longer counts. */
  readonly said: Said | null
  readonly note: string | null
}

/**
 * An answered pair comes back as unanswered when the days of "later" are over, or when a refused achievement has
 * become what the refusal asked for.
 */
export function standingOf(
  said: Said | undefined,
  now: About,
  { today, laterDays }: { readonly today: string; readonly laterDays: number },
): Standing {
  if (said === undefined || said.answer === 'undone') return { state: 'unanswered', said: null, note: null }
  if (said.answer === 'later' && addDays(said.on, laterDays) <= today)
    return { state: 'unanswered', said, note: `您在 ${said.on} 答复“以后再看”，${laterDays} 天已到` }
  if (said.answer === 'no' && hasImproved(said, now))
    return { state: 'unanswered', said, note: `您曾以“${said.reason ?? ''}”谢绝；此后${changeOf(said, now)}` }
  return { state: said.answer, said, note: null }
}

function changeOf({ reason, about }: Said, now: About): string {
  if (reason === '太早期')
    return `成果的技术就绪度已从 ${about?.trl ?? '未写明'} 级到 ${now.trl ?? '未写明'} 级`
  if (reason === '价格') return now.priceFen === null ? '价格改为面议' : '价格已降低'
  return reason === '地域' ? '成果单位的地区已变' : '成果的介绍已修改'
}

/** What to do about a refusal, for the one whose record was refused. */
export const ADVICE: Readonly<Record<'achievement' | 'demand', Readonly<Record<RefusalReason, string>>>> = {
  achievement: {
    太早期: '补充中试、检测等证明并更新技术就绪度后，会重新推荐给对方。',
    收益不清: '请在“预期效益”写明能省多少、增产多少；修改后会重新推荐给对方。',
    路线不清: '请在“技术优势”写明做法、条件和已经验证到哪一步；修改后会重新推荐给对方。',
    描述含糊: '请在简介写明解决什么问题、做到什么指标、用在哪里；修改后会重新推荐给对方。',
    价格: '可以考虑以许可代替转让、分期，或改为面议；降价后会重新推荐给对方。',
    地域: '可以在介绍里写明能否远程服务、能否在当地落地。',
    已有方案: '对方已有办法，不必修改。',
    其他: '对方如有补充说明，可在成果的“答复”里查看。',
  },
  demand: {
    太早期: '可以写明需要的技术就绪度，或把合作方式放宽到合作开发。',
    收益不清: '可以写明预算和用量。',
    路线不清: '可以写明现有工艺和使用条件。',
    描述含糊: '可以补充目标指标（带数字）和使用条件。',
    价格: '可以调整预算，或改为面议。',
    地域: '可以写明能否远程合作。',
    已有方案: '不必修改。',
    其他: '对方如有补充说明，可在需求的“答复”里查看。',
  },
}

/** One reason with how often it was given. */
export interface ReasonCount {
  readonly reason: RefusalReason
  readonly count: number
}

/** A count the public may see; null hides one that would point at somebody. */
export interface PublicCount {
  readonly reason: RefusalReason
  readonly count: number | null
}

/** Counts below `suppressBelow` organisations are not published; 0 hides nobody (practice.md P16). */
export function suppressed(
  counts: readonly (ReasonCount & { readonly orgs: number })[],
  suppressBelow: number,
): PublicCount[] {
  return counts.map(({ reason, count, orgs }) => ({
    reason,
    count: count > 0 && orgs < suppressBelow ? null : count,
  }))
}
