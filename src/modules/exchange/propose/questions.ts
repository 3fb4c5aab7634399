import type { BudgetRead } from '#platform/extract/amounts.ts'
import type { DayRead } from '#platform/extract/days.ts'
import type { NamedFigure } from '#platform/extract/metrics.ts'

/** Something worth adding, and what it would improve. */
export interface Question {
  /** The field an answer goes to; `problem` is the text itself. */
  readonly field: 'problem' | 'techField' | 'budgetMaxFen' | 'deadline' | 'targetMetrics'
  readonly asks: string
  readonly improves: string
}

export const QUESTIONS_MAX = 3

interface Read {
  readonly folded: string
  readonly figures: readonly NamedFigure[]
  readonly budget: BudgetRead | undefined
  readonly deadline: DayRead | undefined
  readonly hasField: boolean
}

/** Where and at what scale: without it nobody can say whether a laboratory's method will do. */
const SCALE = /每[天日年小时月]|日[产处加]|年[产处加]|\d+\s*(?:吨|万|亩|口|条|台|套)|产线|生产线|车间|规模/u
/** What was tried. */
const TRIED = /目前|现在|现有|现用|原来|已经|试过|用过|靠|传统|以前/u

/** The gaps of a text that matter most to whoever could help, the most useful first. */
export function questionsOf({ folded, figures, budget, deadline, hasField }: Read): Question[] {
  const open = figures.find(({ isOpen }) => isOpen)
  const all: (Question | false | undefined)[] = [
    !hasField && {
      field: 'techField',
      asks: '属于哪个技术领域？（必填）',
      improves: '供方按领域订阅和查找，选对了才看得到这项需求。',
    },
    figures.length === 0 && {
      field: 'problem',
      asks: '做到多少算解决？写一个数字，例如“成活率不低于 80%”。',
      improves: '供方一看就知道做不做得到，不用来回问。',
    },
    budget?.kind === 'unitMissing' && {
      field: 'budgetMaxFen',
      asks: '预算的单位是元还是万元？（必填，或选“面议”）',
      improves: '差一万倍，填错会被退回；写明后可以按价格比较成果。',
    },
    open && {
      field: 'targetMetrics',
      asks: `“${open.name} ${open.value}${open.unit === '' ? '' : ` ${open.unit}`}”是至少、至多还是正好？`,
      improves: '写成“不低于”或“不超过”，能筛掉达不到的成果。',
    },
    budget === undefined && {
      field: 'budgetMaxFen',
      asks: '预算大概多少？不便写的选“面议”。（必填其一）',
      improves: '超出预算的成果会排在后面，少谈几次空话。',
    },
    !SCALE.test(folded) && {
      field: 'problem',
      asks: '用在哪里、多大规模？例如“每天处理 5 吨”。',
      improves: '能分清实验室办法和可以直接用的成套设备。',
    },
    deadline === undefined && {
      field: 'deadline',
      asks: '什么时候要用上？例如“明年 6 月底前”。',
      improves: '来不及的供方不会来谈；到期自动下架，不留旧信息。',
    },
    !TRIED.test(folded) && {
      field: 'problem',
      asks: '现在是怎么做的、试过什么？',
      improves: '供方不会再推荐您已经试过的办法。',
    },
  ]
  return all.filter((one): one is Question => typeof one === 'object').slice(0, QUESTIONS_MAX)
}
