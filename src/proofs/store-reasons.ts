import type { Database } from '#platform/db/database.ts'

/** Raw access to a scratch city for `prove reasons`: what no command may do is done to see that nothing leaks. */

export interface StoredPair {
  readonly demand_id: string
  readonly achievement_id: string
  readonly score: number
  readonly lowered: number
  readonly reasons: readonly {
    readonly says: string
    readonly points: number
    readonly params: Readonly<Record<string, unknown>>
  }[]
}

/** Stored matches of the first n demands that have any, the best 20 of each, best first. */
export async function storedPairs(db: Database, n: number): Promise<StoredPair[]> {
  return db.owner(async (client) => {
    const { rows } = await client.query<StoredPair>(
      `select demand_id, achievement_id, score, lowered, reasons from (
         select m.*, row_number() over (partition by demand_id order by score desc, achievement_id) as place
         from matching.match m
         where demand_id in (select demand_id from matching.list where items > 0 order by demand_id limit $1)) m
       where place <= 20 order by demand_id, place`,
      [n],
    )
    return rows
  })
}

/** The public text of indexed records, folded, by id. */
export async function publicTexts(
  db: Database,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.reader.query<{ id: string; text: string }>(
    'select id, text from platform.search_doc where kind = $1 and id = any($2::text[])',
    [kind, ids],
  )
  return new Map(rows.map(({ id, text }) => [id, text]))
}

/** Writes into the fields of a record that only its own unit reads. */
export async function fillPrivate(
  db: Database,
  rows: readonly { readonly kind: 'demand' | 'achievement'; readonly id: string; readonly text: string }[],
): Promise<void> {
  await db.owner(async (client) => {
    for (const { kind, id, text } of rows) {
      const table = kind === 'demand' ? 'exchange.demand_private' : 'achievements.achievement_private'
      await client.query(
        `insert into ${table} (record_id, parts) values ($1, $2)
         on conflict (record_id) do update set parts = excluded.parts`,
        [id, { confidentialParts: text, contact: text }],
      )
    }
  })
}

/** Makes achievements such that only a teaser may be public: they contain a trade secret (practice.md P17). */
export async function makeTeasers(db: Database, ids: readonly string[], teaser: string): Promise<void> {
  await db.owner(async (client) => {
    await client.query(
      `update achievements.achievement_version v
       set data = v.data || jsonb_build_object('teaser', $2::text,
         'ip', jsonb_build_array(jsonb_build_object('type', '技术秘密', 'status', '已授权')))
       from achievements.achievement r
       where r.id = v.record_id and v.version = r.public_version and r.id = any ($1::uuid[])`,
      [ids, teaser],
    )
  })
}

/** Says that records changed, as commands do. */
export async function sayChanged(
  db: Database,
  rows: readonly { readonly kind: string; readonly id: string }[],
): Promise<void> {
  await db.owner(async (client) => {
    await client.query(
      `insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
       select gen_random_uuid(), 'record.changed', x, clock_timestamp(), 0, clock_timestamp()
       from jsonb_array_elements($1::jsonb) x`,
      [JSON.stringify(rows)],
    )
  })
}
