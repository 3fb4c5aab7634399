import type { Database, Tx } from '#platform/db/database.ts'
import { canonical, sha256 } from '#platform/evidence/leaf.ts'
import { emitMany } from '#platform/outbox/many.ts'
import type { Consumer, OutboxRow } from '#platform/outbox/outbox.ts'
import type { SearchDoc, SearchSource } from '#platform/search/index.ts'
import { Percolator } from '#platform/search/percolate.ts'
import { questionOf } from '#platform/search/question.ts'
import { addHits, markSeen, questions, searchesVersion, unsee, type AtOnce } from './store-percolation.ts'

/** Kinds a question may be kept for: those with a public list and filters of their own. */
export function lists(sources: readonly SearchSource[]): ReadonlyMap<string, Listed> {
  return new Map(
    sources.flatMap((source) =>
      source.list && source.filters
        ? [[source.kind, { source, filters: source.filters, ...source.list }] as const]
        : [],
    ),
  )
}

export interface Listed {
  readonly source: SearchSource
  readonly filters: NonNullable<SearchSource['filters']>
  readonly title: string
  readonly path: string
}

/**
 * Compares changed public records with the saved searches as the outbox names them. A record is news when what is
 * public of it is not what it was; a confirmation of a listing is none.
 */
export function subscriptionConsumer(db: Database, sources: readonly SearchSource[]): Consumer {
  const known = lists(sources)
  const kept: Kept = { version: undefined, byKind: new Map() }
  return {
    name: 'subscriptions',
    topic: 'record.changed',
    handle: async (rows) => {
      for (const [kind, listed] of known) {
        const own = rows.filter((row) => row.payload['kind'] === kind)
        const ids = [...new Set(own.map((row) => String(row.payload['id'])))]
        if (ids.length > 0)
          await db.transaction({ isolation: 'read committed', module: 'subscriptions' }, (tx) =>
            percolate(tx, kept, known, listed, ids, latest(own)),
          )
      }
    },
  }
}

function latest(rows: readonly OutboxRow[]): string {
  return rows.reduce((last, row) => (row.created_at > last ? row.created_at : last), '')
}

/** Compiled questions, made anew when somebody has changed one. */
interface Kept {
  version: string | undefined
  byKind: ReadonlyMap<string, Percolator<string>>
}

async function percolate(
  tx: Tx,
  kept: Kept,
  known: ReadonlyMap<string, Listed>,
  { source, path }: Listed,
  ids: readonly string[],
  at: string,
): Promise<void> {
  const docs = await source.load(tx, ids)
  const byId = new Map(docs.map((doc) => [doc.id, doc]))
  await unsee(
    tx,
    source.kind,
    ids.filter((id) => !byId.has(id)),
  )
  const changed = await markSeen(
    tx,
    source.kind,
    docs.map((doc) => ({ id: doc.id, fingerprint: fingerprint(doc) })),
  )
  if (changed.length === 0) return
  await compile(tx, kept, known)
  const percolator = kept.byKind.get(source.kind)
  const hits = changed.flatMap((id) => {
    const doc = byId.get(id)
    return doc && percolator ? percolator.meeting(doc).map((query) => ({ query, recordId: id })) : []
  })
  const told = await addHits(tx, source.kind, hits, at)
  await emitMany(
    tx,
    'subscriptions',
    'message.person',
    told.map((one) => messageOf(one, byId.get(one.record_id), path)),
    at,
  )
}

/** What of a list's row says only how long the record has been there and stays: no news. */
const STANDING = ['confirmedOn', 'validUntil', 'publishedAt']

/** What is public of a record, but for when it was confirmed and until when it is valid. */
function fingerprint({ name, summary, text, keywords, facets, ownerName, item }: SearchDoc): string {
  const row = Object.entries(item as Readonly<Record<string, unknown>>)
  const told = Object.fromEntries(row.filter(([field]) => !STANDING.includes(field)))
  return sha256(canonical({ name, summary, text, keywords, facets, ownerName, told }))
}

async function compile(tx: Tx, kept: Kept, known: ReadonlyMap<string, Listed>): Promise<void> {
  const version = await searchesVersion(tx)
  if (version === kept.version) return
  const all = Map.groupBy(await questions(tx), ({ kind }) => kind)
  kept.byKind = new Map(
    [...all].flatMap(([kind, asked]) => {
      const listed = known.get(kind)
      if (!listed) return []
      const compiled = asked.flatMap(({ query }) => {
        const question = questionText(listed, query)
        return question ? [{ key: query, question }] : []
      })
      return [[kind, new Percolator(compiled)] as const]
    }),
  )
  kept.version = version
}

/** The question of a stored text; undefined when the list has lost a filter it names, so that others still work. */
function questionText({ filters }: Listed, query: string) {
  try {
    return questionOf(filters, new URLSearchParams(query)).question
  } catch {
    return undefined
  }
}

function messageOf(one: AtOnce, doc: SearchDoc | undefined, path: string): Record<string, unknown> {
  const isOne = one.n === 1 && doc !== undefined
  return {
    personId: one.person_id,
    template: isOne ? '您订阅的“{name}”有新信息：《{title}》。' : '您订阅的“{name}”有 {count} 条新信息。',
    params: { name: one.name, title: doc?.name ?? '', count: one.n },
    link: isOne ? `${path}/${doc.publicId}` : '/app/subscriptions',
  }
}
