/** Why a row without a code cannot be told to one of several records of its name; undefined when there is no doubt. */
export function severalTwins(title: string, twins: readonly { readonly code: string }[]): string | undefined {
  if (twins.length < 2) return undefined
  const codes = twins.slice(0, 3).map(({ code }) => code)
  return `本单位有 ${twins.length} 条同名${title}（如编号 ${codes.join('、')}），请填写编号说明是哪一条。`
}

/**
 * Why a row may not change a record that a row before has changed: one may mean it by its code, another by its name,
 * and the work of the first would be lost.
 */
export function changedTwice(
  record: { readonly id: string; readonly code: string; readonly staged_batch: string | null },
  touched: ReadonlyMap<string, number>,
  batchId: string | null,
): string | undefined {
  const earlier = touched.get(record.id)
  if (earlier === undefined && (batchId === null || record.staged_batch !== batchId)) return undefined
  const where = earlier === undefined ? '前面另一行' : `第 ${earlier} 行`
  return `这一行与${where}改的是同一条记录（编号“${record.code}”），请删去一行，或为这一行填写另外的编号。`
}
