import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import type { Block, PaperDocument } from '../documents/blocks.ts'
import { stationeryOf } from '../documents/stationery.ts'
import { reasonForm } from '../notice/forms.ts'
import { orgNames, personNames } from '../identity/names.ts'
import type { Binding } from '../procedure/perform.ts'
import { inputOf, silenceBasis, type Procedure } from '../procedure/procedure.ts'
import { RESTART } from '../procedure/revisit.ts'
import { entriesOf, type DossierEntryRow, type DossierRow } from '../procedure/store.ts'
import { ENGINE_ACTS } from '../procedure/view.ts'
import { dateTime } from '../text/format.ts'
import { veilsOf } from '../veil/veil.ts'
import { filledRows } from './fields.ts'
import { formBlocks } from './form.ts'

/** A dossier on A4: what it is, each step with who, when and what was filled in, and the form it is about. */
export async function dossierPaper(
  tx: Tx,
  binding: Binding,
  dossier: DossierRow,
  reader: Actor,
): Promise<PaperDocument> {
  const { procedure } = binding
  const entries = await entriesOf(tx, 'platform', dossier.id)
  const orgs = await orgNames(tx, [
    dossier.org_id,
    ...(dossier.unit_id === null ? [] : [dossier.unit_id]),
    ...entries.flatMap((entry) => entry.org_id ?? []),
  ])
  const people = await personNames(
    tx,
    entries.flatMap((entry) => entry.person_id ?? []),
  )
  const { origin, mark } = await stationeryOf(tx, false)
  const veils = await veilsOf(tx, reader, [dossier.subject_id])
  const veiled = (orgId: string | null) => veils.nameFor(dossier.subject_id, orgId)
  const by = (entry: DossierEntryRow) =>
    entry.actor_kind === 'clock'
      ? '系统时钟'
      : (veiled(entry.org_id) ??
        [orgs.get(entry.org_id ?? ''), people.get(entry.person_id ?? '')].filter(Boolean).join(' '))
  const last = entries.at(-1)?.at ?? dossier.opened_at
  return {
    title: `${procedure.title}办件`,
    version: `程序第 ${dossier.version} 版，第 ${dossier.visit} 步`,
    // Dated by the last step: printed again, it has the same bytes.
    at: last,
    ...(mark !== undefined && { mark }),
    address: { url: `${origin}/app/dossiers/${dossier.id}`, caption: '扫码打开办件' },
    blocks: [
      { kind: 'title', text: dossier.title, subtitle: procedure.title },
      {
        kind: 'pairs',
        rows: [
          ['办件编号', dossier.id],
          ['申请单位', veiled(dossier.org_id) ?? orgs.get(dossier.org_id) ?? ''],
          ['办理单位', dossier.unit_id === null ? '' : (orgs.get(dossier.unit_id) ?? '')],
          ['受理时间（北京时间）', dateTime(dossier.opened_at)],
          ['现在的环节', procedure.states[dossier.state]?.title ?? dossier.state],
          ['依据', procedure.basis.join('；')],
        ],
      },
      ...courseBlocks(binding, entries, by),
      ...entries.flatMap((entry) => filledBlocks(binding, entry)),
      // The form of one that does not show itself would tell who it is.
      ...(veiled(dossier.org_id) === undefined ? await applicationBlocks(tx, binding, dossier) : []),
    ],
  }
}

/** Each step: when, what, to which state, by whom. */
function courseBlocks(
  { procedure }: Binding,
  entries: readonly DossierEntryRow[],
  by: (entry: DossierEntryRow) => string,
): Block[] {
  return [
    { kind: 'heading', text: '办理过程' },
    {
      kind: 'table',
      head: ['时间（北京时间）', '事项', '环节', '办理人'],
      widths: [3, 3, 3, 4],
      rows: entries.map((entry) => [
        dateTime(entry.at),
        actOf(procedure, entry),
        procedure.states[entry.to_state]?.title ?? entry.to_state,
        by(entry),
      ]),
    },
  ]
}

/** What happened; where the clock took silence for a word, by which basis (P31). */
function actOf(procedure: Procedure, entry: DossierEntryRow): string {
  const title = ENGINE_ACTS[entry.action] ?? procedure.actions[entry.action]?.title ?? entry.action
  const basis = silenceBasis(procedure, entry)
  return basis === undefined ? title : `${title}（逾期未答复，依据 ${basis}）`
}

/** What the application said, as it is now. */
async function applicationBlocks(tx: Tx, { application }: Binding, dossier: DossierRow): Promise<Block[]> {
  const values = await application?.values(tx, dossier)
  if (!application || !values) return []
  return [{ kind: 'heading', text: '申请表' }, ...formBlocks(application.form, values)]
}

function filledBlocks(binding: Binding, entry: DossierEntryRow): Block[] {
  const action = binding.procedure.actions[entry.action]
  const form = action ? inputOf(action) : entry.action === RESTART ? reasonForm : undefined
  const rows = form ? filledRows(form, entry.input) : []
  if (rows.length === 0) return []
  return [
    { kind: 'heading', text: `${ENGINE_ACTS[entry.action] ?? action?.title ?? ''}（${dateTime(entry.at)}）` },
    { kind: 'table', head: ['项目', '内容'], widths: [2, 5], rows },
  ]
}
