import { randomInt } from 'node:crypto'
import { v7 } from 'uuid'
import { admit, scopesOf, type Actor } from '#platform/access/access.ts'
import { seedRows } from '#platform/bulk/samples.ts'
import type { RowValues } from '#platform/bulk/kind.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import { keepFile } from '#platform/files/files.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { findReply } from '#platform/command/store.ts'
import type { ReadRoute, WriteRoute } from '#platform/command/command.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { castActor } from '#platform/identity/cast.ts'
import { confirmByCode, sendCode } from '#platform/identity/factor-commands.ts'
import { machineNow } from '#platform/identity/machine-clock.ts'
import { findUnit } from '#platform/identity/organisations.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { confirmationMatter } from '#platform/signing/sign.ts'
import { catchUp } from './loops.ts'
import type { Runtime } from './runtime.ts'

type Result = Readonly<Record<string, unknown>>
type Act = Runtime['pack']['acts'][number]

/** A code typed at once; no person waits for it. */
const CODE_MS = 60_000

/**
 * What people of the cast have done, by the commands they would have used: deals, contracts and what they bring, an
 * introduction, an event. Each is done once, remembered by its idempotency key; one the market refuses by now (a record was
 * withdrawn) is left out with those that follow from it, and named with the reason. `later` goes on with what comes after a
 * term or a bidding.
 */
export async function seedActs(
  runtime: Runtime,
  { later }: { readonly later: boolean } = { later: false },
): Promise<{ done: number; refused: string[] }> {
  const results = new Map<string, Result>()
  const refused: string[] = []
  let done = 0
  for (const act of runtime.pack.acts) {
    if (act.later === true && !later) continue
    const actor = await runtime.db.read('platform', (tx) => castActor(tx, act.as))
    if (!actor) throw new Error(`samples/acts.json (${act.name}): ${act.as} is not in the cast`)
    const key = `sample-act:${act.name}`
    const earlier = await runtime.db.read('platform', (tx) =>
      findReply(tx, 'platform', { actor: actor.personId ?? '', key }),
    )
    const result = (earlier?.reply as { result: Result } | undefined)?.result
    if (result) {
      results.set(act.name, result)
      continue
    }
    try {
      if (act.waits === true) await (later ? catchUp(runtime) : runtime.followUp())
      const input = await inputOf(runtime, act, results, actor)
      if (!input) continue
      const did = await perform(runtime, act, results, { actor, input, key })
      results.set(act.name, did ?? {})
      if (did) done += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push(`${act.name}：${error.message}`)
    }
  }
  return { done, refused }
}

interface Call {
  readonly actor: Actor
  readonly input: Result
  readonly key: string
}

/** Undefined when it was done before: a file is brought once for an organisation. */
async function perform(
  runtime: Runtime,
  act: Act,
  results: ReadonlyMap<string, Result>,
  call: Call,
): Promise<Result | undefined> {
  const file = runtime.modules
    .flatMap(({ bulk = [] }) => bulk)
    .find(({ kind }) => `${kind}.import` === act.does)
  if (file) {
    const brought = { ownerOrgId: call.actor.orgId ?? '', rows: call.input['rows'] as RowValues[] }
    return (await seedRows(runtime, file, [brought], call.actor)) > 0 ? {} : undefined
  }
  if (act.factor === true && act.on !== undefined) await giveFactor(runtime, call.actor, results.get(act.on))
  const route = routeOf<WriteRoute>(runtime, 'write', act.does)
  return (await runtime.bus<Result>({ route, ...call })).result
}

/** The second factor for the text of a contract (practice.md P8 b): a code is sent, and typed as it was sent. */
async function giveFactor(runtime: Runtime, actor: Actor, text: Result | undefined): Promise<void> {
  const at = machineNow()
  const expiresAt = new Date(Date.parse(at) + CODE_MS).toISOString()
  const code = String(randomInt(100_000, 1_000_000))
  const asked = { at, expiresAt, since: at, limit: 1, code }
  await runtime.bus({ route: sendCode, actor, input: asked, key: v7() })
  const matter = confirmationMatter({
    subject_kind: 'contract',
    subject_id: String(text?.['id']),
    sha256: String(text?.['sha256']),
  })
  await runtime.bus({ route: confirmByCode, actor, input: { at, expiresAt, matter, code }, key: v7() })
}

function routeOf<R extends ReadRoute | WriteRoute>(runtime: Runtime, kind: R['kind'], name: string): R {
  const found = runtime.routes.find((route) => route.kind === kind && route.journal === name)
  if (!found) throw new Error(`samples/acts.json names the command ${name}, which is not there`)
  return found as R
}

