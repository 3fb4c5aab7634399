import type { Context, Hono } from 'hono'
import { v7 } from 'uuid'
import { z } from 'zod'
import { admit, assertReached, type Actor } from '../access/access.ts'
import type { ReadRoute } from '../command/command.ts'
import { databaseNow } from '../instance/instance.ts'
import { describedBy, type DescribedRoute } from '../http/openapi.ts'
import { Refusal } from '../refusal.ts'
import { allowReset } from './account-commands.ts'
import { listUndelivered } from '../message/undelivered.ts'
import { fieldsOf, mustBeSigned, need, type IdentityContext } from './http.ts'
import { minutesAfter } from './machine-clock.ts'
import { invite } from './member-commands.ts'
import { listMembers, listUsers, type ListedPerson } from './people-reads.ts'
import { run } from './sign-in.ts'
import { longCodeHash, newLongCode } from './token.ts'

/** An invitation waits for somebody on holiday; a reset code is used at once. */
const INVITATION_MINUTES = 14 * 24 * 60
const RESET_MINUTES = 24 * 60

/** What this file mounts, for /api/openapi.json. */
export const peopleDescribed: readonly DescribedRoute[] = [
  describedBy(listUsers),
  describedBy(listMembers),
  describedBy(listUndelivered),
  {
    method: 'POST',
    path: '/api/v1/organisations/{id}/invitations',
    name: invite.journal,
    tag: 'platform',
    summary: '邀请成员：邀请码只显示一次',
    body: z.object({ title: z.string(), roles: z.array(z.string()) }),
  },
  {
    method: 'POST',
    path: '/api/v1/users/{personId}/reset',
    name: allowReset.journal,
    tag: 'platform',
    summary: '允许重设密码：一次性代码只显示一次',
  },
]

/** Lists of people, which leave a trace of who read them, and codes shown once. */
export function mountPeople(app: Hono, shared: IdentityContext): void {
  app.get('/api/v1/users', (context) => answerPeople(shared, listUsers, context))
  app.get('/api/v1/organisations/:id/members', (context) => answerPeople(shared, listMembers, context))
  app.get('/api/v1/undelivered', (context) => answerPeople(shared, listUndelivered, context))
  app.post('/api/v1/organisations/:id/invitations', (context) => answerInvitation(shared, context))
  app.post('/api/v1/users/:personId/reset', (context) => answerReset(shared, context))
}

async function answerPeople(shared: IdentityContext, route: ReadRoute, context: Context): Promise<Response> {
  const { actor: who } = await shared.resolved(context)
  const actor = admit(shared.permissions, route.permission, who)
  const parsed = route.input.safeParse({ ...context.req.query(), ...context.req.param() })
  if (!parsed.success) {
    throw new Refusal('invalid', '查询条件有误：{first}', { first: parsed.error.issues[0]?.message ?? '' })
  }
  const result = await shared.db.read('platform', async (tx) => {
    const answer = await route.verb(tx, actor, parsed.data, await databaseNow(tx))
    assertReached(actor, route.journal)
    return answer as { readonly items: readonly Pick<ListedPerson, 'personId'>[] }
  })
  await writeAccess(
    shared.db,
    actor,
    route.journal,
    result.items.map((person) => person.personId),
  )
  return context.json(result as object, 200, { 'cache-control': 'no-store' })
}

/** Writes who read whose personal data, before it is sent; reading one's own leaves no trace (P18). */
export async function writeAccess(
  db: IdentityContext['db'],
  reader: Actor,
  route: string,
  personIds: readonly string[],
): Promise<void> {
  const others = [...new Set(personIds)].filter((id) => id !== reader.personId)
  if (others.length === 0) return
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const at = await databaseNow(tx)
    const rows = others.map((id) => ({
      id: v7(),
      at,
      route,
      reader_person_id: reader.personId,
      reader_org_id: reader.orgId,
      subject_person_id: id,
    }))
    await tx
      .as<{ 'platform.access_log': (typeof rows)[number] }>('platform')
      .insertInto('platform.access_log')
      .values(rows)
      .execute()
  })
}

async function answerInvitation(shared: IdentityContext, context: Context): Promise<Response> {
  const fields = await fieldsOf(context)
  const { actor } = await mustBeSigned(shared, context)
  const code = newLongCode()
  const expiresAt = minutesAfter(shared.clock(), INVITATION_MINUTES)
  const result = await run<{ invitationId: string }>(shared.bus, invite, actor, {
    id: context.req.param('id') ?? '',
    title: need(fields, 'title', '职务'),
    roles: rolesOf(need(fields, 'roles', '角色')),
    codeHash: longCodeHash(code),
    expiresAt,
  })
  return context.json({ result: { ...result, code, expiresAt } }, 200, { 'cache-control': 'no-store' })
}

async function answerReset(shared: IdentityContext, context: Context): Promise<Response> {
  await fieldsOf(context)
  const { actor } = await mustBeSigned(shared, context)
  const code = newLongCode()
  const at = shared.clock()
  const expiresAt = minutesAfter(at, RESET_MINUTES)
  const personId = context.req.param('personId') ?? ''
  await run(shared.bus, allowReset, actor, { personId, codeHash: longCodeHash(code), at, expiresAt })
  return context.json({ result: { code, expiresAt } }, 200, { 'cache-control': 'no-store' })
}

/** A list as JSON gives it, or as names with commas. */
function rolesOf(text: string): unknown {
  return text.startsWith('[') ? (JSON.parse(text) as unknown) : text.split(/[,，、\s]+/)
}
