import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { printPdf } from '../documents/pdf.ts'
import { fileView, findFiles } from '../files/files.ts'
import { fileResponse } from '../files/respond.ts'
import { readPublicId } from '../identifiers/identifiers.ts'
import { orgNames, personNames } from '../identity/names.ts'
import type { Binding } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import { isClerkOf } from './commands.ts'
import { procedureOf, receiptPaper } from './receipt.ts'
import { counter, dossiersOfCase, findCase, objectionsOf, publicCase, type CaseRow } from './store.ts'

async function reachedCase(tx: Tx, actor: Actor, id: string): Promise<CaseRow> {
  const found = await findCase(tx, id)
  const parties = found ? [found.unit_org_id, found.org_id] : []
  mustReach(actor, { partyOrgIds: parties, madeBy: found?.clerk_person ?? null })
  if (!found) throw new Refusal('absent', '没有找到这件代录，或您无权查看。')
  return found
}

/** A paper application with its scan, its dossiers and what may be done. */
export async function showCase(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  { id }: { readonly id: string },
) {
  const found = await reachedCase(tx, actor, id)
  const orgs = await orgNames(tx, [found.org_id, found.unit_org_id])
  const people = await personNames(tx, [found.clerk_person, found.brought_by])
  const objections = await objectionsOf(tx, id)
  const dossiers = await dossiersOfCase(tx, id)
  const isUnit = actor.orgId === found.unit_org_id && actor.agentFor === null
  const isApplicant = actor.orgId === found.org_id && actor.agentFor === null
  const waits = objections.some((one) => one.words === null)
  const received = dossiers.some((one) => one.received_at !== null)
  const closes = isUnit && found.closed_at === null && actor.roles.includes('clerk')
  return {
    id: found.id,
    publicId: found.public_id,
    matter: found.matter,
    org: orgs.get(found.org_id) ?? '',
    unit: orgs.get(found.unit_org_id) ?? '',
    clerk: people.get(found.clerk_person) ?? '',
    broughtBy: people.get(found.brought_by) ?? '',
    paperOn: found.paper_on,
    openedAt: found.opened_at,
    closedAt: found.closed_at,
    returned: found.returned,
    /** Seen from the seat lent for it: what may be filled in is offered. */
    inSeat: actor.agentFor === found.brought_by && found.closed_at === null,
    delegationId: found.closed_at === null && isUnit ? found.delegation_id : null,
    scans: (await findFiles(tx, [found.scan_file_id])).map(fileView),
    dossiers: dossiers.map((one) => ({
      id: one.id,
      title: one.title,
      procedureTitle: procedureOf(bindings, one.procedure)?.title ?? one.procedure,
      stateTitle: procedureOf(bindings, one.procedure)?.states[one.state]?.title ?? one.state,
      receivedAt: one.received_at,
    })),
    objections: objections.map(({ id: one, reason, at, words, answered_at: answeredAt }) => ({
      id: one,
      reason,
      at,
      words,
      answeredAt,
    })),
    next: {
      enter: closes,
      close: closes && received,
      return: closes && !received,
      receipt: found.closed_at !== null && found.returned === null,
      object: isApplicant && !waits,
      answer: isUnit && waits && !isClerkOf(actor, found),
    },
  }
}

export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional(),
})

/** Paper applications the unit entered, or that were entered for the organisation; newest first. */
export async function listCases(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const { orgId } = actor
  let asked = counter(tx)
    .selectFrom('platform.counter_case')
    .selectAll()
    .where((where) => where.or([where('unit_org_id', '=', orgId), where('org_id', '=', orgId)]))
  if (actor.only !== undefined) asked = asked.where('clerk_person', '=', actor.personId)
  if (query.cursor !== undefined) asked = asked.where('id', '<', query.cursor)
  const rows = await asked
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const page = rows.slice(0, query.limit)
  const orgs = await orgNames(
    tx,
    page.flatMap((row) => [row.org_id, row.unit_org_id]),
  )
  return {
    items: page.map((row) => ({
      id: row.id,
      matter: row.matter,
      org: orgs.get(row.org_id) ?? '',
      unit: orgs.get(row.unit_org_id) ?? '',
      paperOn: row.paper_on,
      openedAt: row.opened_at,
      closedAt: row.closed_at,
      returned: row.returned !== null,
    })),
    next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

/** 受理回执: what was handed in, when it was received by the clock, and the day on the paper. */
export async function printCase(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Response> {
  const found = await reachedCase(tx, actor, id)
  if (found.closed_at === null) throw new Refusal('conflict', '代录办完后才有受理回执。')
  if (found.returned !== null) throw new Refusal('conflict', '没有提交申请，纸质材料已退回，没有受理回执。')
  const { bytes } = await printPdf(await receiptPaper(tx, bindings, found, found.closed_at))
  return fileResponse(bytes, `受理回执-${found.public_id}.pdf`, 'application/pdf')
}

/** Where a matter is, for whoever holds the receipt; names neither the applicant nor the matter's title. */
export interface PublicReceipt {
  readonly publicId: string
  readonly unit: string
  readonly items: readonly {
    readonly procedure: string
    readonly state: string
    readonly receivedAt: string
  }[]
}

/** What anybody with the receipt's number may know. */
export async function publicReceipt(
  tx: Tx,
  bindings: readonly Binding[],
  typed: string,
): Promise<PublicReceipt | undefined> {
  const id = readPublicId(typed)
  const found = id === undefined ? undefined : await publicCase(tx, id)
  if (!found || found.closed_at === null || found.returned !== null) return undefined
  const orgs = await orgNames(tx, [found.unit_org_id])
  const dossiers = await dossiersOfCase(tx, found.id)
  return {
    publicId: found.public_id,
    unit: orgs.get(found.unit_org_id) ?? '',
    items: dossiers
      .filter((one) => one.received_at !== null)
      .map((one) => ({
        procedure: procedureOf(bindings, one.procedure)?.title ?? '',
        state: procedureOf(bindings, one.procedure)?.states[one.state]?.title ?? '',
        receivedAt: one.received_at ?? '',
      })),
  }
}
