import type { publicLots } from '#modules/auctions/index.ts'
import type { Replay } from '../../verify/auction.ts'
import type { OpeningReplay } from '../../verify/sealed.ts'

export type LotPage = Awaited<ReturnType<typeof publicLots.list>>
export type LotRecord = Awaited<ReturnType<typeof publicLots.one>>

interface About {
  readonly publicId: string
  readonly name: string
  readonly sample: boolean
}

/** A lot whose public record was read again by the outsider's check. */
export type LotReplay = About &
  (
    | { readonly kind: 'none' }
    | { readonly kind: 'open'; readonly replay: Replay }
    | { readonly kind: 'sealed'; readonly replay: OpeningReplay }
  )

/** What the pages of lots ask. */
export interface LotDeps {
  /** Lots by the words of the address, newest first. */
  readonly lots: (query: Readonly<Record<string, string>>) => Promise<LotPage>
  readonly lot: (publicId: string) => Promise<LotRecord | null>
  readonly lotReplay: (publicId: string) => Promise<LotReplay | null>
}
