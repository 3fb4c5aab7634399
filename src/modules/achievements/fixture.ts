/** A form that may be listed as it stands; for tests. */
export function complete(more: object = {}): Record<string, unknown> {
  return {
    name: '示例近海养殖水质在线监测装置',
    kind: '应用技术',
    techField: '电子信息',
    industrySection: 'A',
    industryDivision: '04',
    jobRelated: true,
    fundingSource: '自筹',
    trl: 3,
    modes: ['普通许可'],
    priceMode: '协议定价',
    priceFen: 38_000_000,
    summary: '在线测量溶解氧和亚硝酸盐，手机报警。',
    secrecy: '公开',
    exportControl: '否',
    contact: '转化办 800-CANARY',
    ...more,
  }
}
