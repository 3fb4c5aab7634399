import { addMonths, isDay } from '#platform/calendar/calendar.ts'
import { fenOfCapitals } from '#platform/forms/capitals.ts'

/** A doubt about a text while it is prepared: nothing is refused by it, the parties decide (P26 registers later). */
export interface Finding {
  readonly rule: string
  readonly level: 'serious' | 'look'
  /** Clause or field it was found in. */
  readonly at: string
  readonly says: string
  readonly basis: string
}

/** What a text is judged by: its agreed or typed words by place, and the facts around them. */
export interface Judged {
  readonly mode: string
  /** Place (clause, field, or 全文) and words; standing words of our own texts are not among them. */
  readonly texts: readonly { readonly at: string; readonly text: string }[]
  readonly priceFen: number | undefined
  readonly termMonths: number | undefined
  readonly today: string
  readonly sellerName: string
  readonly coOwners: readonly string[]
  readonly ip: readonly {
    readonly type: string
    readonly number?: string | null | undefined
    readonly status?: string | undefined
    readonly expiresOn?: string | null | undefined
    readonly owners?: readonly string[] | null | undefined
  }[]
  readonly abroad: boolean
  /** What the parties found of the nine points in a text of their own; undefined for generated texts. */
  readonly points?: Readonly<Record<string, string>>
}

interface Rule {
  readonly id: string
  readonly basis: string
  readonly find: (judged: Judged) => readonly Omit<Finding, 'rule' | 'basis'>[]
}

/** Words in any of the texts, each place once. */
function words(pattern: RegExp, level: Finding['level'], says: string): Rule['find'] {
  return ({ texts }) =>
    texts.flatMap(({ at, text }) => {
      const found = pattern.exec(text)?.[0]
      return found === undefined ? [] : [{ level, at, says: `“${found}”：${says}` }]
    })
}

/** 民法典 850 and the six kinds of the Supreme People's Court's interpretation on technology contracts, Art. 10 [M]. */
const MONOPOLY = '民法典 第八百五十条、第八百六十四条'
const NOT = '(?:不得|禁止|不许|无权|不可以)'
const MONOPOLIES: readonly (readonly [id: string, pattern: RegExp, says: string])[] = [
  [
    'monopoly-improvement',
    new RegExp(
      `${NOT}(?!将)[^。；，]{0,16}(?:改进|研究开发|再开发)|(?:改进|后续)[^。；]{0,20}(?:无偿|免费)[^。；]{0,12}(?:归|转让|给予|许可)`,
      'u',
    ),
    '限制改进或者要求无偿回授改进，可能属于非法垄断技术，使合同无效。',
  ],
  [
    'monopoly-source',
    new RegExp(
      `${NOT}[^。；]{0,16}(?:从其他|从第三|向其他|向第三)[^。；]{0,16}(?:获得|取得|引进|购买)[^。；]{0,12}(?:技术|类似|竞争)`,
      'u',
    ),
    '限制从其他来源获得类似技术，可能属于非法垄断技术，使合同无效。',
  ],
  [
    'monopoly-market',
    new RegExp(
      `${NOT}[^。；]{0,20}(?:销售|出口|定价|降价|生产数量|产量)|(?:销售|出口)[^。；]{0,10}(?:价格|数量|渠道)[^。；]{0,10}(?:须经|必须|应当经)`,
      'u',
    ),
    '明显不合理地限制实施的数量、品种、价格、销售渠道或者出口市场，可能属于非法垄断技术，使合同无效。',
  ],
  [
    'monopoly-tying',
    /(?:必须|应当|只能)[^。；]{0,12}(?:购买|采购)[^。；]{0,16}(?:非必需|其他|指定)[^。；]{0,12}(?:原料|原材料|设备|产品|服务|技术)/u,
    '要求接受非实施技术必需的附带条件，可能属于非法垄断技术，使合同无效。',
  ],
  [
    'monopoly-channel',
    /(?:只能|必须|仅可)[^。；]{0,10}(?:从|向)[^。；]{0,16}(?:购买|采购|订购)/u,
    '不合理地限制购买原材料、零部件、产品或者设备的渠道，可能属于非法垄断技术，使合同无效。',
  ],
  [
    'monopoly-challenge',
    new RegExp(`${NOT}[^。；]{0,20}(?:提出异议|提起无效|请求宣告[^。；]{0,6}无效|质疑[^。；]{0,8}有效)`, 'u'),
    '禁止对知识产权的有效性提出异议或者附加条件，可能属于非法垄断技术，使合同无效。',
  ],
]

