/** Records of the directories that may be listed as they stand; for tests. */
const complete = {
  'service-body': {
    name: '示例水产检测服务站',
    creditCode: '91999999DEM000065Q',
    types: ['检测', '技术转移'],
    summary: '提供水产品药物残留和养殖用水检测，三日出报告。',
    prices: [
      { item: '药物残留检测', unit: '项', priceFen: 30_000 },
      { item: '方法开发', unit: '次', negotiable: true },
    ],
    qualifications: [{ name: '检验检测机构资质认定', number: 'CMA-示例-01', validUntil: '2027-05-31' }],
    performance: [{ year: 2025, text: '完成检测 320 批次' }],
    secrecy: '公开',
    contact: '业务部 800-CANARY',
  },
  instrument: {
    name: '示例扫描电子显微镜',
    model: 'SEM-示例-1',
    category: '分析仪器',
    originalValueFen: 120_000_000,
    location: '海洋学院 3 号楼 201',
    capability: '二次电子像分辨率 1.2 nm，配能谱仪。',
    fees: [{ basis: '按小时', priceFen: 30_000 }],
    bookable: true,
    openDays: ['周一', '周二', '周三', '周四', '周五'],
    openFrom: '09:00',
    openUntil: '17:00',
    slotMinutes: 60,
    leadHours: 0,
    cancelHours: 24,
    secrecy: '公开',
    contact: '实验室 800-CANARY',
  },
  broker: {
    name: '卡那经纪',
    level: '中级',
    certificateNo: 'JJ-示例-001',
    certificateUntil: '2027-05-31',
    techFields: ['新材料'],
    introduction: '从事海洋材料技术转移八年。',
    secrecy: '公开',
    contact: '800-CANARY',
  },
  expert: {
    name: '卡那专家',
    jobTitle: '研究员',
    types: ['技术'],
    techFields: ['资源与环境'],
    services: ['咨询', '培训'],
    introduction: '长期研究近海养殖尾水处理。',
    secrecy: '公开',
    contact: '800-CANARY',
  },
} as const

export type FixtureKind = keyof typeof complete

export function completeRecord(kind: FixtureKind, more: object = {}): Record<string, unknown> {
  return { ...complete[kind], ...more }
}
