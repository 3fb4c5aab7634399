/** A line that may be listed as it stands; for tests. */
export function completeService(more: object = {}): Record<string, unknown> {
  return {
    name: '示例酶解中试线',
    techField: '生物与新医药',
    capability: '鱼皮、虾壳的酶解、过滤和喷雾干燥，从实验室配方放大到吨级。',
    processes: ['酶解', '喷雾干燥'],
    materials: ['鱼皮', '虾壳'],
    batchLeast: 50,
    batchMost: 2_000,
    batchUnit: '千克',
    trlFrom: 3,
    trlTo: 7,
    unitFeeFen: 800_000,
    feeUnit: '批',
    leadDays: 20,
    hazards: ['高温高压'],
    approvals: [{ hazard: '高温高压', name: '特种设备使用登记', number: 'TS-示例-1', until: '2099-12-31' }],
    keepsSecret: true,
    bookable: true,
    openDays: ['周一', '周二', '周三', '周四', '周五'],
    openFrom: '08:00',
    openUntil: '18:00',
    slotMinutes: 60,
    secrecy: '公开',
    contact: '基地 800-CANARY',
    ...more,
  }
}
