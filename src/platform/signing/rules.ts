import type { Guard } from '../procedure/procedure.ts'

export interface PaperFacts {
  readonly id: string
  readonly broughtBy: string
  /** Signatories still to be compared. */
  readonly open: readonly string[]
  /** The machine has looked for the marks. */
  readonly isRead: boolean
  readonly foreign: readonly number[]
  readonly missing: boolean
  readonly notRead: readonly number[]
  readonly complete: boolean
}

/** What guards of a procedure that is signed look at; the module adds its own. */
export interface SigningFacts {
  /** The version of the text that counts, and its SHA-256. */
  readonly version: number
  readonly sha256: string
  readonly paperOnly: boolean
  /** Organisations that are to sign. */
  readonly orgIds: readonly string[]
  /** Organisations that agreed to electronic form for this version, and those that signed it in whatever way. */
  readonly consented: readonly string[]
  readonly signed: readonly string[]
  readonly signedIds: readonly string[]
  readonly everySigned: boolean
  readonly paper: PaperFacts | null
  /** A certificate service is connected (the fake one in demo and rehearsal). */
  readonly hasProvider: boolean
  /** Organisations that wait for an answer of the certificate service. */
  readonly openRequests: readonly string[]
}

interface Signed {
  readonly signing: SigningFacts
}

const given = (input: unknown, name: string) => (input as Record<string, unknown> | undefined)?.[name]

/** Guards of signing for any procedure whose facts hold `signing`; each says why not, in words for the person. */
export const signingGuards = {
  mayBeElectronic: ({ signing }) =>
    signing.paperOnly ? '这类文书依法只能用纸质方式签署，请打印后签字盖章。' : undefined,
  versionIsCurrent: ({ signing }, { input }) => {
    const seen = given(input, 'version')
    return seen === undefined || seen === signing.version
      ? undefined
      : '合同文本刚刚重新生成，请看过新版本再办理。'
  },
  notYetConsented: ({ signing }, { orgId }) =>
    signing.consented.includes(orgId ?? '') ? '贵方已同意电子确认条款。' : undefined,
  everyoneConsented: ({ signing }, { orgId }) => {
    if (!signing.consented.includes(orgId ?? ''))
      return '请先同意电子确认条款；不同意的可以改用纸质签字盖章。'
    return signing.orgIds.every((id) => signing.consented.includes(id))
      ? undefined
      : '对方还没有同意电子确认条款，请等待对方。'
  },
  notYetSigned: ({ signing }, { orgId }) =>
    signing.signed.includes(orgId ?? '') ? '贵方已经确认，等待对方确认。' : undefined,
  providerIsConnected: ({ signing }) =>
    signing.hasProvider ? undefined : '本平台尚未接入电子认证服务，请用约定的电子确认或纸质签字盖章。',
  noOpenRequest: ({ signing }, { orgId }) =>
    signing.openRequests.includes(orgId ?? '')
      ? '贵方已提交电子认证服务的签署请求，请先在服务机构的页面上完成。'
      : undefined,
  hashIsCurrent: ({ signing }, { input }) => {
    const seen = given(input, 'documentHash')
    return seen === undefined || seen === signing.sha256
      ? undefined
      : '摘要与现在的合同文本不符：文本可能已重新生成，请下载最新版本核对后再确认。'
  },
  noPaperWaits: ({ signing }) =>
    signing.paper === null ? undefined : '已有交回的纸质文本正在等待核对，核对完再交新的。',
  paperWaits: ({ signing }) => (signing.paper === null ? '没有等待核对的纸质文本。' : undefined),
  paperIsThatOne: ({ signing }, { input }) => {
    const seen = given(input, 'paperId')
    return seen === undefined || seen === signing.paper?.id ? undefined : '这份交回件已经核对完，或已退回。'
  },
  // The engine's separation looks at the whole dossier; here only who brought this very paper may not check it.
  notWhoBroughtIt: ({ signing }, { personId }) =>
    signing.paper?.broughtBy === personId
      ? '交回人不能核对自己交回的文本，请由本单位同事或对方核对。'
      : undefined,
  paperIsRead: ({ signing }) =>
    signing.paper === null || signing.paper.isRead ? undefined : '平台正在识别页码标记，请稍候刷新。',
  paperIsThisText: ({ signing }) => {
    const foreign = signing.paper?.foreign ?? []
    return foreign.length === 0
      ? undefined
      : `第 ${foreign.join('、')} 张的标记不属于这一版文本，不能通过，请退回重交。`
  },
  paperHasEveryPage: ({ signing }) =>
    signing.paper?.missing === true ? '交回件缺页，不能通过，请退回重交。' : undefined,
  pagesWereSeen: ({ signing }, { input }) =>
    input === undefined || signing.paper?.complete !== false || given(input, 'pagesSeen') === true
      ? undefined
      : '有的页没有自动识别，请逐页看过页码和内容，再选“是”。',
  signatoryIsOpen: ({ signing }, { input }) => {
    const chosen = given(input, 'signatoryId')
    return chosen === undefined || (signing.paper?.open ?? []).some((id) => id === chosen)
      ? undefined
      : '这一方在这份交回件上已核对，或不在其中。'
  },
} as const satisfies Readonly<Record<string, Guard<Signed>>>
