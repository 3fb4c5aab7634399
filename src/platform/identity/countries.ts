/** The mainland: where 统一社会信用代码 and mainland telephone numbers come from. */
export const MAINLAND = 'CN'

/** ISO 3166-1 alpha-2 without the mainland. */
const CODES =
  'HK MO TW AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'.split(
    ' ',
  )

/** Regions of China outside the mainland, by the names official papers use. */
const REGIONS: Readonly<Record<string, Readonly<Record<'zh' | 'en', string>>>> = {
  CN: { zh: '中国内地', en: 'Mainland China' },
  HK: { zh: '中国香港', en: 'Hong Kong, China' },
  MO: { zh: '中国澳门', en: 'Macao, China' },
  TW: { zh: '中国台湾', en: 'Taiwan, China' },
}

const names = {
  zh: new Intl.DisplayNames(['zh-CN'], { type: 'region' }),
  en: new Intl.DisplayNames(['en'], { type: 'region' }),
}

/** The name of a country or region by its code. */
export function countryName(code: string, lang: 'zh' | 'en' = 'zh'): string {
  return REGIONS[code]?.[lang] ?? names[lang].of(code) ?? code
}

/** Code to name: the mainland first, then its other regions, then the rest. */
export const COUNTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  [MAINLAND, ...CODES].map((code) => [code, countryName(code)]),
)

/** Whether a country or region counts as abroad for approvals: every other country; of China's regions those the rule names. */
export function countsAsAbroad(code: string, regionsAsAbroad: readonly unknown[]): boolean {
  if (code === MAINLAND) return false
  return Object.hasOwn(REGIONS, code) ? regionsAsAbroad.includes(code) : true
}

/** Ruleset row: which of HK, MO, TW are treated like abroad when technology leaves the mainland. */
export const ABROAD_RULE = 'foreignParty.chinaRegions.asAbroad'
