import { v7 } from 'uuid'
import { mustReach, type Actor } from '../access/access.ts'
import { yearOf } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { openDossier, type Binding } from '../procedure/perform.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal, type FieldFault } from '../refusal.ts'
import { changesBetween, compact } from './diff.ts'
import { headName, type ListedForm, type RecordKind } from './kind.ts'
import type { RecordRow, RecordWith, VersionRow } from './store.ts'
import { codeToSay } from './veil.ts'

/** Digits of the running number in a code; more than a million a year would only be longer. */
const CODE_DIGITS = 6

/** What saving answers: where the record is, and what stands between it and being listed. */
export interface Saved {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly version: number
  readonly dossierId: string | null
  readonly faults: readonly FieldFault[]
  readonly gaps: readonly FieldFault[]
  readonly warnings: readonly FieldFault[]
  readonly location: string
}

/** Codes of the platform's own series for records that bring none; the command must queue for the series. */
export async function newCodes(tx: CommandTx, kind: RecordKind, count: number): Promise<string[]> {
  if (count === 0) return []
  const year = yearOf(tx.today)
  const first = await kind.store.takeNumbers(tx, year, count)
  return Array.from(
    { length: count },
    (_, i) => `${kind.codePrefix}-${year}-${String(first + i).padStart(CODE_DIGITS, '0')}`,
  )
}

/** A new record of the actor's organisation as a draft, with its listing dossier. */
export async function draftRecord<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  listing: Binding,
  actor: Actor,
  typed: unknown,
  now: Instant,
  how: { readonly sample: boolean } = { sample: false },
): Promise<Saved> {
  const { orgId } = actor
  if (orgId === null) throw new Refusal('forbidden', '请以单位成员的身份办理；还没有单位的，请先登记单位。')
  mustReach(actor, { orgId, personId: actor.personId })
  await refuseSecondProfile(tx, kind, actor)
  const given = compact(typed) as Form
  const code = given.code ?? (await newCodes(tx, kind as unknown as RecordKind, 1))[0] ?? ''
  const form: Form = { ...given, code }
  const name = headName(kind, form)
  await refuseSameCode(tx, kind, orgId, code)
  await refuseSameName(tx, kind, orgId, name, null)
  const id = kind.newId?.(now) ?? v7()
  await kind.store.insert(tx, [
    {
      id,
      public_id: publicId(),
      owner_org_id: orgId,
      code,
      name,
      state: 'draft',
      dossier_id: null,
      visible: true,
      sample: how.sample,
      created_by: actor.personId,
      at: now,
      staged_batch: null,
    },
  ])
  const version = versionOf(tx, kind, { id, version: 1, form, actor, at: now, batchId: null })
  await kind.store.insertVersions(tx, [version])
  await kind.saved?.(tx, [{ id, form }])
  const dossier = await openDossier(
    tx,
    listing,
    { title: name, subject: { kind: kind.kind, id }, orgId, ...ownedBy(kind, actor.personId) },
    actor,
    now,
  )
  await kind.store.update(tx, id, {
    dossier_id: dossier.id,
    state: dossier.state,
    ...(kind.store.isPersonal && { person_id: actor.personId }),
  })
  const saved = await savedOf(tx, kind, id)
  tx.about(kind.kind, id, { title: name, code: codeToSay(kind, { publicId: saved.publicId, code, form }) })
  return saved
}

/** Whom a record belongs to: its organisation, and the person whose profile it is. */
export function belongs(record: Pick<RecordRow, 'owner_org_id' | 'person_id' | 'created_by'> | undefined) {
  return {
    orgId: record?.owner_org_id ?? null,
    personId: record?.person_id ?? null,
    madeBy: record?.created_by ?? null,
  }
}

/** A profile's dossiers are the person's own; nobody's while an imported one waits for its person. */
export function ownedBy(kind: { readonly store: { readonly isPersonal: boolean } }, personId: string | null) {
  return kind.store.isPersonal ? { ofPerson: personId } : {}
}

/** A person has one profile of a kind; the one there is can be changed or drafted anew. */
async function refuseSecondProfile<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  actor: Actor,
): Promise<void> {
  if (!kind.store.isPersonal || actor.personId === null) return
  const own = await kind.store.profileOf(tx, actor.personId, kind.liveStates)
  if (own)
    throw new Refusal('conflict', '您已有一份{kind}资料（编号 {code}），请直接修改那一份。', {
      kind: kind.title,
      code: own.code,
    })
}

