import { publicAchievement } from '#modules/achievements/index.ts'
import { publicDemand } from '#modules/exchange/index.ts'
import { publicMatches, sentenceOf, type PublicMatch } from '#modules/matching/index.ts'
import type { Kind, MatchRow, RecordView, SourceView } from '#modules/portal/deps.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Database } from '#platform/db/database.ts'
import type { OutsideSource } from '#platform/forms/outside.ts'
import { databaseNow } from '#platform/instance/instance.ts'

/** Similar records of the other kind a page shows. */
const MATCHES_SHOWN = 6
/** Phrases of a match a page names. */
const PHRASES_SHOWN = 6

type Fields = Readonly<Record<string, unknown>>

/** What is public of one record as the portal's page shows it; null when nothing is. */
export async function portalRecord(db: Database, kind: Kind, publicId: string): Promise<RecordView | null> {
  return kind === 'achievement' ? achievementView(db, publicId) : demandView(db, publicId)
}

async function achievementView(db: Database, publicId: string): Promise<RecordView | null> {
  const found = await db.read('achievements', async (tx) =>
    publicAchievement(tx, publicId, dayOf(await databaseNow(tx))),
  )
  if (!found) return null
  const { fields } = found
  return {
    ...sharedView(found),
    kind: 'achievement',
    summary: text(fields, 'summary') || text(fields, 'teaser') || found.summary,
    state: found.signed ? '已签约' : '已发布',
    isOpen: true,
    until: found.validUntil,
    withheld: found.withheld,
    texts: pairs(fields, { advantages: '技术优势', application: '应用场景', benefits: '预期效益' }),
    facts: pairs(fields, {
      kind: '成果类别',
      fundingSource: '资金来源',
      techField2: '二级领域',
      ipc: 'IPC 分类号',
      territory: '许可地域',
    }),
    trl: found.trl,
    modes: found.modes,
    priceMode: found.priceMode,
    money: { min: found.priceFen, max: found.priceFen, negotiable: found.negotiable },
    ip: rows(fields, 'ip').map((ip) => ({
      type: text(ip, 'type'),
      number: text(ip, 'number') || null,
      status: text(ip, 'status'),
      filedOn: text(ip, 'filedOn') || null,
      grantedOn: text(ip, 'grantedOn') || null,
      expiresOn: text(ip, 'expiresOn') || null,
      owners: Array.isArray(ip['owners']) ? ip['owners'].map(String) : [],
    })),
    metrics: [],
    isBlind: false,
    matches: await near(db, 'achievement', found.id),
  }
}

async function demandView(db: Database, publicId: string): Promise<RecordView | null> {
  const found = await db.read('exchange', async (tx) =>
    publicDemand(tx, publicId, dayOf(await databaseNow(tx))),
  )
  if (!found) return null
  const { fields } = found
  return {
    ...sharedView(found),
    kind: 'demand',
    summary: text(fields, 'problem') || found.summary,
    state: found.matching ? '对接中' : '已发布',
    isOpen: true,
    until: found.deadline ?? found.validUntil,
    withheld: null,
    texts: [],
    facts: pairs(fields, { type: '需求类型' }),
    trl: null,
    modes: found.modes,
    priceMode: null,
    money: { min: found.budgetMinFen, max: found.budgetMaxFen, negotiable: found.negotiable },
    ip: [],
    metrics: rows(fields, 'targetMetrics').map((metric) => ({
      name: text(metric, 'name'),
      value: text(metric, 'value'),
      unit: text(metric, 'unit'),
    })),
    isBlind: found.blind,
    matches: await near(db, 'demand', found.id),
  }
}

/** The source label of a record that an outside platform lists here. */
export function sourceView(source: OutsideSource | null | undefined): SourceView | null {
  if (!source) return null
  const { platform, contact, owner, link } = source
  return { platform, contact, owner, link: link ?? null }
}

interface Shared {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly owner: { readonly name: string; readonly class: string | null }
  readonly region: string | null
  readonly publishedAt: string | null
  readonly confirmedOn: string | null
  readonly sample: boolean
  readonly source: OutsideSource | null
  readonly techField: string | null
  readonly keywords: readonly string[]
}

function sharedView(found: Shared) {
  return {
    id: found.id,
    publicId: found.publicId,
    code: found.code,
    name: found.name,
    ownerName: found.owner.name,
    ownerClass: found.owner.class,
    region: found.region,
    publishedAt: found.publishedAt ?? '',
    updatedAt: null,
    confirmedOn: found.confirmedOn,
    sample: found.sample,
    source: sourceView(found.source),
    techField: found.techField,
    keywords: found.keywords,
    history: found.publishedAt === null ? [] : [{ at: found.publishedAt, title: '发布' }],
  }
}

/** Public records of the other kind that were matched with this one, each with the phrases both use and the gaps. */
async function near(db: Database, kind: Kind, id: string): Promise<MatchRow[]> {
  const found = await db.read('matching', (tx) => publicMatches(tx, { kind, id }, MATCHES_SHOWN))
  return found.items.filter((match) => match.phrases.length > 0).map(matchRow)
}

function matchRow(match: PublicMatch): MatchRow {
  const item = match.item as { readonly sample?: boolean }
  return {
    publicId: match.publicId,
    name: match.name,
    ownerName: match.ownerName,
    phrases: match.phrases.slice(0, PHRASES_SHOWN).map(({ phrase }) => phrase),
    gaps: match.gaps.map((gap) => ({ zh: gap.text, en: sentenceOf(gap, 'en') })),
    sample: item.sample ?? false,
  }
}

function text(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

function rows(fields: Fields, name: string): Fields[] {
  const value = fields[name]
  return Array.isArray(value) ? (value as Fields[]) : []
}

/** Titles and values of the fields that are filled in. */
function pairs(fields: Fields, titles: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(titles).flatMap(([name, title]) => {
    const value = fields[name]
    const shown = Array.isArray(value) ? value.join('、') : typeof value === 'string' ? value : ''
    return shown === '' ? [] : [[title, shown] as const]
  })
}
