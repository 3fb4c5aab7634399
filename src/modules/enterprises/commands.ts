import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { putFact } from '#platform/facts/facts.ts'
import { Refusal } from '#platform/refusal.ts'
import { TOLD_FIELDS, type correctionForm, type EnterpriseInput, type Told } from './forms.ts'
import { mustKeep, placed } from './register.ts'
import { enterpriseFaults, enterpriseWarnings, twinKey } from './rules.ts'
import * as store from './store.ts'
import { contactOf, fieldOf, isSame, newFigures, toldOf } from './values.ts'

const BY_HAND = '科技局登记'
const BY_FIRM = '企业更正'

async function mustBeSound(tx: CommandTx, input: EnterpriseInput): Promise<void> {
  const faults = enterpriseFaults(input, tx.today)
  if (faults[0]) throw new Refusal('invalid', '{message}', { message: faults[0].message }, faults)
}

async function mustBeFree(
  tx: CommandTx,
  code: string | null | undefined,
  ownId: string | null,
): Promise<void> {
  if (!code) return
  const [taken] = await store.findAny(tx, [code], [])
  if (!taken || taken.id === ownId) return
  throw new Refusal(
    'conflict',
    '企业库已有这个统一社会信用代码的企业“{name}”，请直接修改那一条。',
    { name: taken.name },
    [{ field: 'creditCode', message: '这个代码已在企业库中。' }],
  )
}

async function keepRest(
  tx: CommandTx,
  id: string,
  input: Partial<EnterpriseInput>,
  source: string,
  now: Instant,
): Promise<void> {
  const known = await store.figuresOf(tx, [id])
  const said = { on: tx.today, at: now, journalId: tx.journalId }
  await store.insertFigures(tx, newFigures(id, input, known, source), said)
  const contact = contactOf(input)
  if (contact) await store.putContact(tx, { enterprise_id: id, ...contact })
}

/** A new record, entered by hand. */
export async function addEnterprise(tx: CommandTx, actor: Actor, input: EnterpriseInput, now: Instant) {
  await mustKeep(tx, actor, now)
  await mustBeSound(tx, input)
  await mustBeFree(tx, input.creditCode, null)
  const id = v7()
  const data = toldOf(placed(input, tx.rules))
  await store.insert(tx, { id, data, name_key: twinKey(input.name), sample: false, source: BY_HAND }, now)
  await keepRest(tx, id, input, BY_HAND, now)
  tx.about('enterprise', id, { title: input.name })
  return { id, warnings: enterpriseWarnings(data), location: `/app/enterprises/${id}` }
}

/** A change by the bureau; figures and contacts that are not given stay as they are. */
export async function editEnterprise(
  tx: CommandTx,
  actor: Actor,
  { id, ...input }: EnterpriseInput & { readonly id: string },
  now: Instant,
) {
  await mustKeep(tx, actor, now)
  const found = await store.find(tx, id)
  if (!found || found.merged_into !== null)
    throw new Refusal('absent', '没有找到这家企业，或它已并入另一条。')
  await mustBeSound(tx, input)
  await mustBeFree(tx, input.creditCode, id)
  const data = toldOf(placed(input, tx.rules))
  await store.change(tx, id, data, twinKey(input.name), now)
  await keepRest(tx, id, input, BY_HAND, now)
  tx.about('enterprise', id, { title: input.name })
  return { id, warnings: enterpriseWarnings(data), location: `/app/enterprises/${id}` }
}

/** Two records that a person has recognised as one firm become one; fields of the kept one win, nothing is lost. */
export async function mergeEnterprises(
  tx: CommandTx,
  actor: Actor,
  { keepId, dropId }: { readonly keepId: string; readonly dropId: string },
  now: Instant,
) {
  await mustKeep(tx, actor, now)
  const [keep, drop] = [await store.find(tx, keepId), await store.find(tx, dropId)]
  if (!keep || !drop || keepId === dropId || keep.merged_into !== null || drop.merged_into !== null)
    throw new Refusal('absent', '没有找到这两条记录，或其中一条已经合并。')
  const codes = [keep.credit_code, drop.credit_code].filter((code) => code !== null)
  if (codes.length === 2)
    throw new Refusal('conflict', '两条记录的统一社会信用代码不同，是两家企业，不能合并；请选“不是同一家”。')
  await store.markMerged(tx, dropId, keepId, now)
  const data: Told = { ...drop.data, ...keep.data }
  await store.change(tx, keepId, data, twinKey(keep.name), now)
  const [own, given] = [await store.figuresOf(tx, [keepId]), await store.figuresOf(tx, [dropId])]
  const moved = given
    .filter(({ key, year }) => !own.some((row) => row.key === key && row.year === year))
    .map(({ key, year, value, unit, source }) => ({
      id: v7(),
      enterprise_id: keepId,
      key,
      year,
      value,
      unit,
      source,
    }))
  await store.insertFigures(tx, moved, { on: tx.today, at: now, journalId: tx.journalId })
  const contacts = await store.contactsOf(tx, [keepId, dropId])
  const spare = contacts.find(({ enterprise_id: id }) => id === dropId)
  if (spare && !contacts.some(({ enterprise_id: id }) => id === keepId))
    await store.putContact(tx, { ...spare, enterprise_id: keepId })
  tx.about('enterprise', keepId, { title: keep.name, other: drop.name })
  return { id: keepId }
}

