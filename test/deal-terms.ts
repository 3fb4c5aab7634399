/** What each kind of contract asks for besides what all ask for, and the article that asks. */
export const OF_MODE: Record<string, readonly [field: string, value: unknown, article: string][]> = {
  合作开发: [
    ['rdPlan', '一年内完成样机。', '855'],
    ['workSplit', '甲方研制，乙方试验。', '855'],
    ['investments', [{ side: 'buyer', kind: '资金', valueFen: 10_000_000 }], '855'],
    ['rdRisk', '双方合理分担', '858'],
    ['ownership', '归研究开发人', '860'],
  ],
  委托开发: [
    ['rdPlan', '一年内完成样机。', '853'],
    ['conditions', '提供试验场地。', '852'],
    ['rdRisk', '需求方承担', '858'],
    ['ownership', '归委托人', '859'],
  ],
  技术咨询: [
    ['question', '论证该工艺能否用于远洋船。', '878'],
    ['conditions', '提供航次数据。', '879'],
    ['feeStandard', '按项计费。', '880'],
  ],
  技术服务: [
    ['serviceGoal', '褐变率不高于 5%。', '878'],
    ['conditions', '提供车间。', '882'],
    ['feeStandard', '按人日计费。', '884'],
  ],
  技术培训: [
    ['training', '两期，各 20 人。', '887'],
    ['conditions', '提供教室。', '882'],
    ['feeStandard', '按期计费。', '887'],
  ],
  技术中介: [
    ['mediation', '促成双方订立许可合同。', '887'],
    ['conditions', '提供单位资料。', '882'],
    ['feeStandard', '合同成立后支付。', '887'],
  ],
}

/** The fields a mode asks for besides those of all modes, filled in; for tests. */
export function whatModeAsks(mode: string): Record<string, unknown> {
  return Object.fromEntries((OF_MODE[mode] ?? []).map(([field, value]) => [field, value]))
}
