import type { Block, PaperDocument, SampleMark } from '#platform/documents/blocks.ts'
import { dateTime } from '#platform/text/format.ts'
import { ELECTRONIC_CLAUSE } from './forms.ts'
import type { ConfirmationRow, ConsentRow, ContractRow, DocumentRow } from './store.ts'

const FACTORS = { totp: '动态口令', sms: '短信验证码' } as const
const WAYS = { a: '纸质签字盖章', b: '约定的电子确认', c: '电子认证服务' } as const

export interface SheetMatter {
  readonly contract: ContractRow
  readonly document: DocumentRow
  readonly consents: readonly ConsentRow[]
  readonly confirmations: readonly ConfirmationRow[]
  /** Names of organisations by id. */
  readonly names: ReadonlyMap<string, string>
  /** Leaf hashes by journal id. */
  readonly leaves: ReadonlyMap<string, string>
  readonly address: string
  readonly mark?: SampleMark
}

/** The sheet that goes with a confirmed contract: who, capacity, time, document hash, way, receipt (practice.md P8). */
export function confirmationSheet(matter: SheetMatter): PaperDocument {
  const { contract, document, consents, confirmations } = matter
  // The last confirmation made the contract: the sheet is dated by it, whenever it is printed.
  const at =
    confirmations
      .map((confirmation) => confirmation.at)
      .sort()
      .at(-1) ?? document.at
  return {
    title: '合同电子确认书',
    version: `对应合同第 ${document.version} 版`,
    at,
    ...(matter.mark !== undefined && { mark: matter.mark }),
    address: { url: matter.address, caption: '扫码核对本合同' },
    blocks: [
      { kind: 'title', text: '合同电子确认书', subtitle: `合同编号 ${contract.public_id.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['合同', contract.title],
          ['甲方', matter.names.get(contract.seller_org_id) ?? ''],
          ['乙方', matter.names.get(contract.buyer_org_id) ?? ''],
          ['合同文本摘要（SHA-256）', document.sha256],
          ['成立时间（北京时间）', dateTime(at)],
        ],
      },
      { kind: 'heading', text: '一、电子确认条款及双方的同意' },
      { kind: 'paragraph', text: ELECTRONIC_CLAUSE },
      {
        kind: 'table',
        head: ['单位', '同意时间（北京时间）', '存证回执（叶摘要）'],
        widths: [3, 2, 6],
        rows: consents.map((consent) => [
          matter.names.get(consent.org_id) ?? '',
          dateTime(consent.at),
          matter.leaves.get(consent.journal_id) ?? '',
        ]),
      },
      { kind: 'heading', text: '二、确认' },
      ...confirmations.map((confirmation) => confirmationBlock(confirmation, matter.leaves)),
      { kind: 'heading', text: '三、怎样核对' },
      {
        kind: 'paragraph',
        text: '对合同 PDF 文件计算 SHA-256，应与上列摘要一致；存证回执是平台存证日志中对应记录的叶摘要，可以用平台公开的核验工具离线核对。',
      },
      {
        kind: 'paragraph',
        text: '依据电子签名法第三条、第十三条第二款，当事人约定使用电子签名的，不得仅因其采用电子签名、数据电文的形式而否定其法律效力。本确认不是由电子认证服务机构认证的电子签名。',
      },
    ],
  }
}

function confirmationBlock(confirmation: ConfirmationRow, leaves: ReadonlyMap<string, string>): Block {
  return {
    kind: 'pairs',
    rows: [
      ['单位', confirmation.org_name],
      ['确认人', confirmation.person_name],
      ['身份（职务）', confirmation.capacity],
      ['确认时间（北京时间）', dateTime(confirmation.at)],
      ['方式', `${WAYS[confirmation.way]}，第二因素：${FACTORS[confirmation.factor]}`],
      ['所确认文本的摘要', confirmation.document_sha256],
      ['存证回执（叶摘要）', leaves.get(confirmation.journal_id) ?? ''],
    ],
  }
}
