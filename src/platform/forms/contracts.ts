/** How technology contracts are classed and counted; names as in the documents, not numbers of law. */

/** 民法典 843: the five classes, as registers of technology contracts name them. */
export const CONTRACT_TYPES = ['技术开发', '技术转让', '技术许可', '技术咨询', '技术服务'] as const

/** Kinds of each class; 独占, 排他 and 普通 are never merged. */
export const CONTRACT_SUBTYPES: Readonly<Record<(typeof CONTRACT_TYPES)[number], readonly string[]>> = {
  技术开发: ['委托开发', '合作开发'],
  技术转让: ['专利权转让', '专利申请权转让', '技术秘密转让', '软件著作权转让', '其他权利转让'],
  技术许可: ['独占许可', '排他许可', '普通许可'],
  技术咨询: ['技术咨询'],
  技术服务: ['一般技术服务', '技术培训', '技术中介'],
}

/** Fields by which registers of technology contracts count (domain/contracts.md). */
export const MARKET_FIELDS = [
  '电子信息',
  '航空航天',
  '先进制造',
  '生物医药和医疗器械',
  '新材料',
  '新能源与高效节能',
  '环境保护与资源综合利用',
  '核应用',
  '农业',
  '现代交通',
  '城市建设与社会发展',
] as const

/** Size classes of the statistics (domain/contracts.md, Statistics), by their first fen. */
export const SIZE_CLASSES = [
  { title: '10 万元以下', fromFen: 0 },
  { title: '10 万至 100 万元', fromFen: 10_000_000 },
  { title: '100 万至 1000 万元', fromFen: 100_000_000 },
  { title: '1000 万至 1 亿元', fromFen: 1_000_000_000 },
  { title: '1 亿元以上', fromFen: 10_000_000_000 },
] as const
