import type { ContractMatter, Right } from './matter.ts'

export const PATENT: Right = {
  type: '发明专利',
  number: 'ZL202110123456.7',
  status: '已授权',
  filedOn: '2021-02-03',
  grantedOn: '2023-05-06',
  expiresOn: '2041-02-03',
  owners: ['甲单位'],
}

/** A matter with everything a text can say; the mode is the test's. */
export const matter: ContractMatter = {
  publicId: '0123456789ab',
  mode: '独占许可',
  version: 1,
  termsVersion: 3,
  at: '2026-11-23T01:12:00.123Z',
  address: 'https://kq.example.cn/id/contract/0123456789ab',
  seller: { name: '甲单位', creditCode: '12999999MB2D12345X', address: '鹭湾市', abroad: null },
  buyer: { name: '乙单位', creditCode: null, address: '', abroad: null },
  signers: [],
  jobRelated: true,
  isFiscal: false,
  achievement: { name: '示例成果', code: 'SW2026-0012', ip: [PATENT] },
  terms: {
    priceFen: 128_000_050,
    payment: '一次付清。',
    territory: '广东省',
    termMonths: 60,
    deliverables: '工艺规程一套。',
    acceptance: '三批检验合格。',
    improvements: '归改进方。',
    confidentiality: '保密三年。',
    liability: '按日万分之五。',
    disputes: '向鹭湾仲裁委员会申请仲裁。',
  },
}
