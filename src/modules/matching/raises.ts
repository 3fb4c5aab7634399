import type { AchievementFacts, DemandFacts } from './facts.ts'
import { WEIGHTS } from './fit.ts'
import { readable, tenth, type Reason } from './reasons.ts'

/** What the owner of one side could do that would raise a match; `points` when it can be said how much. */
export interface Raise {
  readonly text: string
  /** Field of the owner's form it is about; null when it is no single field. */
  readonly field: string | null
  readonly points: number | null
}

type Of = (says: Reason['says']) => Reason | undefined

/** What the demander could add or change: gaps of this pair first, then what the demand does not say. */
export function raisesOfDemand(demand: DemandFacts, reasons: readonly Reason[]): Raise[] {
  const of: Of = (says) => reasons.find((reason) => reason.says === says)
  const gaps = [
    gain(
      of('trl.gap'),
      'trlNeeded',
      WEIGHTS.trl.met,
      ({ has }) => `能接受 ${has} 级（例如一起做中试）的，把“需要的技术就绪度”改为 ${has} 级`,
    ),
    gain(
      of('price.over'),
      'budgetMaxFen',
      WEIGHTS.price.within,
      ({ asked }) => `预算上限提到 ${asked}，或改为面议`,
    ),
    gain(
      of('mode.none'),
      'cooperationModes',
      WEIGHTS.mode.met,
      ({ offered }) => `也能接受${offered}的，补进“合作方式”`,
    ),
  ]
  const missing = [
    absent(demand.metrics === 0, 'targetMetrics', '补充目标指标，带数字，例如“误差小于 5%”'),
    absent(isEmpty(demand.keywords), 'keywords', '补充关键词，用行业里通用的叫法'),
    absent(
      demand.trlNeeded === null && (demand.type === '技术攻关' || demand.type === '成果引进'),
      'trlNeeded',
      '写明需要的技术就绪度',
    ),
    absent(demand.budgetMaxFen === null && !demand.negotiable, 'budgetMaxFen', '写明预算，或选“预算面议”'),
    absent(demand.industrySection === null, 'industrySection', '选择行业门类和大类'),
  ]
  return [...gaps, ...missing].flatMap((raise) => raise ?? [])
}

/** What the owner of the achievement could add or change. */
export function raisesOfAchievement(achievement: AchievementFacts, reasons: readonly Reason[]): Raise[] {
  const of: Of = (says) => reasons.find((reason) => reason.says === says)
  const gaps = [
    gain(
      of('trl.gap'),
      'trl',
      WEIGHTS.trl.met,
      ({ needed }) => `补充中试、检测等证明，把技术就绪度更新到 ${needed} 级`,
    ),
    gain(
      of('price.over'),
      'priceFen',
      WEIGHTS.price.within,
      ({ most }) => `报价降到 ${most} 以内，或改为面议`,
    ),
    gain(of('mode.none'), 'modes', WEIGHTS.mode.met, ({ wanted }) => `也愿意${wanted}的，补进“转化方式”`),
    gain(of('unclear'), 'summary', 0, () => '按谢绝的意见修改介绍'),
  ]
  const missing = [
    absent(
      typeof achievement.withheld === 'string',
      'teaser',
      '现在只有“对外简介”参加匹配；专利公布后公开技术内容，匹配会更准',
    ),
    absent(isEmpty(achievement.keywords), 'keywords', '补充关键词，用行业里通用的叫法'),
    absent(
      isEmpty(achievement.ipc) && typeof achievement.withheld !== 'string',
      'ipc',
      '补充专利的 IPC 分类号',
    ),
    absent(achievement.industrySection === null, 'industrySection', '选择行业门类和大类'),
  ]
  return [...gaps, ...missing].flatMap((raise) => raise ?? [])
}

function gain(
  gap: Reason | undefined,
  field: string,
  mended: number,
  say: (params: Reason['params']) => string,
): Raise | undefined {
  return gap && { text: say(readable(gap.params, 'zh')), field, points: tenth(mended - gap.points) }
}

function absent(isAbsent: boolean, field: string, text: string): Raise | undefined {
  return isAbsent ? { text, field, points: null } : undefined
}

function isEmpty(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0
}
