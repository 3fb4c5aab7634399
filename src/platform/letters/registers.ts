import { sql } from 'kysely'
import { v7 } from 'uuid'
import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { findFiles, mustOwnFiles } from '../files/files.ts'
import { personNames } from '../identity/names.ts'
import { Refusal } from '../refusal.ts'
import { seriesOf, seriesTitle } from './numbers.ts'
import { consentOf, letters, sealPicture, titlesOf } from './store.ts'

/** Rows of a register a page shows; older ones stay in the database and in the archive. */
const ROWS = 200

/** The unit's numbers, newest first, the void ones among them; and the runs its office lent. */
export async function numberRegister(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const { orgId } = actor
  if (orgId === null) return { items: [], total: 0, series: [] }
  const { rows } = await sql<{
    number: string
    letter_id: string
    lent: boolean
    at: string
    void_at: string | null
    void_reason: string | null
  }>`
    select n.number, n.letter_id, n.series_id is not null as lent, n.at, v.at as void_at, v.reason as void_reason
    from platform.letter_number n left join platform.letter_number_void v on v.number = n.number
    where n.unit_org_id = ${orgId} order by n.at desc limit ${ROWS}`.execute(tx.as('platform'))
  const titles = await titlesOf(
    tx,
    rows.map((row) => row.letter_id),
  )
  const series = await seriesOf(tx, orgId)
  return {
    items: rows.map((row) => ({
      number: row.number,
      letterId: row.letter_id,
      title: titles.get(row.letter_id) ?? '',
      lent: row.lent,
      at: row.at,
      void: row.void_at === null ? null : { at: row.void_at, reason: row.void_reason ?? '' },
    })),
    total: rows.length,
    series: series.map((row) => ({
      id: row.id,
      title: seriesTitle(row),
      next: row.next_number <= row.last_number ? row.next_number : null,
      openedAt: row.opened_at,
    })),
  }
}

/** The unit's register of the use of seals, newest first. */
export async function sealRegister(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const { orgId } = actor
  if (orgId === null) return { items: [], total: 0, picture: null }
  const rows = await letters(tx)
    .selectFrom('platform.seal_use')
    .selectAll()
    .where('unit_org_id', '=', orgId)
    .orderBy('at', 'desc')
    .limit(ROWS)
    .execute()
  const titles = await titlesOf(
    tx,
    rows.map((row) => row.letter_id),
  )
  const people = await personNames(
    tx,
    rows.flatMap((row) => row.by_person ?? []),
  )
  const picture = await sealPicture(tx, orgId)
  return {
    items: rows.map((row) => ({
      id: row.id,
      letterId: row.letter_id,
      title: titles.get(row.letter_id) ?? '',
      sealName: row.seal_name,
      copies: row.copies,
      sha256: row.pdf_sha256,
      by: row.by_person === null ? '' : (people.get(row.by_person) ?? ''),
      at: row.at,
    })),
    total: rows.length,
    picture: picture ? { name: picture.name, fileId: picture.file_id, at: picture.at } : null,
  }
}

/** The picture printed in place of the frame 「（印章）」; null takes the present one out of use. */
export async function putSealPicture(
  tx: CommandTx,
  actor: Actor,
  input: { readonly name: string; readonly fileId: string | null },
  now: Instant,
): Promise<{ readonly name: string }> {
  const { orgId } = actor
  mustReach(actor, { orgId })
  if (orgId === null) throw new Refusal('forbidden', '请以单位成员的身份办理。')
  await letters(tx)
    .updateTable('platform.seal_picture')
    .set({ ended_at: now })
    .where('org_id', '=', orgId)
    .where('ended_at', 'is', null)
    .execute()
  tx.about('organisation', orgId, { name: input.name, what: input.fileId === null ? '停用' : '更换' })
  if (input.fileId === null) return { name: input.name }
  await mustOwnFiles(tx, actor, [input.fileId])
  const [file] = await findFiles(tx, [input.fileId])
  if (file?.type !== 'image/png')
    throw new Refusal('invalid', '印章图片应为 PNG。', {}, [
      { field: 'fileId', message: '请上传 PNG 图片。' },
    ])
  await letters(tx)
    .insertInto('platform.seal_picture')
    .values({
      id: v7(),
      org_id: orgId,
      name: input.name,
      file_id: file.id,
      sha256: file.sha256,
      by_person: actor.personId,
      at: now,
      ended_at: null,
    })
    .execute()
  return { name: input.name }
}

/** Whether organisation and person consented to electronic service, for the page where they say so. */
export async function ownConsents(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const org = actor.orgId === null ? undefined : await consentOf(tx, { orgId: actor.orgId, personId: null })
  const self = await consentOf(tx, { orgId: null, personId: actor.personId })
  const speaksForOrg = actor.orgId !== null && actor.scopes.includes('org')
  return { org: org?.given_at ?? null, self: self?.given_at ?? null, for: speaksForOrg ? 'org' : 'self' }
}
