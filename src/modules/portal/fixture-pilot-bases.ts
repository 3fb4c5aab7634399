import type { PilotBaseView, PortalDeps } from './deps.ts'

const base: PilotBaseView = {
  id: '01920000-0000-7000-8000-000000000801',
  publicId: 'p0p0p0p0p0p0',
  name: '示例海洋食品中试基地',
  unit: '示例公司',
  field: '生物与新医药',
  region: 'high-tech-zone',
  address: '示例路 1 号',
  siteM2: 1_200,
  equipmentFen: 230_000_000,
  staff: 9,
  certNo: '示证〔2026〕1号',
  plateNo: '示牌01',
  documentNo: null,
  from: '2026-03-01',
  until: '2029-02-28',
  status: 'valid',
  statusTitle: '有效',
  revokedOn: null,
  sample: true,
  mine: false,
  capability: '日处理两吨的酶解和喷雾干燥线。',
  grades: [{ year: 2026, grade: '优秀', points: '91.00' }],
  events: [{ kind: 'recognised', says: '认定为中试基地，证书编号 示证〔2026〕1号', on: '2026-03-01' }],
}

export const pilotBaseFixture: Pick<PortalDeps, 'pilotBases' | 'pilotBase' | 'pilotBaseFigures'> = {
  pilotBases: async () => [base],
  pilotBase: async (publicId) => (publicId === base.publicId ? base : null),
  pilotBaseFigures: async () => ({
    inForce: 1,
    byStatus: [{ title: '有效', bases: 1 }],
    byRegion: [{ key: 'high-tech-zone', bases: 1, equipmentFen: base.equipmentFen, staff: 9 }],
    byField: [{ key: '生物与新医药', bases: 1, equipmentFen: base.equipmentFen, staff: 9 }],
    equipmentFen: base.equipmentFen,
    staff: 9,
    grades: [{ year: 2026, counts: { 优秀: 1, 合格: 0, 不合格: 0 } }],
  }),
}
