import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import { addDays } from '../calendar/calendar.ts'
import type { CommandTx, Day, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { findFiles, fileView, type FileView } from '../files/files.ts'
import { Refusal } from '../refusal.ts'

/** Kinds of evidence kept once and used in many forms (practice.md P33). */
export const EVIDENCE_KINDS = [
  '营业执照',
  '审计报告',
  '专利证书',
  '资质证书',
  '批准文件',
  '社保清单',
  '其他',
] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

export interface EvidenceRow {
  id: string
  org_id: string | null
  person_id: string | null
  kind: EvidenceKind
  title: string
  file_id: string
  valid_from: string | null
  valid_until: string | null
  note: string
  added_by: string
  at: string
  withdrawn_at: string | null
}

interface EvidenceTables {
  'platform.evidence_item': EvidenceRow
}

const tables = (tx: Tx) => tx.as<EvidenceTables>('platform')

export type Validity = '未生效' | '有效' | '即将到期' | '已过期' | '长期有效'

/** Whether evidence counts on a day; `remindDays` before its last day it is about to expire. */
export function validityOn(
  row: Pick<EvidenceRow, 'valid_from' | 'valid_until'>,
  day: Day,
  remindDays: number,
): Validity {
  if (row.valid_from !== null && row.valid_from > day) return '未生效'
  if (row.valid_until === null) return '长期有效'
  if (row.valid_until < day) return '已过期'
  return row.valid_until <= addDays(day, remindDays) ? '即将到期' : '有效'
}

export interface NewEvidence {
  readonly owner: { readonly orgId: string } | { readonly personId: string }
  readonly kind: EvidenceKind
  readonly title: string
  readonly fileId: string
  readonly validFrom: Day | null
  readonly validUntil: Day | null
  readonly note: string
  readonly addedBy: string
}

export async function addEvidence(tx: CommandTx, item: NewEvidence, now: Instant): Promise<EvidenceRow> {
  const row: EvidenceRow = {
    id: v7(),
    org_id: 'orgId' in item.owner ? item.owner.orgId : null,
    person_id: 'personId' in item.owner ? item.owner.personId : null,
    kind: item.kind,
    title: item.title,
    file_id: item.fileId,
    valid_from: item.validFrom,
    valid_until: item.validUntil,
    note: item.note,
    added_by: item.addedBy,
    at: now,
    withdrawn_at: null,
  }
  await tables(tx).insertInto('platform.evidence_item').values(row).execute()
  return row
}

/** Takes evidence out of the library; records that already refer to it keep it. False when it was out already. */
export async function withdrawEvidence(tx: CommandTx, id: string, now: Instant): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('platform.evidence_item')
    .set({ withdrawn_at: now })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function findEvidence(tx: Tx, id: string): Promise<EvidenceRow | undefined> {
  return tables(tx).selectFrom('platform.evidence_item').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Evidence in the library of the actor's organisation and of the actor, those that expire first in front. */
export async function libraryOf(
  tx: Tx,
  actor: Actor,
  query: { readonly kind?: EvidenceKind | undefined; readonly untilDay?: Day } = {},
): Promise<EvidenceRow[]> {
  const { orgId, personId } = actor
  let items = tables(tx)
    .selectFrom('platform.evidence_item')
    .selectAll()
    .where('withdrawn_at', 'is', null)
    .where((where) => where.or([where('org_id', '=', orgId), where('person_id', '=', personId)]))
  if (query.kind !== undefined) items = items.where('kind', '=', query.kind)
  if (query.untilDay !== undefined) items = items.where('valid_until', '<=', query.untilDay)
  return items
    .orderBy('valid_until', (order) => order.asc().nullsLast())
    .orderBy('at', 'desc')
    .limit(500)
    .execute()
}

/** An item with its file, as a form that uses it by reference gets it. */
export interface UsedEvidence {
  readonly item: EvidenceRow
  readonly file: FileView
}

/**
 * Evidence a form refers to, for the verb that takes the form: refused when it is not the actor's or the
 * organisation's, was withdrawn, or does not count on the day.
 */
export async function useEvidence(
  tx: CommandTx,
  actor: Actor,
  ids: readonly string[],
  day: Day,
): Promise<UsedEvidence[]> {
  if (ids.length === 0) return []
  const rows = await tables(tx)
    .selectFrom('platform.evidence_item')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('withdrawn_at', 'is', null)
    .execute()
  const own = rows.filter(
    (row) =>
      (row.org_id !== null && row.org_id === actor.orgId) ||
      (row.person_id !== null && row.person_id === actor.personId),
  )
  const files = await findFiles(
    tx,
    own.map((row) => row.file_id),
  )
  return ids.map((id) => {
    const item = own.find((row) => row.id === id)
    const file = files.find((row) => row.id === item?.file_id)
    if (!item || !file) throw new Refusal('invalid', '有一份材料不在贵方的材料库中，请重新选择或上传。')
    const validity = validityOn(item, day, 0)
    if (validity === '已过期' || validity === '未生效') {
      throw new Refusal('invalid', '材料“{title}”{validity}，请换用有效的材料。', {
        title: item.title,
        validity,
      })
    }
    return { item, file: fileView(file) }
  })
}
