/** How far an introduced deal has come, as a broker may know it: the stage, never terms. */
export const STAGES: Readonly<Record<string, string>> = {
  intent: '已提出意向',
  offered: '已提出方案',
  negotiating: '洽谈中',
  pricing: '定价阶段',
  priceProposed: '定价阶段',
  noticing: '公示阶段',
  trial: '试用中',
  contracting: '签约中',
  signed: '已签约',
  ended: '已结束',
}

export interface Protected {
  readonly id: string
  readonly achievementId: string | null
  readonly protectedOn: string
  readonly protectedUntil: string
}

/**
 * Which of the protected introductions of a pair answers for a deal about an achievement on a day, and whether it
 * counts: it names the achievement or the two as such, or the ruleset protects everything between the two. The one
 * that counts and is earliest comes first.
 */
export function covering<P extends Protected>(
  introductions: readonly P[],
  about: { readonly achievementId: string; readonly on: string; readonly wholePair: boolean },
): { readonly introduction: P; readonly counts: boolean } | undefined {
  const inForce = introductions
    .filter((one) => one.protectedOn <= about.on && about.on <= one.protectedUntil)
    .map((introduction) => ({
      introduction,
      counts:
        about.wholePair ||
        introduction.achievementId === null ||
        introduction.achievementId === about.achievementId,
    }))
    .sort((a, b) => {
      if (a.counts !== b.counts) return a.counts ? -1 : 1
      return `${a.introduction.protectedOn} ${a.introduction.id}` <
        `${b.introduction.protectedOn} ${b.introduction.id}`
        ? -1
        : 1
    })
  return inForce[0]
}
