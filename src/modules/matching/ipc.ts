/**
 * What a class of the IPC (its first three characters) is about: the high-technology field (国科发火〔2016〕32号) and the
 * divisions of GB/T 4754-2017. Coarse, and from memory of the two classifications; the official concordance
 * (国际专利分类与国民经济行业分类参照关系表) is finer. A class that serves everything (G05, B65) is left out.
 */
const CLASSES: readonly (readonly [classes: string, field: string, divisions: readonly string[]])[] = [
  ['A01', '生物与新医药', ['01', '02', '03', '04']],
  ['A21 A22 A23 C12', '生物与新医药', ['13', '14', '15']],
  ['A61', '生物与新医药', ['27', '35', '84']],
  ['C07', '新材料', ['26', '27']],
  ['C01 C03 C04 C08 C09', '新材料', ['26', '29', '30']],
  ['C21 C22 C23 C25', '新材料', ['31', '32', '33']],
  ['D01 D02 D03 D04 D05 D06', '新材料', ['17', '18', '28']],
  ['C02 B09', '资源与环境', ['46', '77']],
  ['E21', '资源与环境', ['06', '07', '08', '09']],
  ['F03 F24 H02', '新能源与节能', ['38', '44']],
  ['H01', '新能源与节能', ['38', '39']],
  ['G21', '新能源与节能', ['44']],
  ['B21 B22 B23 B24 B25 B29 B30', '先进制造与自动化', ['33', '34', '35']],
  ['B60 B61 B62', '先进制造与自动化', ['36', '37']],
  ['B63', '先进制造与自动化', ['37', '55']],
  ['B64', '航空航天', ['37', '56']],
  ['G01', '先进制造与自动化', ['40']],
  ['G06 G16 H03 H04 H05', '电子信息', ['39', '63', '64', '65']],
]

interface Meaning {
  readonly field: string
  readonly divisions: readonly string[]
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  CLASSES.flatMap(([classes, field, divisions]) =>
    classes.split(' ').map((one) => [one, { field, divisions }] as const),
  ),
)

/** Field and industries of an IPC symbol; undefined for a class that says nothing of either. */
export function meaningOf(symbol: string): Meaning | undefined {
  return MEANINGS.get(symbol.slice(0, 3))
}
