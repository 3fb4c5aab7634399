import { bundleLines } from '#platform/evidence/bundle.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import type { Role } from '#platform/access/access.ts'
import type { Client, TestCity } from './city.ts'
import { dumpOf, fetchAs, pagesFrom, readables } from './crawl.ts'

/** Identifiers of a drawn panel and of what it belongs to. */
export interface PanelIds {
  readonly dossier: string
  readonly application: string
  readonly panel: string
  readonly draw: string
  readonly seat: string
}

/** Where a mark stands: who reads what, and how often. */
export interface Told {
  readonly who: string
  readonly path: string
  readonly counts: ReadonlyMap<string, number>
}

/** Pages of the portal that are followed from the draw and the home page. */
const PAGES_MAX = 80
const LISTS = ['/journal?limit=100', '/messages?limit=100', '/pool-experts?limit=100', '/experts?limit=100']
/** Which identifier an address takes; any other address is read once with each of them. */
const TAKES: readonly (readonly [RegExp, keyof PanelIds])[] = [
  [/^\/(?:dossiers|work|pilot-base-matters)\//, 'dossier'],
  [/^\/pilot-bases\/applications\//, 'application'],
  [/^\/panels\//, 'panel'],
  [/^\/draws\//, 'draw'],
  [/^\/my\/panels\//, 'seat'],
]
/** What a visitor may read is asked for by these: it answers everybody alike. */
const OF_THE_PUBLIC = ['visitor', 'ju.lin', 'jiaoshou.lin']
const PAPERS = ['draw', 'commitments', 'ballots', 'opinion', 'fees']

/** A member of the cast for each role, and a visitor. */
export async function readersOf(city: TestCity, roles: readonly Role[]): Promise<Map<string, Client>> {
  const readers = new Map([['visitor', await city.as(null)]])
  for (const role of roles) {
    // An expert without an organisation may be among the drawn; the first of the cast acts as researcher too.
    const person = city.runtime.pack.cast.persons.find(({ memberships }) =>
      memberships.some((one) => one.roles.includes(role)),
    )
    if (person && !readers.has(person.login)) readers.set(person.login, await city.as(person.login))
  }
  return readers
}

/** Everything these people get to read by the API, and a visitor of the portal, as far as a mark stands in it. */
export async function toldTo(
  city: TestCity,
  readers: ReadonlyMap<string, Client>,
  marks: readonly string[],
  ids: PanelIds,
): Promise<{ readonly read: number; readonly told: readonly Told[] }> {
  const told: Told[] = []
  let read = 0
  const take = (who: string, path: string, text: string) => {
    read += 1
    const counts = countsIn(text, marks)
    if (counts.size > 0) told.push({ who, path, counts })
  }
  const routes = await readables(city.app, city.runtime)
  const others = new Set<string>()
  for (const [who, client] of readers) {
    const { body } = await client.get('/api/v1/me')
    const holds = ['visitor', ...(who === 'visitor' ? [] : ['person']), ...(body.roles as string[])]
    // Whom a route refuses for the role is tried in access.test.ts.
    const allowed = routes.filter(({ holders }) => {
      const isPublic = holders?.includes('visitor') ?? true
      return isPublic ? OF_THE_PUBLIC.includes(who) : holders?.some((one) => holds.includes(one))
    })
    const paths = allowed.flatMap(({ path }) => addressesOf(path.replace('/api/v1', ''), ids, others))
    for (const path of [...paths, ...LISTS]) take(who, path, await readingOf(city, who, client, path))
  }
  const visitor = readers.get('visitor')
  const starts = [`/draws/${ids.draw}`, '/', '/notices', '/experts', '/pilot-bases']
  for (const page of visitor ? await pagesFrom(city.app, 'visitor', visitor, starts, PAGES_MAX) : [])
    take('visitor', page.path, page.text)
  return { read, told }
}

function addressesOf(path: string, ids: PanelIds, others: Set<string>): string[] {
  if (!path.includes('{')) return [path]
  const [, kind] = TAKES.find(([pattern]) => pattern.test(path)) ?? []
  if (kind === undefined) {
    const isRead = others.has(path)
    others.add(path)
    return isRead ? [] : Object.values(ids).map((id: string) => path.replaceAll(/\{\w+\}/g, id))
  }
  const named = path.replace(/\{(?!kind)\w+\}/, ids[kind])
  return named.includes('{kind}') ? PAPERS.map((paper) => named.replace('{kind}', paper)) : [named]
}

/** What somebody reads at an address; that an expert signed in is no sign of a panel. */
export async function readingOf(city: TestCity, who: string, client: Client, path: string): Promise<string> {
  const isPage = !path.startsWith('/api') && /^\/(?:draws\/[^/]+|notices|experts|pilot-bases)?$/.test(path)
  const { text } = await fetchAs(city.app, who, client, isPage ? path : `/api/v1${path}`)
  return text.replaceAll(/\{[^{}]*"command":"session\.[^{}]*\}/g, '')
}

/** Words of mails but for whom they are to, tables and views the public's role reads, the auditor's bundle. */
export async function storedOf(
  city: TestCity,
  marks: readonly string[],
): Promise<Map<string, Told['counts']>> {
  const texts = new Map<string, string[]>()
  const take = (name: string, text: string) => texts.set(name, [...(texts.get(name) ?? []), text])
  const { db, keys } = city.runtime
  const mails = await db.owner((client) =>
    client.query<{ text: string }>(
      `select (to_jsonb(m) - 'person_id')::text as text from platform.message m
       union all select (payload - 'personId')::text from platform.outbox where topic like 'message.%'`,
    ),
  )
  for (const { text } of mails.rows) take('mail', text)
  for (const { table, rows } of await dumpOf(city.runtime)) take(table, rows.join('\n'))
  while ((await sequence({ db, keys })) > 0);
  await db.read('platform', async (tx) => {
    for await (const line of bundleLines(tx, { keys, witnesses: [] }))
      if (!/session\.|platform\.login_attempt/.test(line)) take('bundle', line)
  })
  return new Map([...texts].map(([name, all]) => [name, countsIn(all.join('\n'), marks)]))
}

export function countsIn(text: string, marks: readonly string[]): Map<string, number> {
  const counts = marks.map((mark) => [mark, text.split(mark).length - 1] as const)
  return new Map(counts.filter(([, n]) => n > 0))
}

/** Marks that stand more often than where nobody was drawn. */
export function grown(drawn: Told['counts'], undrawn: Told['counts']): string[] {
  return [...drawn].flatMap(([mark, n]) => (n > (undrawn.get(mark) ?? 0) ? [mark] : []))
}