const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']
const LICENCES: readonly string[] = ['独占许可', '排他许可', '普通许可']
const SERVICES: readonly string[] = ['技术咨询', '技术服务', '技术培训', '技术中介']

/** Amounts in figures and the capitals written behind them: 360,000.00 元，大写：人民币叁拾陆万元整. */
const TWICE =
  /([\d,，]+(?:\.\d{1,2})?)\s*(万)?元[^。；\n]{0,12}大写[：:]?\s*((?:人民币)?[零〇一二三四五六七八九十百千壹贰貳叁肆伍陆陸柒捌玖拾佰仟万亿元圆角分整正]+)/gu
const DATES = /(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?/gu

export const RULES: readonly Rule[] = [
  ...MONOPOLIES.map(([id, pattern, says]) => ({
    id,
    basis: MONOPOLY,
    find: words(pattern, 'serious', says),
  })),
  {
    id: 'owner-not-seller',
    basis: '民法典 第八百五十条、第八百七十条',
    find: ({ ip, sellerName, coOwners }) =>
      ip.flatMap(({ type, number, owners }) => {
        const known = [sellerName, ...coOwners]
        const strangers = (owners ?? []).filter((owner) => !known.includes(owner))
        return strangers.length === 0
          ? []
          : [
              {
                level: 'serious' as const,
                at: `${type} ${number ?? ''}`.trim(),
                says: `权利人“${strangers.join('、')}”不是合同一方或登记的共有人：请确认有权处分，未经许可会侵害他人技术成果。`,
              },
            ]
      }),
  },
  {
    id: 'right-dead',
    basis: '民法典 第八百六十五条、第八百七十条',
    find: ({ ip, today }) =>
      ip
        .filter(({ status, expiresOn }) => status === '失效' || (expiresOn ?? '9999-12-31') < today)
        .map(({ type, number }) => ({
          level: 'serious' as const,
          at: `${type} ${number ?? ''}`.trim(),
          says: '该权利已失效或届满，不能再就它订立许可合同。',
        })),
  },
  {
    id: 'term-beyond-patent',
    basis: '民法典 第八百六十五条',
    find: ({ mode, ip, termMonths, today }) =>
      LICENCES.includes(mode) && termMonths !== undefined
        ? ip
            .filter(
              ({ type, expiresOn }) =>
                PATENTS.includes(type) &&
                expiresOn !== null &&
                expiresOn !== undefined &&
                expiresOn >= today &&
                addMonths(today, termMonths) > expiresOn,
            )
            .map(({ type, number, expiresOn }) => ({
              level: 'look' as const,
              at: '合同期限',
              says: `约 ${termMonths} 个月，长过${type} ${number ?? ''}的有效期（至 ${expiresOn ?? ''}）：超过的部分不生效。`,
            }))
        : [],
  },
  {
    id: 'amount-differs',
    basis: '民法典 第八百四十六条',
    find: ({ texts }) =>
      texts.flatMap(({ at, text }) =>
        amountsDiffer(text).map((says) => ({ level: 'serious' as const, at, says })),
      ),
  },
  {
    id: 'amount-not-agreed',
    basis: '民法典 第八百四十六条',
    find: ({ texts, priceFen }) =>
      texts.flatMap(({ at, text }) =>
        priceFen !== undefined &&
        at === '全文' &&
        amountsOf(text).length > 0 &&
        !amountsOf(text).some(({ fen }) => fen === priceFen)
          ? [{ level: 'look' as const, at, says: '文本里写了大小写的金额，都与双方商定的价款不同，请核对。' }]
          : [],
      ),
  },
  {
    id: 'date-absent',
    basis: '民法典 第二百条',
    find: ({ texts }) =>
      texts.flatMap(({ at, text }) =>
        [...text.matchAll(DATES)]
          .filter(
            ([, year, month, day]) =>
              !isDay(`${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`),
          )
          .map(([found]) => ({ level: 'serious' as const, at, says: `没有“${found}”这一天。` })),
      ),
  },
  {
    id: 'effect-before-signing',
    basis: '民法典 第五百零二条',
    find: ({ texts, today }) =>
      texts.flatMap(({ at, text }) =>
        [...text.matchAll(/自?(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日起?生效/gu)]
          .filter(
            ([, year, month, day]) =>
              `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}` < today,
          )
          .map(([found]) => ({
            level: 'look' as const,
            at,
            says: `“${found}”早于签订：登记机构会拒绝，请改为签订之日或以后。`,
          })),
      ),
  },
  {
    id: 'transfer-as-licence',
    basis: '民法典 第八百六十二条',
    find: (judged) =>
      judged.mode === '转让'
        ? words(
            /许可期限|许可使用|独占许可|排他许可|普通许可|许可费|使用费/u,
            'look',
            '转让合同里写了许可的内容：权利是转让还是许可，请写清。',
          )(judged)
        : [],
  },
  {
    id: 'exclusive-but-licensor-may',
    basis: '民法典 第八百六十二条',
    find: (judged) =>
      judged.mode === '独占许可'
        ? words(
            /(?:甲方|许可人|许可方)[^。；]{0,8}(?:仍可|可以|有权|保留)[^。；]{0,8}(?:实施|使用)/u,
            'serious',
            '独占许可的许可人自己也不得实施；许可人可以实施的是排他许可。',
          )(judged)
        : [],
  },
  {
    id: 'sole-but-licensor-may-not',
    basis: '民法典 第八百六十二条',
    find: (judged) =>
      judged.mode === '排他许可'
        ? words(
            /(?:甲方|许可人|许可方)[^。；]{0,8}(?:不得|不能|不可以)[^。；]{0,8}(?:实施|使用)/u,
            'serious',
            '排他许可的许可人自己可以实施；许可人不得实施的是独占许可。',
          )(judged)
        : [],
  },
  {
    id: 'service-is-no-work',
    basis: '民法典 第八百七十八条',
    find: (judged) =>
      SERVICES.includes(judged.mode)
        ? words(
            /来料加工|安装调试|维修保养|常规检测|印刷|设备采购|货物买卖|建设工程/u,
            'look',
            '单纯的加工、安装、维修、常规检测或买卖不是技术服务，登记机构会拒绝。',
          )(judged)
        : [],
  },
  {
    id: 'royalty-without-books',
    basis: '民法典 第八百四十六条第三款',
    find: (judged) =>
      judged.texts.some(({ text }) => /提成|入门费/u.test(text)) &&
      !judged.texts.some(({ text }) => /账目|账簿|查账|审计/u.test(text))
        ? [{ level: 'look' as const, at: '支付方式', says: '约定了提成，没有约定查阅有关会计账目的办法。' }]
        : [],
  },
  {
    id: 'points-missing',
    basis: '民法典 第八百四十五条',
    find: ({ points }) =>
      points === undefined
        ? []
        : Object.entries(points)
            .filter(([point, place]) => MUST.includes(point) && /^(?:无|没有)$/u.test(place))
            .map(([point]) => ({
              level: 'serious' as const,
              at: point,
              says: '这一项写“无”的合同标的不明，登记机构会拒绝，请补充。',
            })),
  },
  {
    id: 'abroad-language',
    basis: '技术合同认定登记规则（征求意见稿）',
    find: ({ abroad, texts }) =>
      abroad && texts.some(({ at, text }) => at === '全文' && text.length > 200 && chineseShare(text) < 0.2)
        ? [
            {
              level: 'look' as const,
              at: '全文',
              says: '文本几乎没有中文：涉外合同应当有中文文本，请上传中文文本或中外文对照文本。',
            },
          ]
        : [],
  },
]

/** Points without which there is no contract to register. */
const MUST: readonly string[] = ['name', 'subject']

/** All doubts about a text, the serious ones in front. */
export function findingsIn(judged: Judged): Finding[] {
  const found = RULES.flatMap(({ id, basis, find }) =>
    find(judged).map((finding) => ({ rule: id, basis, ...finding })),
  )
  return found.sort((a, b) => Number(b.level === 'serious') - Number(a.level === 'serious'))
}

function amountsOf(text: string): { fen: number; capitals: number | undefined; shown: string }[] {
  return [...text.matchAll(TWICE)].map(([shown, figures = '', wan, capitals = '']) => {
    const yuan = Number(figures.replace(/[,，]/g, ''))
    const fen = Math.round(yuan * (wan === undefined ? 100 : 1_000_000))
    return { fen, capitals: fenOfCapitals(capitals), shown }
  })
}

function amountsDiffer(text: string): string[] {
  return amountsOf(text)
    .filter(({ fen, capitals }) => capitals !== fen)
    .map(({ shown }) => `“${shown}”：大写与小写不一致，或大写写错。`)
}

function chineseShare(text: string): number {
  const letters = text.replace(/[^\p{L}]/gu, '')
  return letters === '' ? 1 : (letters.match(/\p{Script=Han}/gu)?.length ?? 0) / letters.length
}
