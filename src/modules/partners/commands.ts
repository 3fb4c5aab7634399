import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { canonical, sha256 } from '#platform/evidence/leaf.ts'
import { findOrCreateOrganisation } from '#platform/identity/organisations.ts'
import { personNames } from '#platform/identity/names.ts'
import type { OutsideShelf, OwnRecord } from '#platform/records/outside.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { achievementShelf } from '#modules/achievements/index.ts'
import { demandShelf } from '#modules/exchange/index.ts'
import type { Partner } from './forms.ts'
import { changeOf } from './rules.ts'
import {
  exchangesOf,
  findPartner,
  insertExchange,
  insertSent,
  keepPartner,
  lastSent,
  partnersByName,
  twinOf,
  type ExchangeRow,
  type PartnerRow,
  type SentRow,
} from './store.ts'

/** Kinds that are exchanged, in the order of the sheets. */
export const shelves: readonly OutsideShelf[] = [achievementShelf, demandShelf]
/** The platform that the city's plan names, where it names one. */
const CITY_PARTNER = 'city.market.partner'
/** Records of one file; further changes go into the next one. */
const SENT_MAX = 20_000
const PAGE = 500

/** A new partner with the organisation its records will stand under, or a change of one. */
export async function keep(
  tx: CommandTx,
  actor: Actor,
  { id, ...form }: Partner & { readonly id?: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const before = id === undefined ? undefined : await needPartner(tx, id)
  const orgId = before?.org_id ?? (await findOrCreateOrganisation(tx, form.name, now)).id
  const row: PartnerRow = {
    id: before?.id ?? v7(),
    code: form.code,
    org_id: orgId,
    name: form.name,
    contact: form.contact,
    link: form.link ?? null,
    sends: form.sends,
    headers: form.headers ?? null,
    changed_by: actor.personId,
    changed_at: now,
  }
  const twin = await twinOf(tx, row)
  if (twin) {
    const message = `已登记过《${twin.name}》（代码 ${twin.code}），请直接修改那一个。`
    throw new Refusal('conflict', '{message}', { message }, [{ field: 'code', message }])
  }
  if (before && before.name !== row.name) {
    const message = '平台名称是记录的归属，不能修改；名称变了的，请另行登记。'
    throw new Refusal('conflict', '{message}', { message }, [{ field: 'name', message }])
  }
  await keepPartner(tx, row)
  tx.about('partner', row.id, { name: row.name })
  return { id: row.id }
}

export async function list(tx: Tx, _actor: Actor, _input: object, now: Instant) {
  const partners = await partnersByName(tx)
  const rules = await loadRuleset(tx)
  const proposed = rules.has(CITY_PARTNER) ? rules.text(CITY_PARTNER, dayOf(now)) : null
  const isOpen = !partners.some(({ name }) => name === proposed)
  const items = await Promise.all(
    partners.map(async (partner) => {
      const [latest] = await exchangesOf(tx, partner.id)
      return { ...partnerView(partner), latest: latest ? exchangeView(latest) : null }
    }),
  )
  // The partner the city's plan names, until it is registered.
  return { items, total: items.length, proposed: isOpen ? proposed : null }
}

export async function show(tx: Tx, _actor: Actor, { id }: { readonly id: string }) {
  const partner = await needPartner(tx, id)
  const exchanges = await exchangesOf(tx, id)
  const people = await personNames(
    tx,
    exchanges.map(({ person_id: person }) => person),
  )
  return {
    ...partnerView(partner),
    exchanges: exchanges.map((row) => ({
      ...exchangeView(row),
      person: people.get(row.person_id ?? '') ?? null,
    })),
  }
}

function partnerView({ id, code, name, contact, link, sends, headers }: PartnerRow) {
  return { id, code, name, contact, link, sends, headers }
}

function exchangeView({ id, direction, kind, counts, note, at }: ExchangeRow) {
  return { id, direction, kind, counts, note, at }
}

export async function needPartner(tx: Tx, id: string): Promise<PartnerRow> {
  const partner = await findPartner(tx, id)
  if (!partner) throw new Refusal('absent', '没有找到这个平台。')
  return partner
}

/** Puts down what has changed of our public listings since the last file; the file is made from that. */
export async function send(tx: CommandTx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const partner = await needPartner(tx, id)
  const exchangeId = v7()
  const rows: SentRow[] = []
  for (const shelf of shelves) rows.push(...(await changesOf(tx, shelf, partner, exchangeId)))
  if (rows.length === 0)
    throw new Refusal(
      'conflict',
      '没有要给{name}的：上次导出以后公开的记录没有变化（示例和其他平台的记录不导出）。',
      { name: partner.name },
    )
  const sent = rows.slice(0, SENT_MAX)
  const count = (change: string) => sent.filter((row) => row.change === change).length
  const counts = {
    rows: sent.length,
    created: count('新增'),
    updated: count('更新'),
    delisted: count('下架'),
  }
  await insertExchange(tx, {
    id: exchangeId,
    partner_id: partner.id,
    direction: 'out',
    kind: null,
    batch_id: null,
    counts,
    note: rows.length > sent.length ? '变化较多，请再导出一次，取得其余的部分。' : '',
    person_id: actor.personId,
    at: now,
  })
  await insertSent(tx, sent)
  tx.about('partner', partner.id, { name: partner.name, count: sent.length })
  return { exchangeId, counts }
}

async function changesOf(
  tx: CommandTx,
  shelf: OutsideShelf,
  partner: PartnerRow,
  exchangeId: string,
): Promise<SentRow[]> {
  const last = await lastSent(tx, partner.id, shelf.name)
  const base = { exchange_id: exchangeId, partner_id: partner.id, kind: shelf.name }
  const rows: SentRow[] = []
  const seen = new Set<string>()
  for (let after: string | null = null; ;) {
    const page: OwnRecord[] = await shelf.ownPublic(tx, after, PAGE, tx.today)
    for (const { id, code, name, ownerName: owner, publicId, values } of page) {
      seen.add(id)
      const row = { code, name, owner, publicId, values }
      const hash = sha256(canonical(row))
      const change = changeOf(last.get(id), hash)
      if (change !== undefined) rows.push({ ...base, record_id: id, change, hash, row })
    }
    if (page.length < PAGE) break
    after = page.at(-1)?.id ?? null
  }
  const gone = [...last.values()].filter(({ record_id: id, change }) => !seen.has(id) && change !== '下架')
  return [...gone.map((row) => ({ ...row, ...base, change: '下架' as const })), ...rows]
}
