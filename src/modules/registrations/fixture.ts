import type { LayeredRow } from '#platform/ruleset/ruleset.ts'
import type { TestCity } from '#test/city.ts'
import type { Registration } from './forms.ts'
import type { Around } from './lint-rule.ts'

/** An application nothing is wrong with: a licence of a patent by a university of the test's city to a firm elsewhere. */
export function soundRegistration(more: Partial<Registration> = {}): Registration {
  return {
    contractName: '低温保鲜工艺专利许可合同',
    type: '技术许可',
    subtype: '普通许可',
    written: '纸质书面',
    language: '中文',
    signedOn: '2026-03-02',
    effectiveOn: '2026-03-02',
    fromDay: '2026-03-02',
    untilDay: '2031-03-01',
    parties: [
      {
        side: 'seller',
        name: '示例大学',
        sealName: '示例大学',
        code: '12999999DEM000014M',
        kind: '事业单位',
        abroad: false,
        region: 'R1',
      },
      {
        side: 'buyer',
        name: '示例公司',
        sealName: '示例公司',
        code: '91999999DEM0000493',
        kind: '企业',
        abroad: false,
        region: '440300',
      },
    ],
    relation: '没有关联关系',
    subject: '许可使用低温和气调包装延长荔枝保鲜时间的工艺专利，交付工艺规程并培训操作人员。',
    rights: [{ kind: '发明专利', number: 'ZL202110123456.3', owner: '示例大学', endsOn: '2041-02-03' }],
    techField: '农业',
    industry: 'A',
    goal: '农林牧渔业发展',
    plan: '计划外',
    govFunded: false,
    totalFen: 60_000_000,
    nonTech: [{ kind: '设备和仪器', fen: 10_000_000 }],
    techFen: 50_000_000,
    payment: '一次总付',
    paymentText: '签约后 10 日内一次付清。',
    estimated: false,
    needsApproval: false,
    contact: '示例 甲一 0660-1234567',
    ...more,
  }
}

/** A day in the term of the sound application, in a city whose only region is R1. */
export const around: Around = {
  today: '2026-04-01',
  applicant: '示例大学',
  inCity: (region) => region === 'R1',
  duplicates: [],
  hasText: true,
  inText: [],
}

/** Two members of the cast as the parties of a contract. */
export function partiesOfCast(city: TestCity, sellerId: string, buyerId: string): Registration['parties'] {
  const partyOf = (side: 'seller' | 'buyer', wanted: string) => {
    const org = city.runtime.pack.cast.organisations.find(({ id }) => id === wanted)
    if (!org) throw new Error(`the cast has no ${wanted}`)
    const { name, creditCode: code, region } = org
    return { side, name, sealName: name, code, kind: '企业' as const, abroad: false, region }
  }
  return [partyOf('seller', sellerId), partyOf('buyer', buyerId)]
}

const cityRow = (key: string, value: LayeredRow['value']): LayeredRow => ({
  layer: 'city',
  key,
  title: key,
  from: '1900-01-01',
  until: null,
  value,
  unit: '测试',
  status: 'verified',
  source: '测试',
  note: '',
})

/** A city whose only region is R1, and where the competent unit is no registration office of its own. */
export const cityRules: readonly LayeredRow[] = [
  cityRow('city.regions', [['R1', '示例县']]),
  cityRow('city.contract.registrationOffice', ''),
]