/** The input with what it refers to put in; undefined when an earlier act it needs was left out. */
async function inputOf(runtime: Runtime, act: Act, results: ReadonlyMap<string, Result>, actor: Actor) {
  const of = act.on === undefined ? undefined : results.get(act.on)
  const named = JSON.stringify(act.with).matchAll(/@(?:act|dossier):([a-z0-9-]+)/g)
  if ([act.on, ...named.map(([, name]) => name)].some((name) => name !== undefined && !results.has(name)))
    return undefined
  const now = await runtime.db.read('platform', databaseNow)
  const put = async (value: unknown): Promise<unknown> => {
    if (typeof value === 'string' && value.startsWith('@')) return meant(runtime, value, results, now)
    if (Array.isArray(value)) return Promise.all(value.map(put))
    if (value === null || typeof value !== 'object') return value
    if ('@pdf' in value) return paperOf(runtime, actor, act.name, String(value['@pdf']), now)
    if ('@from' in value) return readFor(runtime, actor, (await putEach(value)) as unknown as Asked)
    return putEach(value)
  }
  const putEach = async (value: object): Promise<object> => {
    const entries = Object.entries(value).map(async ([name, one]) => [name, await put(one)] as const)
    return Object.fromEntries(await Promise.all(entries))
  }
  const input = (await put(act.with)) as Result
  if (!of) return input
  const dossierId = String(of['dossierId'])
  const dossier = await runtime.db.read('platform', (tx) => findDossier(tx, 'platform', dossierId))
  return { id: of['id'], dossierId, visit: dossier?.visit, ...input }
}

/** `{"@from": journal, "with": …, "take": "items.0.id"}`: what a read of the platform answers, to the actor or another. */
interface Asked {
  readonly '@from': string
  readonly with: object
  readonly take: string
  readonly by?: string
}

async function readFor(runtime: Runtime, actor: Actor, asked: Asked): Promise<unknown> {
  const { by } = asked
  const reader = by === undefined ? actor : await runtime.db.read('platform', (tx) => castActor(tx, by))
  if (!reader) throw new Error(`samples/acts.json: ${by ?? ''} is not in the cast`)
  const route = routeOf<ReadRoute>(runtime, 'read', asked['@from'])
  const admitted = admit(runtime.permissions, route.permission, reader)
  const input = route.input.parse(asked.with)
  const answer = await runtime.db.read(route.module, async (tx) =>
    route.verb(tx, admitted, input, await databaseNow(tx)),
  )
  return asked.take
    .split('.')
    .reduce<unknown>(
      (value, part) => (value as Readonly<Record<string, unknown>> | undefined)?.[part],
      answer,
    )
}

/** `{"@pdf": title}`: a page of paper that the actor has scanned. */
async function paperOf(runtime: Runtime, actor: Actor, name: string, title: string, at: string) {
  const blocks = [{ kind: 'title', text: title }] as const
  const { bytes, sha256, pages } = await printPdf({ title, version: '示例', at, blocks })
  runtime.files.write(bytes)
  const input = { sha256, size: bytes.length, name: `${title}.pdf`, type: 'application/pdf', pages }
  const key = `sample-act:${name}:scan`
  return (await runtime.bus<{ id: string }>({ route: keepFile, actor, input, key })).result.id
}

/** `@day+14`, `@day-5`, `@day+14T15:00`, `@act:name`, `@act:name#sha256`, `@dossier:name`, `@org:slug`, `@person:login` and codes of records, as what they mean. */
async function meant(
  runtime: Runtime,
  text: string,
  results: ReadonlyMap<string, Result>,
  now: string,
): Promise<unknown> {
  const day = /^@day([+-]\d+)(T\d\d:\d\d)?$/.exec(text)
  if (day) return `${addDays(dayOf(now), Number(day[1]))}${day[2] ?? ''}`
  const [act, field = 'id'] = text.startsWith('@act:') ? text.slice(5).split('#') : []
  if (act !== undefined) return results.get(act)?.[field]
  if (text.startsWith('@dossier:')) return results.get(text.slice(9))?.['dossierId']
  if (text.startsWith('@person:'))
    return (await runtime.db.read('platform', (tx) => castActor(tx, text.slice(8))))?.personId
  if (text.startsWith('@org:'))
    return (await runtime.db.read('platform', (tx) => findUnit(tx, text.slice(5))))?.id
  return recordOf(runtime, text.slice(1))
}

/** The record of that code, looked up in the list its owner has. */
async function recordOf(runtime: Runtime, code: string): Promise<unknown> {
  const { achievements, demands, cast } = runtime.pack
  const achievement = achievements.find((row) => row.code === code)
  const owner = achievement?.ownerUnitId ?? demands.find((row) => row.code === code)?.enterpriseId
  const kind = achievement ? 'achievement' : 'demand'
  const route = routeOf<ReadRoute>(runtime, 'read', `${kind}.list`)
  for (const person of cast.persons.filter((one) => one.memberships[0]?.at === owner)) {
    const actor = await runtime.db.read('platform', (tx) => castActor(tx, person.login))
    if (!actor || scopesOf(runtime.permissions, route.permission, actor).length === 0) continue
    const listed = await runtime.db.read(route.module, async (tx) =>
      route.verb(
        tx,
        admit(runtime.permissions, route.permission, actor),
        { q: code, limit: 1 } as never,
        await databaseNow(tx),
      ),
    )
    return (listed as { items: readonly { id: string }[] }).items[0]?.id
  }
  return undefined
}
