/** Our titles of columns to the partner's, from lines `名称=成果名称`; lines without a sign are passed over. */
export function headerPairs(text: string | null | undefined): ReadonlyMap<string, string> {
  const pairs = (text ?? '').split('\n').flatMap((line): [string, string][] => {
    const [ours = '', theirs = ''] = line.split(/[=＝]/).map((part) => part.trim())
    return ours === '' || theirs === '' ? [] : [[ours, theirs]]
  })
  return new Map(pairs)
}

/** What happened to a record of ours since the last file for a partner. */
export type Change = '新增' | '更新' | '下架'

/** The change of a listed record by what was sent last: undefined when nothing need be sent. */
export function changeOf(
  last: { readonly change: Change; readonly hash: string } | undefined,
  hash: string,
): Change | undefined {
  if (!last || last.change === '下架') return '新增'
  return last.hash === hash ? undefined : '更新'
}
