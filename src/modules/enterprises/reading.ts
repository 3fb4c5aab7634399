import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { FIGURES } from './forms.ts'
import { mustKeep } from './register.ts'
import { enterpriseWarnings, suppressed } from './rules.ts'
import * as store from './store.ts'
import { fieldOf } from './values.ts'

/** Likely twins one page shows. */
const TWINS_MAX = 100

/** What the procedures of other modules are called on the page of an enterprise. */
const DEEDS: Readonly<Record<string, string>> = {
  'achievement-listing': '成果',
  'demand-listing': '需求',
  deal: '洽谈',
  'contract-signing': '合同',
  'instrument-booking': '仪器预约',
  'service-body-listing': '服务机构信息',
  'instrument-listing': '仪器',
}

export interface ListQuery extends store.EnterpriseFilter {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The register for its keeper. */
export async function listEnterprises(
  tx: Tx,
  actor: Actor,
  { cursor, limit, ...filter }: ListQuery,
  now: Instant,
) {
  await mustKeep(tx, actor, now)
  const rows = await store.list(tx, filter, cursor ?? null, limit)
  return {
    items: rows.map(itemOf),
    total: await store.count(tx, filter),
    next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
  }
}

function itemOf(row: store.EnterpriseRow) {
  const { name, creditCode, region, scale, industrySection, techFields, highTechYear, smeYear } = row.data
  return {
    id: row.id,
    name: name ?? row.name,
    creditCode: creditCode ?? null,
    region: region ?? null,
    scale: scale ?? null,
    industrySection: industrySection ?? null,
    techFields: techFields ?? [],
    highTechYear: highTechYear ?? null,
    smeYear: smeYear ?? null,
    registered: row.org_id !== null,
    sample: row.sample,
    updatedAt: row.updated_at,
  }
}

function figureView(row: store.FigureRow) {
  const field = fieldOf(row.key)
  return {
    id: row.id,
    key: row.key,
    title: field ? FIGURES[field].title : row.key,
    year: row.year,
    value: row.value,
    unit: row.unit,
    source: row.source,
    saidOn: row.said_on,
    word: row.word,
  }
}

async function wholeOf(tx: Tx, row: store.EnterpriseRow) {
  const [contact] = await store.contactsOf(tx, [row.id])
  return {
    ...itemOf(row),
    form: {
      ...row.data,
      ...(contact && { contactName: contact.name, contactPhone: contact.phone }),
    },
    source: row.source,
    figures: (await store.figuresOf(tx, [row.id])).map(figureView),
    warnings: enterpriseWarnings(row.data),
  }
}

/** One enterprise with everything the city knows of it. */
export async function showEnterprise(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  await mustKeep(tx, actor, now)
  const row = await store.find(tx, id)
  if (!row) throw new Refusal('absent', '没有找到这家企业。')
  const deeds = row.org_id === null ? [] : await store.dossierCounts(tx, row.org_id)
  return {
    ...(await wholeOf(tx, row)),
    mergedInto: row.merged_into,
    orgId: row.org_id,
    deeds: deeds.flatMap(({ procedure, open, all }) => {
      const title = DEEDS[procedure]
      return title === undefined ? [] : [{ title, open, all }]
    }),
  }
}

/** What the city knows of the actor's own firm. */
export async function showOwn(tx: Tx, actor: Actor) {
  mustReach(actor, { orgId: actor.orgId })
  const row = actor.orgId === null ? undefined : await store.findOfOrg(tx, actor.orgId)
  return { enterprise: row ? await wholeOf(tx, row) : null }
}

/** Likely twins for a person to look at: never merged by themselves. */
export async function listTwins(tx: Tx, actor: Actor, now: Instant) {
  await mustKeep(tx, actor, now)
  const pairs = await store.twins(tx, TWINS_MAX)
  const items = []
  for (const { one, other } of pairs) {
    const [a, b] = [await store.find(tx, one), await store.find(tx, other)]
    if (a && b) items.push({ one: itemOf(a), other: itemOf(b), mayMerge: !(a.credit_code && b.credit_code) })
  }
  return { items, total: items.length }
}

/** Counts everybody may read; which firms they are is nobody's business (P12, P16). */
export async function statistics(tx: Tx, actor: Actor, now: Instant) {
  reachedByQuery(actor)
  const least = (await loadRuleset(tx)).number('statistics.suppressBelow', dayOf(now))
  const by = async (field: string) => suppressed(await store.countsBy(tx, field), least)
  const total = await store.count(tx, {})
  const shown = (n: number) => (n > 0 && n < least ? null : n)
  return {
    total: shown(total),
    highTech: shown(await store.count(tx, { highTech: true })),
    sme: shown(await store.count(tx, { sme: true })),
    suppressBelow: least,
    byRegion: await by('region'),
    byTechField: await by('techFields'),
    byScale: await by('scale'),
  }
}
