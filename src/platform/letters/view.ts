import { sql } from 'kysely'
import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { KeptBytes } from '../files/kept.ts'
import { fileResponse } from '../files/respond.ts'
import { officialPdf } from '../documents/official-pdf.ts'
import { officialDocx } from '../documents/official-docx.ts'
import { orgNames, personNames } from '../identity/names.ts'
import type { Binding } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import { deadlinesOfLetter } from './deadlines.ts'
import { WAYS } from './forms.ts'
import { otherActs, steps, type Step } from './life.ts'
import { nextOf } from './next.ts'
import { paperOf, SEAL_SAYS } from './seal.ts'
import {
  findLetter,
  letters,
  sealUsesOf,
  servicesOf,
  stepsOf,
  successorOf,
  textOf,
  titlesOf,
  unitOf,
  type LetterRow,
  type SealUseRow,
  type ServiceRow,
  type StepRow,
} from './store.ts'

/** How a letter stands, in words. */
export function stateTitle(state: string): string {
  if (state === 'open') return '待拟稿'
  if (state === 'cancelled') return '已撤销'
  return `已${steps[state as Step].title}`
}

function actTitle(step: string): string {
  return steps[step as Step]?.title ?? otherActs[step as keyof typeof otherActs] ?? step
}

/** Whether the addressee may read it: once it was served on it. */
function readers(letter: LetterRow, unitId: string | null, services: readonly ServiceRow[]) {
  const served = services.flatMap((row) => row.org_id ?? [])
  return [...(unitId === null ? [] : [unitId]), ...letter.countersign_org_ids, ...served]
}

interface Reached {
  readonly letter: LetterRow
  readonly services: readonly ServiceRow[]
  /** Belongs to the issuing or a countersigning unit, or audits. */
  readonly inside: boolean
}

async function reachedLetter(tx: Tx, actor: Actor, id: string): Promise<Reached> {
  const letter = await findLetter(tx, id)
  const services = letter ? await servicesOf(tx, letter.id) : []
  const unitId = letter ? await unitOf(tx, letter) : null
  const person = services.find((row) => row.person_id !== null && row.person_id === actor.personId)
  mustReach(actor, {
    partyOrgIds: letter ? readers(letter, unitId, services) : [],
    personId: person?.person_id ?? null,
  })
  if (!letter) throw new Refusal('absent', '没有找到这份文书，或您无权查看。')
  const units = [unitId, ...letter.countersign_org_ids]
  return { letter, services, inside: units.includes(actor.orgId) || actor.roles.includes('auditor') }
}

/** The letter with its text, steps, service and what this person may do next. */
export async function showLetter(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  { id }: { readonly id: string },
  today: string,
) {
  const { letter, services, inside } = await reachedLetter(tx, actor, id)
  const { title, content } = await textOf(tx, letter)
  const taken = inside ? await stepsOf(tx, letter.id) : []
  const uses = inside ? await sealUsesOf(tx, letter.id) : []
  const own = inside
    ? services
    : services.filter((row) => row.org_id === actor.orgId || row.person_id === actor.personId)
  const names = await namesOf(tx, letter, [
    ...taken,
    ...taken.map(({ agent_for: p }) => ({ person_id: p, org_id: null })),
    ...uses.map(({ by_person: p }) => ({ person_id: p, org_id: null })),
  ])
  return {
    id: letter.id,
    publicId: letter.public_id,
    dossierId: letter.dossier_id,
    title,
    kindTitle: kindTitle(bindings, letter),
    state: letter.state,
    stateTitle: stateTitle(letter.state),
    version: letter.version,
    number: letter.number,
    issuedOn: letter.issued_on,
    adverse: letter.adverse,
    issuer: names.org(await unitOf(tx, letter)),
    addressees: [
      ...letter.addressee_org_ids.map((one) => names.org(one)),
      ...letter.addressee_person_ids.map((one) => names.person(one)),
    ],
    countersigners: letter.countersign_org_ids.map((one) => names.org(one)),
    content,
    pdfSha256: letter.pdf_sha256,
    sealSays: SEAL_SAYS,
    ...tracesOf(taken, uses, names),
    replaces: inside ? letter.replaces : null,
    replacedBy: inside ? await successorOf(tx, letter.id) : null,
    services: own.map((row) => serviceView(row, names, inside)),
    deadlines: await deadlinesOfLetter(tx, letter.id),
    next: await nextOf(tx, actor, letter, services, today),
  }
}

function serviceView(row: ServiceRow, names: Names, inside: boolean) {
  return {
    id: row.id,
    addressee: row.org_id === null ? names.person(row.person_id) : names.org(row.org_id),
    way: WAYS[row.way],
    servedOn: row.served_on,
    receiptFileId: row.receipt_file_id,
    note: inside ? row.note : '',
    at: row.at,
  }
}

