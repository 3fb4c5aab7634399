import type { Tx } from '#platform/db/database.ts'
import { leavesOf } from '#platform/evidence/leaves.ts'
import { entriesOf } from '#platform/procedure/store.ts'
import { isVeiled } from '#platform/veil/veil.ts'
import { titleOf } from './commands.ts'
import type { Commission } from './forms.ts'
import * as store from './store.ts'

/** An introduction as a record that others argue from: who, whom, when, and what each said to it. */
export interface IntroductionRecord {
  readonly id: string
  readonly publicId: string
  readonly title: string
  readonly brokerOrgId: string
  readonly brokerPersonId: string
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  readonly achievementId: string | null
  readonly demandId: string | null
  readonly state: string
  readonly madeAt: string
  /** Leaf of the journal entry by which it was made. */
  readonly madeLeaf: string | null
  readonly protectedOn: string | null
  readonly protectedUntil: string | null
  /** The demander has not shown itself: nothing may say that this introduction is of the two. */
  readonly isHidden: boolean
  readonly commission: Commission | null
  readonly words: readonly {
    readonly kind: store.AnswerRow['kind']
    readonly orgId: string | null
    readonly personId: string | null
    readonly knownSince: string | null
    readonly at: string
    readonly leaf: string | null
  }[]
}

export async function introductionRecord(tx: Tx, id: string): Promise<IntroductionRecord | undefined> {
  const row = await store.findIntroduction(tx, { id })
  return row && recordOf(tx, row)
}

/** Introductions of the same two that ever stood, by whichever broker, earliest first; none of a hidden demander. */
export async function introductionsBetween(
  tx: Tx,
  pair: { readonly sellerOrgId: string; readonly buyerOrgId: string },
): Promise<IntroductionRecord[]> {
  const records = await Promise.all((await store.protectedBetween(tx, pair)).map((row) => recordOf(tx, row)))
  return records.filter(({ isHidden }) => !isHidden)
}

async function recordOf(tx: Tx, row: store.IntroductionRow): Promise<IntroductionRecord> {
  const answers = await store.answersOf(tx, row.id)
  const [made] = await entriesOf(tx, 'introductions', row.dossier_id)
  const leaves = await leavesOf(tx, [
    ...answers.map((one) => one.journal_id),
    ...(made === undefined ? [] : [made.journal_id]),
  ])
  return {
    id: row.id,
    publicId: row.public_id,
    title: titleOf(row),
    brokerOrgId: row.broker_org_id,
    brokerPersonId: row.broker_person_id,
    sellerOrgId: row.seller_org_id,
    buyerOrgId: row.buyer_org_id,
    achievementId: row.achievement_id,
    demandId: row.demand_id,
    state: row.state,
    madeAt: row.made_at,
    madeLeaf: leaves.get(made?.journal_id ?? '') ?? null,
    protectedOn: row.protected_on,
    protectedUntil: row.protected_until,
    isHidden: await isVeiled(tx, { kind: 'introduction', id: row.id }, row.buyer_org_id),
    commission: row.commission,
    words: answers.map((one) => ({
      kind: one.kind,
      orgId: one.org_id,
      personId: one.person_id,
      knownSince: one.known_since,
      at: one.at,
      leaf: leaves.get(one.journal_id) ?? null,
    })),
  }
}
