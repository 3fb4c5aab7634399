import { bundleLines } from '#platform/evidence/bundle.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import type { Client, TestCity } from './city.ts'
import { dumpOf, fetchAs, pagesFrom, readables } from './crawl.ts'

/** Places in an address that take one kind of identifier; any other takes every one of them. */
type Ids = Readonly<Record<string, readonly string[]>>
/** How often each mark stands in what somebody reads, by who and what. */
type Told = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Pages of the portal that are read; more than there are. */
const PAGES_MAX = 900
const LISTS = ['/api/v1/journal?limit=100', '/api/v1/messages?limit=100', '/api/v1/pool-experts?limit=100']

/** Everything anybody gets to read of the city: every GET route as each of these people, the portal, mails, tables, bundle. */
export async function toldBy(
  city: TestCity,
  people: ReadonlyMap<string, Client>,
  marks: readonly string[],
  ids: Ids = {},
): Promise<Told> {
  const told = new Map<string, Map<string, number>>()
  const pattern = new RegExp(marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'), 'g')
  const take = (key: string, text: string) => {
    const counts = told.get(key) ?? new Map<string, number>()
    for (const [mark] of text.matchAll(pattern)) counts.set(mark, (counts.get(mark) ?? 0) + 1)
    told.set(key, counts)
  }
  const routes = await readables(city.app, city.runtime)
  for (const [who, client] of people) {
    const { body } = await client.get('/api/v1/me')
    const holds = ['visitor', ...(who === 'visitor' ? [] : ['person']), ...(body.roles as string[])]
    // Whom a route refuses for the role is tried in access.test.ts.
    const allowed = routes.filter(({ holders }) => holders?.some((one) => holds.includes(one)) ?? true)
    for (const path of [...allowed.flatMap((route) => addressesOf(route.path, ids)), ...LISTS])
      take(`${who} ${path}`, (await fetchAs(city.app, who, client, path)).text)
  }
  const visitor = people.get('visitor')
  const starts = ['/', '/sitemap.xml', ...(ids['draw'] ?? []).map((id) => `/draws/${id}`)]
  for (const page of visitor ? await pagesFrom(city.app, 'visitor', visitor, starts, PAGES_MAX) : [])
    take(`visitor ${page.path}`, page.text)
  await takeStored(city, take)
  return told
}

function addressesOf(path: string, ids: Ids): string[] {
  const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  if (places.length === 0) return [path]
  const all = Object.values(ids).flat()
  return places.reduce<string[]>(
    (paths, place) => {
      const fill = PLACES[place] ?? ids[place] ?? all
      return paths.flatMap((one) => fill.map((id) => one.replace(`{${place}}`, id)))
    },
    [path],
  )
}

/** Places that take no identifier. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  kind: ['draw', 'commitments', 'ballots', 'opinion', 'fees'],
  file: ['experts.csv', 'experts.json', 'achievements.csv'],
  form: ['pool-expert'],
  procedure: ['expert-admission'],
  key: ['experts.answer.hours'],
  n: ['1'],
}

/** Words of mails but for whom they are to, tables and views the public's role reads, the auditor's bundle. */
async function takeStored(city: TestCity, take: (key: string, text: string) => void): Promise<void> {
  const { db, keys } = city.runtime
  const mails = await db.owner((client) =>
    client.query<{ text: string }>(
      `select (to_jsonb(m) - 'person_id')::text as text from platform.message m
       union all select (payload - 'personId')::text from platform.outbox where topic like 'message.%'`,
    ),
  )
  for (const { text } of mails.rows) take('mail', text)
  for (const { table, rows } of await dumpOf(city.runtime)) for (const row of rows) take(table, row)
  while ((await sequence({ db, keys })) > 0);
  await db.read('platform', async (tx) => {
    for await (const line of bundleLines(tx, { keys, witnesses: [] })) take('bundle', line)
  })
}

/** What is told more often than before. */
export function grown(before: Told, after: Told, marks: readonly string[]): string[] {
  return [...after].flatMap(([key, counts]) => {
    const more = marks.filter((mark) => (counts.get(mark) ?? 0) > (before.get(key)?.get(mark) ?? 0))
    return more.length === 0 ? [] : [`${key}: ${more.join(' ')}`]
  })
}