/** Who did what to it, and the use of the seal: for those inside. */
function tracesOf(taken: readonly StepRow[], uses: readonly SealUseRow[], names: Names) {
  return {
    steps: taken.map((row) => ({
      id: row.id,
      title: actTitle(row.step),
      by: [names.org(row.org_id), byOf(row, names)].filter(Boolean).join(' '),
      at: row.at,
      note: row.note,
      version: row.version,
    })),
    sealUses: uses.map((row) => ({
      id: row.id,
      sealName: row.seal_name,
      copies: row.copies,
      sha256: row.pdf_sha256,
      by: names.person(row.by_person),
      at: row.at,
    })),
  }
}

function byOf(row: StepRow, names: Names): string {
  const represented = names.person(row.agent_for)
  return `${names.person(row.person_id)}${represented === '' ? '' : `（代${represented}）`}`
}

type Names = Awaited<ReturnType<typeof namesOf>>

function kindTitle(bindings: readonly Binding[], letter: LetterRow): string {
  const binding = bindings.find(({ procedure }) => procedure.id === letter.procedure)
  return binding?.letters?.[letter.kind]?.title ?? letter.kind
}

async function namesOf(
  tx: Tx,
  letter: LetterRow,
  who: readonly { readonly person_id: string | null; readonly org_id: string | null }[],
) {
  const unitId = await unitOf(tx, letter)
  const orgs = await orgNames(tx, [
    ...(unitId === null ? [] : [unitId]),
    ...letter.addressee_org_ids,
    ...letter.countersign_org_ids,
    ...who.flatMap((row) => row.org_id ?? []),
  ])
  const people = await personNames(tx, [
    ...letter.addressee_person_ids,
    ...who.flatMap((row) => row.person_id ?? []),
  ])
  return {
    org: (id: string | null) => (id === null ? '' : (orgs.get(id) ?? '')),
    person: (id: string | null) => (id === null ? '' : (people.get(id) ?? '')),
  }
}

export const BOXES = {
  unit: '本单位办理的',
  countersign: '请本单位会签的',
  received: '送达本单位或本人的',
} as const

export const listQuery = z.object({
  box: z.enum(Object.keys(BOXES) as [keyof typeof BOXES, ...(keyof typeof BOXES)[]]).default('unit'),
  dossierId: z.uuid().optional(),
  open: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(60).optional(),
})

/** Letters the actor's unit issues or countersigns, or that were served on it; newest first. */
export async function listLetters(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const { personId } = actor
  // What was served on the organisation is for those who read its letters, not for every member.
  const orgId = actor.scopes.includes('party') ? actor.orgId : null
  const rows = await letters(tx)
    .selectFrom('platform.letter as l')
    .innerJoin('platform.dossier as d', 'd.id', 'l.dossier_id')
    .selectAll('l')
    .where(boxOf(query.box, orgId, personId))
    .$if(query.dossierId !== undefined, (q) => q.where('l.dossier_id', '=', query.dossierId ?? ''))
    .$if(query.open === 'true', (q) => q.where('l.state', 'not in', ['file', 'cancelled']))
    .$if(query.cursor !== undefined, (q) => q.where('l.id', '<', query.cursor ?? ''))
    .orderBy('l.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const page = rows.slice(0, query.limit)
  const titles = await titlesOf(
    tx,
    page.map((row) => row.id),
  )
  const orgs = await orgNames(
    tx,
    page.flatMap((row) => [...row.addressee_org_ids, ...(row.unit_org_id ? [row.unit_org_id] : [])]),
  )
  return {
    items: page.map((row) => ({
      id: row.id,
      dossierId: row.dossier_id,
      title: titles.get(row.id) ?? '',
      state: row.state,
      stateTitle: stateTitle(row.state),
      number: row.number,
      issuedOn: row.issued_on,
      issuer: row.unit_org_id === null ? '' : (orgs.get(row.unit_org_id) ?? ''),
      addressees: row.addressee_org_ids.map((id) => orgs.get(id) ?? ''),
      movedAt: row.moved_at,
    })),
    next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

function boxOf(box: keyof typeof BOXES, orgId: string | null, personId: string | null) {
  if (box === 'countersign')
    return sql<boolean>`${orgId}::uuid = any (l.countersign_org_ids) and l.state not in ('open', 'draft')`
  if (box === 'received')
    return sql<boolean>`exists (select from platform.letter_service s where s.letter_id = l.id
      and (s.org_id = ${orgId}::uuid or s.person_id = ${personId}::uuid))`
  return sql<boolean>`coalesce(l.unit_org_id, d.unit_id) = ${orgId}::uuid`
}

/** The letter as PDF or docx: the sealed bytes, or a preview of the text as it stands. */
export async function letterFile(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  type: 'pdf' | 'docx',
): Promise<KeptBytes | Response> {
  const { letter } = await reachedLetter(tx, actor, id)
  const kept = type === 'pdf' ? letter.pdf_sha256 : letter.docx_sha256
  const name = `${letter.number ?? '文稿'}.${type}`
  if (kept !== null) return new KeptBytes(kept, name, TYPES[type])
  const paper = await paperOf(tx, letter, { kind: 'frame' })
  const { bytes } = type === 'pdf' ? await officialPdf(paper) : await officialDocx(paper)
  return fileResponse(bytes, name, TYPES[type])
}

const TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const
