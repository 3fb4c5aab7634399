import { v7 } from 'uuid'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Forget } from '#platform/identity/forget.ts'
import { Refusal } from '#platform/refusal.ts'
import { questionOf } from '#platform/search/question.ts'
import type { z } from 'zod'
import { FREQUENCIES, type changeForm, type saveForm } from './forms.ts'
import type { Listed } from './percolation.ts'
import {
  countSearches,
  deleteSearches,
  findSearch,
  hitsOf,
  insertSearch,
  sameSearch,
  searchesOf,
  updateSearch,
  type SearchRow,
} from './store.ts'

/** Searches a person may keep: more than anybody reads the news of, few enough that nobody burdens the others. */
const MOST = 50
/** Records shown with each search. */
const SHOWN = 5
/** Longest name made from the words of a question. */
const NAME_MAX = 60

type Lists = ReadonlyMap<string, Listed>

/** Keeps a question for the actor; one already kept is answered as it is. */
export async function save(
  tx: CommandTx,
  lists: Lists,
  actor: Actor,
  input: z.infer<typeof saveForm>,
  now: Instant,
): Promise<{ readonly id: string; readonly name: string; readonly location: string }> {
  const { personId } = actor
  mustReach(actor, { personId })
  if (personId === null) throw new Error('mustReach lets nobody pass without a person')
  const listed = lists.get(input.kind)
  if (!listed) throw new Refusal('absent', '没有这个列表，或它不能订阅。')
  const { question, text } = questionOf(listed.filters, new URLSearchParams(input.query))
  const location = '/app/subscriptions'
  const same = await sameSearch(tx, personId, input.kind, text)
  if (same) {
    tx.about('saved-search', same.id, { name: same.name })
    return { id: same.id, name: same.name, location }
  }
  if ((await countSearches(tx, personId)) >= MOST)
    throw new Refusal('conflict', '每人最多订阅 {max} 个搜索，请先删去不用的。', { max: MOST })
  const values = Object.values(question.filters).flatMap((filter) =>
    typeof filter === 'object' && !Array.isArray(filter) ? [] : [filter].flat().map(String),
  )
  const words = [question.q, ...values].filter((word) => word !== '')
  const name = input.name ?? `${listed.title}：${words.join('、') || '全部'}`.slice(0, NAME_MAX)
  const id = v7()
  await insertSearch(tx, {
    id,
    person_id: personId,
    kind: input.kind,
    query: text,
    name,
    frequency: input.frequency,
    paused: false,
    created_at: now,
    changed_at: now,
  })
  tx.about('saved-search', id, { name })
  return { id, name, location }
}

export async function change(
  tx: CommandTx,
  actor: Actor,
  { id, ...to }: z.infer<typeof changeForm> & { readonly id: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const row = await own(tx, actor, id)
  await updateSearch(tx, row.id, { ...to, changed_at: now })
  tx.about('saved-search', row.id, { name: to.name })
  return { id: row.id }
}

/** Stops the news of one search; also behind the link of a message. */
export async function pause(
  tx: CommandTx,
  actor: Actor,
  id: string,
  now: Instant,
): Promise<{ readonly name: string }> {
  const row = await own(tx, actor, id)
  await updateSearch(tx, row.id, { paused: true, changed_at: now })
  tx.about('saved-search', row.id, { name: row.name })
  return { name: row.name }
}

export async function remove(tx: CommandTx, actor: Actor, id: string): Promise<{ readonly removed: true }> {
  const row = await own(tx, actor, id)
  await deleteSearches(tx, [row.id])
  tx.about('saved-search', row.id, { name: row.name })
  return { removed: true }
}

async function own(tx: Tx, actor: Actor, id: string): Promise<SearchRow> {
  const row = await findSearch(tx, id)
  mustReach(actor, { personId: row?.person_id ?? null })
  if (!row) throw new Error('mustReach lets no absent record pass')
  return row
}

/** The actor's searches with what came to answer them lately. */
export async function list(tx: Tx, lists: Lists, actor: Actor) {
  reachedByQuery(actor)
  const rows = await searchesOf(tx, actor.personId ?? '')
  const hits = await hitsOf(
    tx,
    rows.map(({ id }) => id),
    { untold: false, each: SHOWN },
  )
  return {
    items: rows.map((row) => {
      const listed = lists.get(row.kind)
      const found = hits.filter((hit) => hit.search_id === row.id)
      const query = row.query === '' ? '' : `?${row.query}`
      return {
        id: row.id,
        name: row.name,
        kind: row.kind,
        listTitle: listed?.title ?? row.kind,
        link: `${listed?.path ?? '/'}${query}`,
        feed: listed ? `${listed.path}.rss${query}` : null,
        frequency: row.frequency,
        frequencyTitle: FREQUENCIES[row.frequency],
        paused: row.paused,
        createdAt: row.created_at,
        news: found[0]?.total ?? 0,
        hits: found.map((hit) => ({
          name: hit.name,
          ownerName: hit.owner_name,
          link: `${listed?.path ?? ''}/${hit.public_id}`,
          at: hit.at,
        })),
      }
    }),
    total: rows.length,
    most: MOST,
  }
}

/** A person's searches go with the person (practice.md P18). */
export const forget: Forget = async (tx, person) => {
  const rows = await searchesOf(tx, person.personId)
  return deleteSearches(
    tx,
    rows.map(({ id }) => id),
  )
}
