import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { addMonths, dayOf, type Day } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import type { Forget } from '#platform/identity/forget.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { peopleWithRole } from '#platform/identity/organisations.ts'
import { personByLogin } from '#platform/identity/people.ts'
import { roleTitles, type Role } from '#platform/access/access.ts'
import { amends } from '#platform/notice/amends.ts'
import { absencesSince } from '#platform/panel/store-seats.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import type { NoticeContent } from '#platform/procedure/facet.ts'
import { openDossier, perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { performAfter, remindOfAppointment } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import {
  expertForm,
  type carryOverForm,
  type Declared,
  type ExpertForm,
  type recommendForm,
  type removalForm,
} from './forms.ts'
import { expertLetters } from './letters.ts'
import { admission, type AdmissionFacts } from './procedure.ts'
import { CHECKED, changedOf, declaredFault, mayApplyFrom, type Checked } from './rules.ts'
import * as store from './store.ts'

type Effects = Partial<Record<ActionsOf<typeof admission>, Effect>>

const SENIOR: readonly (string | null)[] = ['正高级', '副高级']
const NOTHING: Declared = { employers: [], kin: [], holdings: [], ties: [] }

const effects: Effects = {
  submit: async (tx, dossier, input: ExpertForm) => save(tx, await entryOf(tx, dossier), input),
  renew: async (tx, dossier, input: ExpertForm) => saveForRenewal(tx, await entryOf(tx, dossier), input),
  admit: async (tx, dossier) => validFrom(tx, dossier),
  renewed: async (tx, dossier) => {
    const entry = await entryOf(tx, dossier)
    await store.changeExpert(tx, entry.id, {
      ...columnsOf(entry, entry.proposed ?? {}, tx.today),
      proposed: null,
    })
    await validFrom(tx, dossier)
  },
  keep: backAsBefore,
  resume: backAsBefore,
  remove: async (tx, dossier, { ground }: z.infer<typeof removalForm>, _actor, now) => {
    const { id } = await entryOf(tx, dossier)
    await store.changeExpert(tx, id, { removed_at: now, removed_for: ground })
  },
}

/** In the pool again for what was left of the term; what was asked for meanwhile is asked for again. */
async function backAsBefore(tx: CommandTx, dossier: DossierRow): Promise<void> {
  const { id, valid_until: until } = await entryOf(tx, dossier)
  await store.changeExpert(tx, id, { proposed: null })
  await schedule(tx, dossier, until)
}

export const admissionBinding: Binding = {
  procedure: admission,
  facts: factsOf,
  effects,
  notice: noticeOf,
  letters: expertLetters,
  amends: {
    工作单位: amends(expertForm.shape.unit, async (tx, dossier, unit) =>
      store.changeExpert(tx, (await entryOf(tx, dossier)).id, { unit }),
    ),
    职称: amends(expertForm.shape.title, async (tx, dossier, title) =>
      store.changeExpert(tx, (await entryOf(tx, dossier)).id, { title }),
    ),
  },
  entered: async (tx, dossier) => {
    const entry = await store.findExpert(tx, { dossierId: dossier.id })
    if (entry) await store.changeExpert(tx, entry.id, { state: dossier.state })
  },
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<AdmissionFacts> {
  const entry = await entryOf(tx, dossier)
  const rules = await loadRuleset(tx)
  // What somebody was removed for once counts no second time.
  const since = await store.lastRemoval(tx, entry.person_id)
  return {
    isSelf: (personId) => personId === entry.person_id,
    isValid: entry.valid_until !== null && entry.valid_until >= dayOf(await databaseNow(tx)),
    isSenior: SENIOR.includes(entry.proposed?.level ?? entry.level),
    absences: await absencesSince(tx, entry.person_id, since ?? null),
    absencesMax: rules.number('experts.maxAbsences', dayOf(dossier.entered_at)),
  }
}

async function noticeOf(tx: Tx, dossier: DossierRow): Promise<NoticeContent> {
  const entry = await entryOf(tx, dossier)
  return {
    fields: [
      { label: '姓名', value: entry.name, personal: true, material: true },
      { label: '工作单位', value: entry.unit, material: true },
      { label: '职称', value: entry.title, material: true },
      { label: '专家类型', value: entry.type ?? '—', material: true },
      { label: '专业领域', value: entry.fields.join('、') },
    ],
  }
}

/** Keeps what the expert wrote; secrets are references already. */
async function save(tx: CommandTx, entry: store.ExpertRow, form: ExpertForm): Promise<void> {
  const { employers, kin, holdings, ties } = form
  await store.changeExpert(tx, entry.id, {
    type: form.type,
    fields: form.fields,
    unit: form.unit,
    dept: form.dept ?? null,
    title: form.title,
    level: form.level,
    degree: form.degree,
    is_local: form.place === '本市',
    region: form.region,
    declared: { employers, kin, holdings, ties },
    id_no: form.idNo ?? entry.id_no,
    bank_account: form.bankAccount ?? entry.bank_account,
  })
}

/** What counts of an entry, of the things that change by a check only. */
export function checkedOf(entry: store.ExpertRow): Partial<Checked> {
  const { type, level, title, unit, fields, is_local: isLocal, region } = entry
  return {
    title,
    unit,
    region,
    place: isLocal ? '本市' : '本市以外',
    fields: fields as Checked['fields'],
    ...(type !== null && { type }),
    ...(level !== null && { level: level as Checked['level'] }),
  }
}

/** The columns of what was checked; a unit that is left stays among the employers, which conflicts are computed from. */
function columnsOf(entry: store.ExpertRow, checked: Partial<Checked>, today: Day): Partial<store.ExpertRow> {
  const { place, ...columns } = checked
  const left = { unit: entry.unit, kind: '任职', until: today } as const
  const isLeft = columns.unit !== undefined && columns.unit !== entry.unit
  const { declared } = entry
  return {
    ...columns,
    ...(place !== undefined && { is_local: place === '本市' }),
    ...(isLeft && { declared: { ...declared, employers: [...declared.employers, left] } }),
  }
}

/** Declarations count at once; what is checked only after the check, since the expert may be drawn meanwhile. */
async function saveForRenewal(tx: CommandTx, entry: store.ExpertRow, form: ExpertForm): Promise<void> {
  mustKeepDeclared(tx, entry, form)
  const counts = checkedOf(entry)
  const proposed = Object.fromEntries(changedOf(counts, form).map((name) => [name, form[name]]))
  await save(tx, entry, { ...form, ...counts })
  await store.changeExpert(tx, entry.id, { proposed })
}

function mustKeepDeclared(tx: CommandTx, entry: store.ExpertRow, form: ExpertForm): void {
  const since = addMonths(tx.today, -12 * tx.rules.number('experts.recusalYears', tx.today))
  const openedOn = dayOf(entry.at)
  const fault = declaredFault(entry.declared, form, { openedOn, since })
  if (fault !== undefined) throw new Refusal('invalid', '{fault}', { fault: fault.message }, [fault])
}

async function validFrom(tx: CommandTx, dossier: DossierRow): Promise<void> {
  const until = addMonths(tx.today, tx.rules.number('experts.valid.months', tx.today))
  await store.changeExpert(tx, (await entryOf(tx, dossier)).id, { valid_until: until })
  await schedule(tx, dossier, until)
}

/** The end of the membership by the clock, and the reminder before it. */
async function schedule(tx: CommandTx, dossier: DossierRow, until: string | null): Promise<void> {
  if (until === null) return
  await performAfter(tx, admission, dossier, { on: until, performs: 'expire' })
  await remindOfAppointment(tx, admission, dossier, {
    on: until,
    daysBefore: tx.rules.number('experts.remind.days', tx.today),
    says: '{title}的专家资格到 {on} 为止，请在到期前申请续期。',
  })
}

async function entryOf(tx: Tx, dossier: DossierRow): Promise<store.ExpertRow> {
  const entry = await store.findExpert(tx, { dossierId: dossier.id })
  if (!entry) throw new Error(`dossier ${dossier.id} belongs to no expert`)
  return entry
}

interface Person {
  readonly id: string
  readonly name: string
}

/** A person applies for the pool, as a member of the own unit; whose unit is not on the platform, with the keeper's. */
export async function apply(tx: CommandTx, actor: Actor, _input: object, now: Instant) {
  const { personId } = signedInPerson(actor)
  mustReach(actor, { personId })
  const orgId = actor.orgId ?? (await keeper(tx, now))
  return openEntry(tx, { id: personId, name: actor.name }, orgId, null, actor, now)
}

async function keeper(tx: Tx, now: Instant): Promise<string> {
  const unitId = await competentUnit(tx, admission, dayOf(now))
  if (unitId === null) throw new Refusal('conflict', '本市还没有确定由哪个单位管理专家库，请联系平台管理员。')
  return unitId
}

/** A unit recommends one of its people, who then fills in the application. */
export async function recommend(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof recommendForm>,
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const members = await peopleWithRole(tx, Object.keys(roleTitles) as Role[], orgId, tx.today)
  const member = members.find(({ personId }) => personId === input.personId)
  if (!member) throw new Refusal('invalid', '只能推荐本单位的人员，请重新选择。')
  const opened = await openEntry(tx, { id: member.personId, name: member.name }, orgId, orgId, actor, now)
  await tx.emit('message.person', {
    personId: member.personId,
    template: '单位推荐您进入专家库，请填写并提交入库申请。',
    params: {},
    link: `/app/dossiers/${opened.dossierId}`,
  })
  return opened
}

async function openEntry(
  tx: CommandTx,
  person: Person,
  orgId: string,
  recommendedBy: string | null,
  actor: Actor,
  now: Instant,
) {
  await mustBeNew(tx, person)
  const id = v7()
  const opening = {
    title: `${person.name}入库`,
    subject: { kind: 'pool-expert', id },
    orgId,
    ofPerson: person.id,
  }
  const dossier = await openDossier(tx, admissionBinding, opening, actor, now)
  await store.insertExpert(tx, {
    ...EMPTY,
    id,
    code: await store.nextCode(tx),
    dossier_id: dossier.id,
    person_id: person.id,
    name: person.name,
    recommended_by: recommendedBy,
    state: dossier.state,
    sample: await isOfCast(tx, orgId, person.id),
    at: now,
  })
  tx.about('pool-expert', id, { title: opening.title })
  return { id, dossierId: dossier.id, location: `/app/dossiers/${dossier.id}` }
}

const EMPTY = {
  type: null,
  fields: [],
  unit: '',
  dept: null,
  title: '',
  level: null,
  degree: null,
  is_local: false,
  region: '',
  declared: NOTHING,
  id_no: null,
  bank_account: null,
  valid_until: null,
  proposed: null,
  removed_at: null,
  removed_for: null,
}

/** One entry at a time, and none for a while after a removal: a new entry would begin with a clean sheet. */
async function mustBeNew(tx: CommandTx, person: Person): Promise<void> {
  const open = await store.openEntry(tx, person.id)
  if (open) throw new Refusal('conflict', '{name}已在专家库或正在申请入库。', { name: person.name })
  const removedAt = await store.lastRemoval(tx, person.id)
  if (removedAt === undefined) return
  const on = dayOf(removedAt)
  const from = mayApplyFrom(on, tx.rules.number('experts.removed.barMonths', tx.today))
  if (tx.today < from)
    throw new Refusal('conflict', '{name}于 {on} 被移出专家库，{from} 起才能再次申请入库。', {
      name: person.name,
      on,
      from,
    })
}

/** Experts of the pool the unit kept before; valid from today, each completes the own declarations. */
export async function carryOver(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof carryOverForm>,
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { unitId: await competentUnit(tx, admission, dayOf(now)) })
  for (const { login, ...form } of input.experts) {
    const person = await personByLogin(tx, login)
    if (!person) throw new Refusal('invalid', '没有登录名为“{login}”的人员，请核对后再转入。', { login })
    await mustBeNew(tx, person)
    const id = v7()
    const opening = {
      title: `${person.name}转入专家库`,
      subject: { kind: 'pool-expert', id },
      orgId,
      ofPerson: person.id,
      start: 'active',
    }
    const dossier = await openDossier(tx, admissionBinding, opening, actor, now)
    await store.insertExpert(tx, {
      ...EMPTY,
      id,
      code: await store.nextCode(tx),
      dossier_id: dossier.id,
      person_id: person.id,
      name: person.name,
      recommended_by: orgId,
      state: dossier.state,
      sample: person.sample,
      at: now,
    })
    const entry = await entryOf(tx, dossier)
    await save(tx, entry, { ...NOTHING, ...form })
    await validFrom(tx, dossier)
  }
  tx.about('pool-expert', null, { title: `${input.experts.length} 人` })
  return { carried: input.experts.length }
}

/** An expert keeps the own declarations up to date. */
export async function declare(tx: CommandTx, actor: Actor, input: ExpertForm, _now: Instant) {
  const { personId } = signedInPerson(actor)
  mustReach(actor, { personId })
  const entry = await store.openEntry(tx, personId)
  if (!entry) throw new Refusal('absent', '您还不在专家库中，请先申请入库。')
  if (!['active', 'expired', 'suspended'].includes(entry.state))
    throw new Refusal('conflict', '申请正在办理，请在办件页补正。')
  const changed = changedOf(checkedOf(entry), input)
  if (changed.length > 0)
    throw new Refusal(
      'conflict',
      '{what}的变更须经审核，请在入库办件里申请续期时一并提出；新的单位现在就可以写进“近三年的单位”，立即用于回避。',
      { what: changed.map((name) => CHECKED[name]).join('、') },
      changed.map((name) => ({ field: name, message: '须经审核，请申请续期时提出。' })),
    )
  mustKeepDeclared(tx, entry, input)
  await save(tx, entry, input)
  tx.about('pool-expert', entry.id, { title: entry.code })
  return { id: entry.id }
}

function signedInPerson(actor: Actor): { personId: string } {
  if (!actor.personId) throw new Refusal('forbidden', '请登录后办理。')
  return { personId: actor.personId }
}

function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以所在单位人员的身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

/** Erasure of a person (PIPL 47): without declarations no conflict is found, so the expert leaves the pool first. */
export const forgetExpert: Forget = async (tx, { personId }, actor, now) => {
  const open = await store.openEntry(tx, personId)
  if (open) {
    const act = { dossierId: open.dossier_id, action: 'forget', visit: undefined, input: {} }
    await perform(tx, admissionBinding, { ...act, event: true }, actor, now)
  }
  return store.eraseExpert(tx, personId)
}
