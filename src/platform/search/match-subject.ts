/** A heading in running text, numbered or not: "现有工作基础:", "3、项目预算:", "(一) 主要考核指标:". */
const HEADING = /(?:^|[\s。;"“])(?:\(?[一二三四五六七八九十\d]+[)、.]?)?\s*(?<title>[^\s:。,;、]{2,14})\s*:/gu
/** What a firm already has or pays. */
const BACKGROUND = /(?:基础|基本情况|简介|概况|预算|联系方式|联系人)$/
/** What it looks for. */
const WANTED = /需求|目标|难题|指标|要求|内容|问题/

/**
 * What a subject asks for: its folded text without the parts that are headed as something else (现有工作基础, 企业简介,
 * 项目预算). Where nothing else is left the whole text counts.
 */
export function wantedPart(folded: string): string {
  let kept = ''
  let isBackground = false
  let from = 0
  for (const { index, groups } of folded.matchAll(HEADING)) {
    const title = groups?.['title'] ?? ''
    if (!isBackground && BACKGROUND.test(title)) {
      kept += folded.slice(from, index)
      isBackground = true
    } else if (isBackground && WANTED.test(title)) {
      from = index
      isBackground = false
    }
  }
  if (!isBackground) kept += folded.slice(from)
  return kept.trim() === '' ? folded : kept
}
