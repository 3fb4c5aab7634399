/** What a document is made of, as data: the same blocks give the same bytes. */
export type Block =
  /** The title over the first page. */
  | { readonly kind: 'title'; readonly text: string; readonly subtitle?: string }
  /** A heading of a part: 第一条 项目的名称. */
  | { readonly kind: 'heading'; readonly text: string }
  /** A paragraph, its first line indented by two characters unless `flush`. Line feeds part paragraphs. */
  | { readonly kind: 'paragraph'; readonly text: string; readonly flush?: true }
  /** A numbered clause: the number hangs in the margin of the text. */
  | { readonly kind: 'clause'; readonly number: string; readonly text: string }
  /** Label and value, without lines: the parties of a contract. */
  | { readonly kind: 'pairs'; readonly rows: readonly (readonly [label: string, value: string])[] }
  /** A table with lines; `widths` are parts of the whole; the head is repeated on each page. */
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly widths: readonly number[]
      readonly rows: readonly (readonly string[])[]
    }
  /** Places to sign and stamp, side by side, kept on one page. */
  | { readonly kind: 'signatures'; readonly parties: readonly SignaturePlace[] }
  /** A large QR code in the middle of the page, to be read from a distance. */
  | { readonly kind: 'qr'; readonly url: string; readonly caption: string }
  | { readonly kind: 'pageBreak' }

export interface SignaturePlace {
  /** 甲方（许可方）. */
  readonly role: string
  readonly name: string
  /** Lines to be filled by hand, for example 法定代表人或授权代表（签字）. */
  readonly lines: readonly string[]
}

/** The mark of records that are not real (practice.md P3). */
export type SampleMark = '示例' | '演示' | '演练'

export interface PaperDocument {
  readonly title: string
  /** Shown in the header: 第 2 版. */
  readonly version: string
  /** Instant that becomes the file's creation date; never the machine's clock, so that the bytes repeat. */
  readonly at: string
  readonly blocks: readonly Block[]
  readonly mark?: SampleMark
  /** Address behind the QR code of the first page, with the words under it. */
  readonly address?: { readonly url: string; readonly caption: string }
  /** A text that is signed: every page carries its mark, and the address version and digest (practice.md P8 a). */
  readonly marked?: { readonly id: string; readonly version: number }
}

/** What header, footer and mark of a page say. */
export function pageWords(paper: PaperDocument, page: number | string, pages: number | string, digest = '') {
  const marked = paper.mark === undefined ? '' : `【${paper.mark}】`
  return {
    left: `${marked}${paper.title}`,
    right: paper.version,
    footer: `第 ${page} 页 / 共 ${pages} 页${digest === '' ? '' : `　文本标记 ${digest}`}`,
    notice: paper.mark === undefined ? '' : `${paper.mark}数据，不具有法律效力`,
  }
}
