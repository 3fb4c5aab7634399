import { addMonths } from '#platform/calendar/calendar.ts'
import { MAINLAND } from '#platform/identity/countries.ts'
import type { OrgKind } from '#platform/identity/kinds.ts'
import type { Organisation } from '#platform/identity/organisations.ts'
import type { RegistrableContract } from '#modules/contracts/index.ts'
import type { Draft, PARTY_KINDS, RIGHT_KINDS } from './forms.ts'
import { nextFeeOn, PATENTS } from './rules.ts'

type Terms = RegistrableContract['terms']
type PartyKind = (typeof PARTY_KINDS)[number]
type RightKind = (typeof RIGHT_KINDS)[number]

const KINDS: Readonly<Record<OrgKind, PartyKind>> = {
  国家设立研发机构: '事业单位',
  国家设立高校: '事业单位',
  事业单位: '事业单位',
  国企: '企业',
  民企: '企业',
  个人: '自然人',
  政府: '机关',
  服务机构: '企业',
  待核定: '其他',
}

const TRANSFERS: Readonly<Record<string, string>> = {
  专利权: '专利权转让',
  专利申请权: '专利申请权转让',
  技术秘密: '技术秘密转让',
  计算机软件著作权: '软件著作权转让',
}

/** 国家重点支持的高新技术领域 to the fields of the market, where one is the other; else the applicant chooses. */
const FIELDS: Readonly<Record<string, Draft['techField']>> = {
  电子信息: '电子信息',
  生物与新医药: '生物医药和医疗器械',
  航空航天: '航空航天',
  新材料: '新材料',
  新能源与节能: '新能源与高效节能',
  资源与环境: '环境保护与资源综合利用',
  先进制造与自动化: '先进制造',
}

const RIGHTS: Readonly<Record<string, RightKind>> = {
  发明专利: '发明专利',
  实用新型: '实用新型',
  外观设计: '外观设计',
  软件著作权: '计算机软件著作权',
  集成电路布图设计专有权: '集成电路布图设计',
  植物新品种权: '植物新品种',
  生物医药新品种: '生物医药新品种',
  技术秘密: '技术秘密',
}

/** The form as far as a concluded contract says it; seals are read from paper by people, and stay empty. */
export function prefilled({
  title,
  seller,
  buyer,
  signedOn,
  terms,
  achievement,
}: RegistrableContract): Draft {
  const { form } = achievement
  const price = (terms.priceFen ?? 0) + (terms.royaltyEstimateFen ?? 0)
  const field = form.techField === undefined ? undefined : FIELDS[form.techField]
  return {
    contractName: title,
    ...classOf(terms),
    written: '电子文本',
    language: '中文',
    signedOn,
    effectiveOn: signedOn,
    fromDay: signedOn,
    untilDay: addMonths(signedOn, terms.termMonths),
    parties: [partyOf('seller', seller), partyOf('buyer', buyer)],
    subject: `${achievement.name}：${terms.deliverables}`.slice(0, 2000),
    clauses: [terms.territory, terms.improvements, terms.confidentiality, terms.acceptance, terms.liability]
      .filter((text) => text.trim() !== '')
      .join('\n'),
    rights: rightsOf(form.ip ?? [], signedOn),
    ...(field !== undefined && { techField: field }),
    ...(form.industrySection !== undefined && { industry: form.industrySection }),
    ...(price > 0 && { totalFen: price, techFen: price }),
    payment: terms.paymentKind,
    paymentText: terms.payment.slice(0, 1000),
    estimated: terms.royaltyEstimateFen !== undefined,
  }
}

function classOf({ mode, rights }: Terms): Pick<Draft, 'type' | 'subtype'> {
  if (mode === '转让') {
    const [right = ''] = rights ?? []
    return { type: '技术转让', subtype: TRANSFERS[right] ?? '其他权利转让' }
  }
  if (mode === '合作开发' || mode === '委托开发') return { type: '技术开发', subtype: mode }
  if (mode === '技术咨询') return { type: '技术咨询', subtype: mode }
  if (mode === '技术服务') return { type: '技术服务', subtype: '一般技术服务' }
  if (mode === '技术培训' || mode === '技术中介') return { type: '技术服务', subtype: mode }
  return { type: '技术许可', subtype: mode }
}

function partyOf(side: 'seller' | 'buyer', org: Organisation) {
  return {
    side,
    name: org.name,
    ...(org.creditCode !== null && { code: org.creditCode }),
    kind: KINDS[org.kind],
    abroad: org.country !== MAINLAND,
    ...(org.region !== null && { region: org.region }),
  }
}

function rightsOf(
  ip: NonNullable<RegistrableContract['achievement']['form']['ip']>,
  signedOn: string,
): NonNullable<Draft['rights']> {
  if (ip.length === 0) return [{ kind: '未涉及知识产权' }]
  return ip.map(({ type, number, status, filedOn, expiresOn, owners }) => ({
    kind: status === '申请中' ? '专利申请' : (RIGHTS[type] ?? '技术秘密'),
    ...(number != null && { number }),
    ...(owners?.[0] !== undefined && { owner: owners[0] }),
    ...(expiresOn != null && { endsOn: expiresOn }),
    ...feeOf(type, status, filedOn, expiresOn, signedOn),
  }))
}

/** When the next yearly fee of a granted patent is due, from its own facts (practice.md P23). */
function feeOf(
  type: string,
  status: string | undefined,
  filedOn: string | null | undefined,
  expiresOn: string | null | undefined,
  signedOn: string,
): { readonly feeDueOn?: string } {
  if (status !== '已授权' || filedOn == null || !PATENTS.includes(type)) return {}
  const on = nextFeeOn(filedOn, signedOn)
  return on === undefined || (expiresOn != null && on >= expiresOn) ? {} : { feeDueOn: on }
}
