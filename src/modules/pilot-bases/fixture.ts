import type { Application } from './forms.ts'

/** An application that meets every condition of the release's rules on 2026-03-02, for tests. */
export function soundApplication(more: Partial<Application> = {}): Application {
  return {
    baseName: '示例海洋食品中试基地',
    unit: '示例公司',
    field: '生物与新医药',
    operatingSince: '2022-05-01',
    capability: '从实验室工艺放大到日处理两吨，已完成多项成果转化。',
    joint: false,
    address: '示例县示例路 1 号',
    siteM2: 1_200,
    siteRight: '自有',
    equipment: [
      {
        name: '喷雾干燥塔',
        model: 'GLP-50',
        assetNo: 'A-001',
        originalFen: 150_000_000,
        boughtOn: '2022-06-01',
        owner: '示例公司',
      },
      {
        name: '反应釜',
        model: 'FYF-200',
        assetNo: 'A-002',
        originalFen: 80_000_000,
        boughtOn: '2023-01-10',
        owner: '示例公司',
      },
    ],
    staff: Array.from({ length: 8 }, (_, i) => ({
      name: `人员${'甲乙丙丁戊己庚辛'.charAt(i)}`,
      idTail: String(1000 + i),
      title: i < 3 ? ('中级' as const) : ('无' as const),
      degree: i < 5 ? ('本科' as const) : ('大专及以下' as const),
      fullTime: true,
      techn: true,
    })),
    pilotItems: [
      item('鱼胶原蛋白放大', '示例大学', true),
      item('海藻多糖提取', '示例渔业公司', true),
      item('自用新品试制', '示例公司', false),
    ],
    serviceIncomeFen: 60_000_000,
    investedFen: 500_000_000,
    ownRules: ['管理制度', '收费标准', '保密和知识产权制度', '安全生产制度'],
    accidents: false,
    selfScore: { site: 2300, team: 1300, service: 2500, results: 1500, management: 900 },
    selfReport: '对照评分表逐项自评，设备和服务业绩较强。',
    ...more,
  }
}

function item(name: string, client: string, external: boolean): Application['pilotItems'][number] {
  return {
    name,
    client,
    external,
    from: '2025-02-01',
    to: '2025-08-31',
    fen: 20_000_000,
    result: '完成放大试验，成果转入产业化。',
  }
}
