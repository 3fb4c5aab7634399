import { DRAFT_RULES, type Rule } from './lint-rule.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import { sidesOf } from './rules.ts'

const CODE_KINDS: readonly string[] = ['机关', '事业单位', '社会团体', '企业']

/** Who the parties are, where they are, and whether seals say the same. */
export const PARTIES: readonly Rule[] = [
  {
    id: 'party-missing',
    basis: DRAFT_RULES,
    ground: 'parties',
    find: (form) => {
      const { sellers, buyers } = sidesOf(form)
      if (form.parties === undefined) return []
      return [
        ...(sellers.length === 0 ? [['parties', '没有写卖方：请列出提供技术的一方。'] as const] : []),
        ...(buyers.length === 0 ? [['parties', '没有写买方：请列出接受技术的一方。'] as const] : []),
      ]
    },
  },
  {
    id: 'party-twice',
    basis: DRAFT_RULES,
    ground: 'parties',
    find: (form) => {
      const { sellers, buyers } = sidesOf(form)
      const both = sellers.filter(({ name = '' }) =>
        buyers.some((one) => unitKey(one.name ?? '') === unitKey(name) && name !== ''),
      )
      return both.map(({ name }) => [
        'parties',
        `“${name ?? ''}”既是卖方又是买方：合同当事人不明确，请核对。`,
      ])
    },
  },
  {
    id: 'party-code',
    basis: DRAFT_RULES,
    ground: 'parties',
    find: ({ parties = [] }) =>
      parties.flatMap(({ name, kind, code, abroad }, at) =>
        kind !== undefined && CODE_KINDS.includes(kind) && abroad !== true && code === undefined
          ? [[`parties.${at}.code`, `“${name ?? ''}”没有统一社会信用代码：请补上，以便确认当事人。`]]
          : [],
      ),
  },
  {
    id: 'seal-differs',
    basis: DRAFT_RULES,
    ground: 'seal',
    find: ({ parties = [] }) =>
      parties.flatMap(({ name, sealName }, at) =>
        name !== undefined && sealName !== undefined && unitKey(name) !== unitKey(sealName)
          ? [
              [
                `parties.${at}.sealName`,
                `合同里的名称“${name}”与印章“${sealName}”不一致：请由当事人更正合同或重新盖章。`,
              ],
            ]
          : [],
      ),
  },
  {
    id: 'not-here',
    basis: `${DRAFT_RULES}：卖方在所在地登记，只登记一次；进口合同由境内买方登记`,
    ground: 'elsewhere',
    find: (form, { inCity }) => {
      const { sellers, buyers } = sidesOf(form)
      const named = (list: typeof sellers) => list.length > 0 && list.every((one) => one.name !== undefined)
      if (!named(sellers) || !named(buyers)) return []
      const isImport = sellers.every(({ abroad }) => abroad === true)
      const local = isImport ? buyers : sellers
      if (local.some(({ region }) => inCity(region))) return []
      return [
        [
          'parties',
          isImport
            ? '卖方都在境外，应由境内买方在其所在地登记；买方不在本市，请到买方所在地的登记机构办理。'
            : '卖方不在本市：请到卖方所在地的登记机构办理，一份合同只登记一次。',
        ],
      ]
    },
  },
  {
    id: 'applicant-stranger',
    basis: DRAFT_RULES,
    ground: 'elsewhere',
    find: (form, { applicant }) => {
      const { sellers, buyers } = sidesOf(form)
      const apply = sellers.every(({ abroad }) => abroad === true) ? buyers : sellers
      if (apply.length === 0 || apply.some(({ name }) => name === undefined)) return []
      return apply.some(({ name }) => unitKey(name ?? '') === unitKey(applicant))
        ? []
        : [['parties', `登记由卖方申请（进口合同由境内买方申请）；“${applicant}”不在其中，请核对名称。`]]
    },
  },
  {
    id: 'shares',
    basis: '民法典 第八百六十条',
    ground: 'subject',
    find: ({ subtype, parties = [] }) => {
      const shares = parties.flatMap(({ resultBp }) => resultBp ?? [])
      const sum = shares.reduce((total, one) => total + one, 0)
      if (subtype !== '合作开发' || shares.length === 0 || sum === 10_000) return []
      return [['parties', `合作各方的成果份额合计 ${sum / 100}%，应为 100%。`]]
    },
  },
]
