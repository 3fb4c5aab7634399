import { sql } from 'kysely'
import { mustReach, type Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { identity } from './tables.ts'

/** A kind of personal data the city keeps: what, why, on which ground, how long (PIPL 17, 45). */
export interface DataKind {
  readonly title: string
  readonly why: string
  readonly basis: string
  readonly until: string
  readonly since: string | null
  readonly value: unknown
}

/** The page shows this many of a list; the copy has all up to its own bound. */
const PAGE = 50
const COPY_MAX = 100_000

export interface MyData {
  readonly personId: string
  readonly kinds: readonly DataKind[]
  /** Who read it: latest first. */
  readonly readBy: readonly { at: string; what: string; reader: string | null; org: string | null }[]
  readonly readTotal: number
}

/** Everything the platform holds about the actor (P18). */
export async function myData(tx: Tx, actor: Actor, limit = PAGE): Promise<MyData> {
  const personId = actor.personId ?? ''
  mustReach(actor, { personId })
  const person = await identity(tx)
    .selectFrom('platform.person')
    .selectAll()
    .where('id', '=', personId)
    .executeTakeFirst()
  if (!person) throw new Refusal('absent', '没有找到您的资料。')
  const account = await identity(tx)
    .selectFrom('platform.account')
    .select(['login', 'password_set_at'])
    .where('person_id', '=', personId)
    .executeTakeFirst()
  const { readBy, total } = await readers(tx, personId, limit)
  const since = person.created_at
  const kinds: DataKind[] = [
    {
      title: '姓名、手机号、电子邮箱',
      why: '辨认办事人，通知办理进展',
      basis: '您注册时提供',
      until: '注销账号时',
      since,
      value: { name: person.name, phone: person.phone, email: person.email },
    },
    {
      title: '登录名与密码（只存不可还原的摘要）',
      why: '登录',
      basis: '您注册时提供',
      until: '注销账号时',
      since: account?.password_set_at ?? since,
      value: { login: account?.login ?? null },
    },
    ...(await lists(tx, personId, limit)),
  ]
  return { personId, kinds, readBy, readTotal: total }
}

/** The whole copy a person may take along (PIPL 45). */
export async function myDataCopy(tx: Tx, actor: Actor, now: string): Promise<MyData & { copiedAt: string }> {
  return { copiedAt: now, ...(await myData(tx, actor, COPY_MAX)) }
}

async function lists(tx: Tx, personId: string, limit: number): Promise<DataKind[]> {
  const rows = async (query: ReturnType<typeof sql<Record<string, unknown>>>) =>
    (await query.execute(tx.as('platform'))).rows
  const seats = await rows(sql`
    select o.name as org, m.title, m.roles, m.from_day as "from", m.until_day as "until"
    from platform.membership m left join platform.organisation o on o.id = m.org_id
    where m.person_id = ${personId} order by m.created_at limit ${limit}`)
  const sessions = await rows(sql`
    select created_at as "openedAt", last_seen_at as "lastSeenAt", revoked_at as "closedAt" from platform.session
    where person_id = ${personId} order by created_at desc limit ${limit}`)
  const consents = await rows(sql`
    select given, at from platform.service_consent where person_id = ${personId} order by at desc limit ${limit}`)
  const acts = await rows(sql`
    select at, command, sentence, params, subject_kind as "subjectKind", subject_id as "subjectId" from platform.journal
    where person_id = ${personId} order by at desc, id desc limit ${limit}`)
  const dossiers = await rows(sql`
    select title, procedure, state, opened_at as "openedAt", closed_at as "closedAt" from platform.dossier
    where opened_by = ${personId} order by opened_at desc limit ${limit}`)
  const messages = await rows(sql`
    select template, params, created_at as "at", read_at as "readAt" from platform.message
    where person_id = ${personId} order by created_at desc limit ${limit}`)
  const digests = await rows(sql`
    select d.day, d.groups, p.digest, p.channels from platform.digest d
    left join platform.message_preference p on p.person_id = d.person_id
    where d.person_id = ${personId} order by d.day desc limit ${limit}`)
  const kind = (
    title: string,
    why: string,
    basis: string,
    until: string,
    value: readonly unknown[],
  ): DataKind => ({
    title,
    why,
    basis,
    until,
    since: null,
    value,
  })
  return [
    kind('所属单位与角色', '确定您能办理哪些事项', '单位登记', '离岗后随单位档案保存', seats),
    kind(
      '登录记录（来源只存不可还原的摘要）',
      '保障账号安全，发现竞买人之间的串通',
      '网络安全法 21',
      '六个月',
      sessions,
    ),
    kind('电子送达同意', '确定文书能否电子送达', '您的同意', '撤回后留存曾经同意的记录', consents),
    kind('办理记录', '公务与交易留痕', '履行法定职责', '随业务档案；注销后不再与您关联', acts),
    kind('您发起的办件', '办理您的申请', '您的申请', '随业务档案', dossiers),
    kind('提醒方式与每日汇总', '每天汇总您要办的事', '您的选择', '注销账号时', digests),
    kind('站内消息', '通知', '您的申请', '注销账号时', messages),
  ]
}

async function readers(tx: Tx, personId: string, limit: number) {
  const { rows } = await sql<{
    at: string
    what: string
    reader: string | null
    org: string | null
    total: number
  }>`
    select l.at, l.route as what, p.name as reader, o.name as org, count(*) over ()::int as total
    from platform.access_log l
    left join platform.person p on p.id = l.reader_person_id
    left join platform.organisation o on o.id = l.reader_org_id
    where l.subject_person_id = ${personId}
    order by l.at desc, l.id desc limit ${limit}`.execute(tx.as('platform'))
  const readBy = rows.map(({ at, what, reader, org }) => ({ at, what, reader, org }))
  return { readBy, total: rows[0]?.total ?? 0 }
}
