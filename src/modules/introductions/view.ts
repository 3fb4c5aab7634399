import { z } from 'zod'
import { reachedByQuery, reaches, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { leavesOf } from '#platform/evidence/leaves.ts'
import { fileView, findFiles } from '#platform/files/files.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { veilsOf } from '#platform/veil/veil.ts'
import { brokerCertificate } from '#modules/directories/index.ts'
import { partiesOf, titleOf } from './commands.ts'
import { PAYERS } from './forms.ts'
import { introductionProcedure } from './procedure.ts'
import { STAGES } from './rules.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = introductionProcedure.states
const NO_ORG = '00000000-0000-0000-0000-000000000000'

export const listQuery = z.object({
  state: z.enum(Object.keys(introductionProcedure.states) as [string, ...string[]]).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** Introductions the actor's organisation made or is part of. */
export async function listIntroductions(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG)
  const rows = await store.introductionsOf(tx, orgId, query.state, query.limit)
  const names = await namesOf(tx, actor, rows)
  const items = rows.map((row) => summary(row, actor, names))
  const own = actor.orgId === null ? null : await store.recordOf(tx, { orgId: actor.orgId })
  return { items, total: items.length, record: own }
}

/** By id or public id, within the actor's reach. */
export async function reachedIntroduction(tx: Tx, actor: Actor, key: string): Promise<store.IntroductionRow> {
  const short = readPublicId(key)
  const found = z.uuid().safeParse(key).success
    ? await store.findIntroduction(tx, { id: key })
    : short === undefined
      ? undefined
      : await store.findIntroduction(tx, { publicId: short })
  const partyOrgIds = found ? [found.broker_org_id, ...partiesOf(found)] : []
  if (!reaches(actor, { orgId: found?.broker_org_id ?? null, partyOrgIds }) || !found)
    throw new Refusal('absent', '没有找到这次引荐。')
  return found
}

/** What is public of an organisation's introductions: how many, never of whom. */
export async function brokerRecordOf(tx: Tx, _actor: Actor, { orgId }: { readonly orgId: string }) {
  if (!(await findOrganisation(tx, orgId))) throw new Refusal('absent', '没有找到这个单位。')
  return store.recordOf(tx, { orgId })
}

export async function showIntroduction(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const row = await reachedIntroduction(tx, actor, id)
  const answers = await store.answersOf(tx, row.id)
  const names = await namesOf(tx, actor, [row])
  const people = await personNames(tx, [row.broker_person_id, ...answers.map((one) => one.person_id)])
  const leaves = await leavesOf(
    tx,
    answers.map((one) => one.journal_id),
  )
  const deals = await store.dealsOfIntroductions(tx, [row.id])
  const isParty = partiesOf(row).includes(actor.orgId ?? '')
  const isHidden = names(row, row.buyer_org_id).hidden
  const known = isHidden
    ? null
    : await store.knownSince(tx, {
        sellerOrgId: row.seller_org_id,
        buyerOrgId: row.buyer_org_id,
        before: row.made_at,
      })
  return {
    ...summary(row, actor, names),
    by: people.get(row.broker_person_id) ?? '',
    /** What the broker's own public profile says; null without one. */
    certificate: (await brokerCertificate(tx, row.broker_person_id, dayOf(now))) ?? null,
    reason: row.reason,
    achievementId: row.achievement_id,
    demandId: row.demand_id,
    commission: maySeeCommission(row, actor) ? commissionShown(row) : null,
    /** What the platform itself knows of earlier talks between the two. */
    knownSince: known,
    answers: await answersShown(tx, row, answers, names, people, leaves),
    deals: deals.map((deal) => ({
      id: isParty ? deal.deal_id : null,
      name: deal.achievement_name,
      stage: STAGES[deal.state] ?? deal.state,
      counts: deal.introduction_counts,
      openedAt: deal.opened_at,
    })),
    receipt: row.protected_on === null ? null : `/api/v1/introductions/${row.id}/receipt.pdf`,
  }
}

type Names = (
  row: store.IntroductionRow,
  orgId: string,
  as?: 'seller',
) => { readonly name: string; readonly hidden: boolean }

/** Names of the organisations of introductions as the viewer may read them. */
export async function namesOf(tx: Tx, viewer: Actor, rows: readonly store.IntroductionRow[]): Promise<Names> {
  const orgs = await orgNames(
    tx,
    rows.flatMap((row) => [row.broker_org_id, ...partiesOf(row)]),
  )
  const veils = await veilsOf(
    tx,
    viewer,
    rows.map((row) => row.id),
  )
  return (row, orgId, as) => {
    // Only a demander hides: the seller is named even where both are one (see `introduce`).
    const veiled = as === 'seller' ? undefined : veils.nameFor(row.id, orgId)
    return { name: veiled ?? orgs.get(orgId) ?? '', hidden: veiled !== undefined }
  }
}

function summary(row: store.IntroductionRow, actor: Actor, names: Names) {
  return {
    id: row.id,
    publicId: row.public_id,
    dossierId: row.dossier_id,
    title: titleOf(row),
    achievementName: row.achievement_name,
    demandName: row.demand_name,
    broker: names(row, row.broker_org_id).name,
    seller: names(row, row.seller_org_id, 'seller').name,
    buyer: names(row, row.buyer_org_id).name,
    side:
      actor.orgId === row.broker_org_id
        ? 'broker'
        : actor.orgId === row.seller_org_id
          ? 'seller'
          : actor.orgId === row.buyer_org_id
            ? 'buyer'
            : null,
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    madeAt: row.made_at,
    protectedOn: row.protected_on,
    protectedUntil: row.protected_until,
    sample: row.sample,
  }
}

function maySeeCommission(row: store.IntroductionRow, actor: Actor): boolean {
  const payer = row.commission?.payer
  if (payer === undefined || actor.orgId === null) return false
  return (
    actor.orgId === row.broker_org_id ||
    (actor.orgId === row.seller_org_id && payer !== 'buyer') ||
    (actor.orgId === row.buyer_org_id && payer !== 'seller')
  )
}

function commissionShown({ commission }: store.IntroductionRow) {
  return commission && { ...commission, side: commission.payer, payer: PAYERS[commission.payer] }
}

async function answersShown(
  tx: Tx,
  row: store.IntroductionRow,
  answers: readonly store.AnswerRow[],
  names: Names,
  people: ReadonlyMap<string, string>,
  leaves: ReadonlyMap<string, string>,
) {
  const links = await store.filesOfAnswers(
    tx,
    answers.map((one) => one.id),
  )
  const files = await findFiles(
    tx,
    links.map((link) => link.file_id),
  )
  return answers.map((one) => {
    const org = one.org_id === null ? null : names(row, one.org_id)
    return {
      kind: one.kind,
      org: org?.name ?? '系统时钟',
      by: org === null || org.hidden ? '' : (people.get(one.person_id ?? '') ?? ''),
      knownSince: one.known_since,
      proof: one.proof,
      files: links.flatMap((link) => {
        const file = files.find((candidate) => candidate.id === link.file_id)
        return link.answer_id === one.id && file ? [fileView(file)] : []
      }),
      at: one.at,
      leaf: leaves.get(one.journal_id) ?? null,
    }
  })
}