/** A new version of a record; of a published one it waits in a revision dossier while the old version stays public. */
export async function editRecord<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  revision: Binding,
  actor: Actor,
  input: { readonly id: string; readonly version: number; readonly form: unknown },
  now: Instant,
): Promise<Saved> {
  const record = await kind.store.find(tx, input.id)
  mustReach(actor, belongs(record?.visible ? record : undefined))
  if (!record) throw new Error('mustReach lets no absent record pass')
  if (record.version !== input.version)
    throw new Refusal('conflict', '这条{kind}刚刚有了新版本，请刷新后再修改，以免覆盖别人的内容。', {
      kind: kind.title,
    })
  const { source } = record.data
  const typed = compact(input.form) as Form
  // Where a record came from is no field of a form, and stays.
  const form: Form = { ...typed, code: record.code, ...(source && { source }) }
  const name = headName(kind, form)
  await refuseSameName(tx, kind, record.owner_org_id, name, record.id)
  const revisionId = await revisionFor(tx, kind, revision, record, actor, now)
  const version = record.last_version + 1
  await kind.store.insertVersions(tx, [
    versionOf(tx, kind, { id: record.id, version, form, actor, at: now, batchId: null }),
  ])
  const changed = changesBetween(kind.store.privateOf(record.data), kind.store.privateOf(form))
  await kind.store.forgetSalts(
    tx,
    [record.id],
    changed.map(({ field }) => field),
  )
  await kind.store.update(tx, record.id, {
    name: record.public_version === null ? name : record.name,
    version,
    last_version: version,
    revision_id: revisionId,
    updated_at: now,
  })
  await kind.saved?.(tx, [{ id: record.id, form }])
  const said = codeToSay(kind, { publicId: record.public_id, code: record.code, form })
  tx.about(kind.kind, record.id, { title: name, code: said, version })
  return savedOf(tx, kind, record.id)
}

/** The dossier a change of a published record waits in; null for a record that is not public. */
async function revisionFor<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  revision: Binding,
  record: RecordWith<Form>,
  actor: Actor,
  now: Instant,
): Promise<string | null> {
  if (record.state === 'reviewing')
    throw new Refusal('conflict', '这条{kind}正在审核，不能修改；请先撤回提交，再修改。', {
      kind: kind.title,
    })
  if (record.public_version === null) return null
  if (record.revision_id !== null) {
    const open = await findDossier(tx, kind.module, record.revision_id)
    if (open?.state === 'reviewing')
      throw new Refusal('conflict', '上一次修改正在审核，不能再改；请先撤回提交，再修改。')
    if (open && open.closed_at === null) return open.id
  }
  const dossier = await openDossier(
    tx,
    revision,
    {
      title: record.name,
      subject: { kind: kind.kind, id: record.id },
      orgId: record.owner_org_id,
      ...ownedBy(kind, record.person_id ?? null),
      ...(record.dossier_id !== null && { follows: record.dossier_id }),
    },
    actor,
    now,
  )
  return dossier.id
}

async function refuseSameCode<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  orgId: string,
  code: string,
): Promise<void> {
  const [same] = await kind.store.byCodes(tx, orgId, [code])
  if (!same) return
  if (!same.visible)
    throw new Refusal('conflict', '编号 {code} 正由一次尚未完成的导入占用，请换一个编号。', { code })
  throw new Refusal(
    'conflict',
    '编号 {code} 已用于本单位的《{name}》；编号不重复使用，请换一个或留空由平台编号。',
    { code, name: same.name },
  )
}

async function refuseSameName<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  orgId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  const twin = await kind.store.sameName(tx, orgId, name, exceptId, kind.liveStates)
  if (!twin) return
  const message = `本单位已有同名${kind.title}（编号 ${twin.code}），请改名以便区分，或直接修改那一条。`
  throw new Refusal('conflict', '{message}', { message }, [{ field: 'name', message }])
}

/** A version row with what is missing and what contradicts itself by today's rules. */
export function versionOf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  of: {
    readonly id: string
    readonly version: number
    readonly form: Form
    readonly actor: Actor
    readonly at: Instant
    readonly batchId: string | null
  },
): VersionRow<Form> {
  return {
    record_id: of.id,
    version: of.version,
    name: headName(kind, of.form),
    data: of.form,
    gaps: kind.gaps(of.form, tx.rules, tx.today),
    faults: kind.faults(of.form, tx.rules, tx.today),
    batch_id: of.batchId,
    person_id: of.actor.personId,
    org_id: of.actor.orgId,
    at: of.at,
    journal_id: tx.journalId,
  }
}

async function savedOf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  id: string,
): Promise<Saved> {
  const record = await kind.store.find(tx, id)
  if (!record) throw new Error(`${kind.kind} ${id} was just written`)
  return {
    id,
    publicId: record.public_id,
    code: record.code,
    version: record.version,
    dossierId: record.revision_id ?? record.dossier_id,
    faults: [...record.faults, ...((await kind.ownerFaults?.(tx, record.owner_org_id, record.data)) ?? [])],
    gaps: record.gaps,
    warnings: await kind.warnings(tx, id, record.data, tx.today),
    location: kind.link(id),
  }
}
