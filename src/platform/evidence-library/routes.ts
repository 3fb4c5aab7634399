import { z } from 'zod'
import {
  mustReach,
  reachedByQuery,
  roleTitles,
  type Actor,
  type Permissions,
  type Role,
} from '../access/access.ts'
import { addDays, dayOf } from '../calendar/calendar.ts'
import { routesOf } from '../command/command.ts'
import { fileView, findFiles, mustOwnFiles } from '../files/files.ts'
import { dayText, line } from '../forms/text.ts'
import { Refusal } from '../refusal.ts'
import { loadRuleset } from '../ruleset/store.ts'
import {
  addEvidence,
  EVIDENCE_KINDS,
  findEvidence,
  libraryOf,
  validityOn,
  withdrawEvidence,
  type EvidenceRow,
} from './library.ts'

const REMIND_RULE = 'evidenceLibrary.reminder.days'
const everyRole = Object.fromEntries(Object.keys(roleTitles).map((role) => [role, 'org'])) as Record<
  Role,
  'org'
>
/** Everybody for oneself; members for their organisation. */
const holders = { ...everyRole, person: 'own' } as const

export const permissions = {
  'evidence-item.read': holders,
  'evidence-item.write': holders,
} satisfies Permissions

const { read, write } = routesOf('platform')

export const evidenceForm = z.object({
  owner: z
    .enum(['org', 'person'])
    .meta({ title: '材料属于', widget: 'select', options: { org: '本单位', person: '本人' } }),
  kind: z.enum(EVIDENCE_KINDS).meta({ title: '种类', widget: 'select' }),
  title: line(100, 2).meta({ title: '名称', help: '例如：2025 年度审计报告' }),
  fileId: z.uuid().meta({ title: '文件', widget: 'file' }),
  validFrom: dayText().nullable().default(null).meta({ title: '生效日', widget: 'date' }),
  validUntil: dayText()
    .nullable()
    .default(null)
    .meta({ title: '有效期至（含当日）', widget: 'date', help: '长期有效的不填' }),
  note: z.string().trim().max(500).default('').meta({ title: '说明', widget: 'textarea' }),
})

export const routes = [
  read({
    path: '/evidence-library',
    permission: 'evidence-item.read',
    journal: 'evidence-item.list',
    title: '材料库',
    input: z.object({ kind: z.enum(EVIDENCE_KINDS).optional(), expiring: z.stringbool().default(false) }),
    verb: async (tx, actor, { kind, expiring }, now) => {
      reachedByQuery(actor)
      const today = dayOf(now)
      const remindDays = (await loadRuleset(tx)).number(REMIND_RULE, today)
      const untilDay = expiring ? addDays(today, remindDays) : undefined
      const rows = await libraryOf(tx, actor, { kind, ...(untilDay !== undefined && { untilDay }) })
      const files = await findFiles(
        tx,
        rows.map((row) => row.file_id),
      )
      const items = rows.map((row) => {
        const file = files.find((each) => each.id === row.file_id)
        return {
          ...view(row),
          validity: validityOn(row, today, remindDays),
          file: file ? fileView(file) : null,
        }
      })
      return { items, total: items.length, remindDays }
    },
  }),
  write({
    method: 'POST',
    path: '/evidence-library',
    permission: 'evidence-item.write',
    journal: 'evidence-item.add',
    says: '{actor}将“{title}”存入材料库',
    input: evidenceForm,
    gate: { none: '存入材料不办理业务' },
    verb: async (tx, actor, input, now) => {
      const { owner, belonging, addedBy } = ownerOf(actor, input.owner)
      mustReach(actor, belonging)
      if (input.validFrom !== null && input.validUntil !== null && input.validUntil < input.validFrom)
        throw new Refusal('invalid', '有效期的截止日不能早于生效日。', {}, [
          { field: 'validUntil', message: '不能早于生效日。' },
        ])
      await mustOwnFiles(tx, actor, [input.fileId])
      const item = await addEvidence(tx, { ...input, owner, addedBy }, now)
      tx.about('evidence-item', item.id, { title: item.title })
      return view(item)
    },
  }),
  write({
    method: 'POST',
    path: '/evidence-library/{id}/withdraw',
    permission: 'evidence-item.write',
    journal: 'evidence-item.withdraw',
    says: '{actor}从材料库移出“{title}”',
    input: z.object({ id: z.uuid() }),
    gate: { none: '移出材料不办理业务' },
    verb: async (tx, actor, { id }, now) => {
      const item = await findEvidence(tx, id)
      mustReach(actor, item ? { orgId: item.org_id, personId: item.person_id } : {})
      if (!item) throw new Refusal('absent', '没有找到这份材料。')
      if (!(await withdrawEvidence(tx, id, now))) throw new Refusal('conflict', '这份材料已经移出材料库。')
      tx.about('evidence-item', id, { title: item.title })
      return { withdrawn: true }
    },
  }),
]

function ownerOf(actor: Actor, owner: 'org' | 'person') {
  const { personId, orgId } = actor
  if (personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  if (owner === 'person') return { owner: { personId }, belonging: { personId }, addedBy: personId }
  if (orgId === null) throw new Refusal('forbidden', '您现在不是以单位身份登录，只能存为本人的材料。')
  return { owner: { orgId }, belonging: { orgId }, addedBy: personId }
}

function view(row: EvidenceRow) {
  return {
    id: row.id,
    owner: row.org_id === null ? 'person' : 'org',
    kind: row.kind,
    title: row.title,
    fileId: row.file_id,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    note: row.note,
    at: row.at,
  }
}
