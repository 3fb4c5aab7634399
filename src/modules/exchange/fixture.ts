import type { Demand } from './forms.ts'

/** A demand that may be listed as it stands; for tests. */
export function complete(more: object = {}): Demand & Record<string, unknown> {
  return {
    name: '示例对虾养殖尾水处理需求',
    type: '技术攻关',
    techField: '资源与环境',
    problem: '尾水亚硝酸盐经常超标，需要低成本处理办法。',
    cooperationModes: ['合作开发'],
    negotiable: true,
    secrecy: '公开',
    contact: 'CANARY 电话',
    ...more,
  }
}