/** Two likely twins are two firms: the pair is not proposed again. */
export async function keepApart(
  tx: CommandTx,
  actor: Actor,
  { one, other }: { readonly one: string; readonly other: string },
  now: Instant,
) {
  await mustKeep(tx, actor, now)
  const [a, b] = [await store.find(tx, one), await store.find(tx, other)]
  if (!a || !b || one === other) throw new Refusal('absent', '没有找到这两条记录。')
  await store.insertNotSame(tx, [one, other], actor.personId, now)
  tx.about('enterprise', one, { title: a.name, other: b.name })
  return { one, other }
}

async function ownRecord(tx: CommandTx, actor: Actor): Promise<store.EnterpriseRow> {
  const { orgId } = actor
  mustReach(actor, { orgId })
  const found = orgId === null ? undefined : await store.findOfOrg(tx, orgId)
  if (!found)
    throw new Refusal('absent', '企业库里还没有本单位的记录；本单位通过核验、登记信用代码后即可对上。')
  return found
}

/** Keys under which what the register says becomes a fact of the firm (practice.md P34). */
const FACT_OF: Partial<Readonly<Record<keyof Told, string>>> = {
  foundedOn: 'org.foundedOn',
  scale: 'org.scale',
  industrySection: 'org.industrySection',
  industryDivision: 'org.industryDivision',
  products: 'org.products',
  techFields: 'org.techFields',
}

/** The firm says that its record is right, or corrects it: either way it becomes the firm's own facts, with day and source. */
export async function correctOwn(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof correctionForm>,
  now: Instant,
) {
  const record = await ownRecord(tx, actor)
  const given = toldOf(input)
  const kept = Object.fromEntries(
    TOLD_FIELDS.filter((field) => FACT_OF[field] === undefined).map((field) => [field, record.data[field]]),
  )
  const data = toldOf({ ...kept, ...given })
  const isChanged = !isSame(data, record.data)
  await mustBeSound(tx, { name: record.name, ...data })
  if (isChanged) await store.change(tx, record.id, data, twinKey(record.name), now)
  const contact = contactOf(input)
  if (contact) await store.putContact(tx, { enterprise_id: record.id, ...contact })
  for (const [field, key] of Object.entries(FACT_OF) as [keyof Told, string][]) {
    const value = data[field]
    if (value === undefined) continue
    const source = isSame(value, record.data[field]) ? `导入：${record.source}，本单位已确认` : BY_FIRM
    const fact = { key, value, unit: '', from: tx.today, until: null, source, proofFileId: null }
    await putFact(tx, { ...fact, orgId: actor.orgId ?? '', personId: actor.personId }, now)
  }
  tx.about('enterprise', record.id, { title: record.name })
  return { id: record.id, changed: isChanged }
}

/** The firm's word on one figure: from then on it is a fact of the firm, which forms prefill from. */
export async function sayFigure(
  tx: CommandTx,
  actor: Actor,
  { figureId, value }: { readonly figureId: string; readonly value?: number | null | undefined },
  now: Instant,
) {
  const record = await ownRecord(tx, actor)
  const figure = (await store.figuresOf(tx, [record.id])).find(({ id }) => id === figureId)
  if (!figure) throw new Refusal('absent', '没有找到这项数据，或它已有更新。')
  if (figure.word !== null) throw new Refusal('conflict', '这项数据本单位已经确认过。')
  const isRight = value === undefined || value === null || value === figure.value
  const said = { on: tx.today, at: now, journalId: tx.journalId }
  const corrected = { ...figure, id: v7(), value: value ?? figure.value, source: BY_FIRM }
  await store.insertWord(tx, figure.id, isRight ? 'confirmed' : 'corrected', actor.personId, now)
  if (!isRight) {
    const { key, year, unit, source } = corrected
    await store.insertFigures(
      tx,
      [{ id: corrected.id, enterprise_id: record.id, key, year, value: corrected.value, unit, source }],
      said,
    )
    await store.insertWord(tx, corrected.id, 'confirmed', actor.personId, now)
  }
  await putFact(
    tx,
    {
      orgId: actor.orgId ?? '',
      key: figure.key,
      value: corrected.value,
      unit: figure.unit,
      from: `${figure.year}-01-01`,
      until: `${figure.year}-12-31`,
      source: isRight ? `导入：${figure.source}（${figure.said_on}），本单位已确认` : BY_FIRM,
      proofFileId: null,
      personId: actor.personId,
    },
    now,
  )
  tx.about('enterprise', record.id, {
    title: record.name,
    year: figure.year,
    what: fieldOf(figure.key) ?? '',
  })
  return { id: record.id, word: isRight ? 'confirmed' : 'corrected' }
}
