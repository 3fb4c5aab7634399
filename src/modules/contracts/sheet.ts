import type { Block, PaperDocument, SampleMark } from '#platform/documents/blocks.ts'
import type { SigningState } from '#platform/signing/documents.ts'
import { concludedAt } from '#platform/signing/sign.ts'
import type { Signatory, SigningRecord } from '#platform/signing/store.ts'
import { ELECTRONIC_CLAUSE, WAYS } from '#platform/signing/ways.ts'
import { dateTime } from '#platform/text/format.ts'
import type { ContractRow, DocumentRow } from './store.ts'

const FACTORS = { totp: '动态口令', sms: '短信验证码' } as const

export interface SheetMatter {
  readonly contract: ContractRow
  readonly document: DocumentRow
  readonly state: SigningState
  /** Names of persons by id: who compared a paper. */
  readonly people: ReadonlyMap<string, string>
  /** Leaf hashes by journal id. */
  readonly leaves: ReadonlyMap<string, string>
  readonly address: string
  readonly mark?: SampleMark
}

/** The sheet that goes with a concluded text: who, capacity, time, document hash, way, receipt (practice.md P8). */
export function confirmationSheet(matter: SheetMatter): PaperDocument {
  const { contract, document, state } = matter
  const { consents, records, signatories } = state
  // The last signature made the contract: the sheet is dated by it, whenever it is printed.
  const at = concludedAt(records)
  const isElectronic = records.every((record) => record.way === 'b')
  const title = isElectronic ? '合同电子确认书' : '合同签署记录'
  return {
    title,
    version: `对应合同第 ${document.version} 版`,
    at,
    ...(matter.mark !== undefined && { mark: matter.mark }),
    address: { url: matter.address, caption: '扫码核对本合同' },
    blocks: [
      { kind: 'title', text: title, subtitle: `合同编号 ${contract.public_id.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['合同', contract.title],
          ...signatories.map(({ role, name }): [string, string] => [role, name]),
          ['合同文本摘要（SHA-256）', document.sha256],
          ...docxRow(document),
          ['成立时间（北京时间）', dateTime(at)],
        ],
      },
      ...(consents.length > 0 ? consentBlocks(matter) : []),
      { kind: 'heading', text: `${consents.length > 0 ? '二' : '一'}、签署` },
      ...records.map((record) => recordBlock(record, matter)),
      { kind: 'heading', text: `${consents.length > 0 ? '三' : '二'}、怎样核对` },
      ...checkingBlocks(records),
    ],
  }
}

function docxRow({ docx_sha256: docx }: DocumentRow): [string, string][] {
  return docx === null ? [] : [['同一文本的 docx 摘要（SHA-256）', docx]]
}

function consentBlocks({ state, leaves }: SheetMatter): Block[] {
  return [
    { kind: 'heading', text: '一、电子确认条款及各方的同意' },
    { kind: 'paragraph', text: ELECTRONIC_CLAUSE },
    {
      kind: 'table',
      head: ['签署方', '同意时间（北京时间）', '存证回执（叶摘要）'],
      widths: [3, 2, 6],
      rows: state.consents.map((consent) => [
        nameOf(state.signatories, consent.signatory_id),
        dateTime(consent.at),
        leaves.get(consent.journal_id) ?? '',
      ]),
    },
  ]
}

function nameOf(signatories: readonly Signatory[], id: string): string {
  return signatories.find((one) => one.id === id)?.name ?? ''
}

function recordBlock(record: SigningRecord, { leaves, people }: SheetMatter): Block {
  return {
    kind: 'pairs',
    rows: [
      ['签署方', record.name],
      [record.way === 'a' ? '签字人' : '确认人', record.person_name],
      ['身份（职务）', record.capacity],
      [record.way === 'a' ? '平台收到时间（北京时间）' : '确认时间（北京时间）', dateTime(record.at)],
      ['方式', wayOf(record)],
      ...proofRows(record, people),
      ['所签文本的摘要', record.document_sha256],
      ['存证回执（叶摘要）', leaves.get(record.journal_id) ?? ''],
    ],
  }
}

function wayOf({ way, evidence }: SigningRecord): string {
  if (!('factor' in evidence)) return WAYS[way]
  const phone = evidence.phone === undefined ? '' : `（一次性链接，手机 ${evidence.phone}）`
  return `${WAYS[way]}，第二因素：${FACTORS[evidence.factor]}${phone}`
}

function proofRows(
  { evidence, signed_on: signedOn }: SigningRecord,
  people: ReadonlyMap<string, string>,
): [string, string][] {
  if ('sealText' in evidence)
    return [
      ['纸上日期', signedOn],
      ['印章文字', evidence.sealText],
      ...(evidence.differs ? [['名称与印章不一致', evidence.reason] as [string, string]] : []),
      ['核对人', `${people.get(evidence.checkedBy) ?? ''}，${dateTime(evidence.checkedAt)}`],
    ]
  if ('issuer' in evidence)
    return [
      ['服务机构', evidence.provider],
      ['证书颁发者、序列号', `${evidence.issuer}，${evidence.serial}`],
      ['时间戳（北京时间）', dateTime(evidence.stampedAt)],
      ...(evidence.isFake ? [['说明', '演示用签名服务，不产生效力'] as [string, string]] : []),
    ]
  return []
}

function checkingBlocks(records: readonly SigningRecord[]): Block[] {
  const ways = new Set(records.map((record) => record.way))
  const texts = [
    '对合同 PDF 文件计算 SHA-256，应与上列摘要一致；存证回执是平台存证日志中对应记录的叶摘要，可以用平台公开的核验工具离线核对。',
    ...(ways.has('a')
      ? [
          '纸质签署的，以双方保存的原件为准；平台保存交回的扫描件，页码标记由机器识别，名称和印章由交回人以外的人核对。',
        ]
      : []),
    ...(ways.has('b')
      ? [
          '依据电子签名法第三条、第十三条第二款，当事人约定使用电子签名的，不得仅因其采用电子签名、数据电文的形式而否定其法律效力。本确认不是由电子认证服务机构认证的电子签名。',
        ]
      : []),
    ...(ways.has('c')
      ? [
          '经电子认证服务机构认证、符合电子签名法第十三条第一款的电子签名，与手写签名或者盖章具有同等的法律效力（第十四条）；是否符合，以服务机构的证书和验证结果为准。',
        ]
      : []),
  ]
  return texts.map((text) => ({ kind: 'paragraph', text }))
}
