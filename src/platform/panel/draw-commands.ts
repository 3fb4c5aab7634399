import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { canonical, sha256 } from '../evidence/leaf.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { Refusal } from '../refusal.ts'
import { dateTime } from '../text/format.ts'
import { isSame, mustBeApart, personOf } from './apart.ts'
import { groupsOf } from './candidates.ts'
import { ALGORITHM, entryLeaf, rootOf, seedOf } from './draw.ts'
import { EXCLUSIONS_MAX, type Criteria, type exclusionForm, type freezeForm, type seedForm } from './forms.ts'
import { note, ofUnit, onPanel, workingDaysTo, type PanelParts } from './on-panel.ts'
import type { PoolExpert } from './pool.ts'
import { criteriaFaults, poolFaults } from './rules.ts'
import { fillSeats } from './seats.ts'
import * as store from './store.ts'

type Of<F extends z.ZodType> = z.infer<F> & { readonly panelId: string }

const BEFORE_MEETING = 'experts.drawBefore.workingDays'
/** As long as nobody can guess a candidate from its leaf. */
const SALT_BYTES = 16

/** The project manager fixes what experts are needed, before anybody is a candidate. */
export async function fixCriteria(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  { panelId, ...criteria }: Criteria & { readonly panelId: string },
  now: Instant,
) {
  const { panel, def, binding, dossier } = await ofUnit(tx, parts, actor, panelId)
  if (panel.state !== 'criteria') throw new Refusal('conflict', '候选人名单已经冻结，组建条件不能再改。')
  const earlier = await store.criteriaOf(tx, panel.id)
  if (earlier.length > 0 && criteria.reason === undefined)
    throw new Refusal('invalid', '修改组建条件（放宽领域或地区）必须写明理由。', {}, [
      { field: 'reason', message: '必须写明理由。' },
    ])
  if (criteria.meetingOn < tx.today) throw new Refusal('invalid', '会议日期已经过去，请重新选择。')
  // A pool too small for the field is widened in a later version, with its reason.
  const field = earlier.length === 0 ? await binding.panel?.field?.(tx, dossier) : undefined
  const [fault] = criteriaFaults(def, criteria, tx.rules, tx.today, field)
  if (fault !== undefined) throw new Refusal('invalid', '组建条件不符合规定：{fault}', { fault })
  const version = (earlier[0]?.version ?? 0) + 1
  await store.insertCriteria(tx, {
    panel_id: panel.id,
    version,
    criteria,
    person_id: personOf(actor),
    agent_for: actor.agentFor,
    at: now,
    journal_id: tx.journalId,
  })
  const why = criteria.reason === undefined ? '' : `，理由：${criteria.reason}`
  await note(tx, panel.id, `确定组建条件（第 ${version} 版）${why}`, now)
  return { version }
}

/** The applicant names an expert to leave out, with the reason, before the draw (H7). */
export async function exclude(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: Of<typeof exclusionForm>,
  now: Instant,
) {
  const { panel, dossier } = await onPanel(tx, parts, input.panelId)
  mustReach(actor, { orgId: dossier.org_id })
  if (panel.state !== 'criteria')
    throw new Refusal('conflict', '候选人名单已经冻结，回避申请应在抽取之前提出。')
  const named = await store.exclusionsOf(tx, panel.id)
  if (named.length >= EXCLUSIONS_MAX)
    throw new Refusal('conflict', '最多可以申请 {max} 名专家回避，已经提满。', { max: EXCLUSIONS_MAX })
  if (!(await parts.pool.knows(tx, input)))
    throw new Refusal(
      'invalid',
      '专家库里没有“{name}（{unit}）”，不会被抽到，不用申请回避；如果写法不同，请核对姓名和单位后再提。',
      { name: input.name, unit: input.unit },
      [{ field: 'name', message: '专家库里没有这位专家，请核对姓名和单位。' }],
    )
  await store.insertExclusion(tx, {
    id: v7(),
    panel_id: panel.id,
    name: input.name,
    unit: input.unit,
    reason: input.reason,
    org_id: dossier.org_id,
    person_id: personOf(actor),
    at: now,
  })
  await note(tx, panel.id, '申报方申请一名专家回避', now)
  return { named: named.length + 1 }
}

/**
 * Freezes the pool and publishes its commitment, together with the name of a public number that does not exist yet
 * (P15). Not by whoever manages the project.
 */
export async function freeze(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: Of<typeof freezeForm>,
  now: Instant,
) {
  const on = await ofUnit(tx, parts, actor, input.panelId)
  const { panel } = on
  if (panel.state !== 'criteria') throw new Refusal('conflict', '候选人名单已经冻结。')
  const [fixed] = await store.criteriaOf(tx, panel.id)
  if (!fixed) throw new Refusal('conflict', '请先由项目管理人确定组建条件。')
  await mustBeApart(tx, on, actor)
  mustBeFuture(tx, fixed.criteria, input.seedAt, now)
  const { rows } = fixed.criteria
  const { groups, leftOut } = await groupsOf(tx, parts, on, rows)
  const factor = tx.rules.number('experts.poolFactor', tx.today)
  const [fault] = poolFaults(
    rows,
    groups.map(({ length }) => length),
    factor,
  )
  if (fault !== undefined) throw new Refusal('conflict', '{fault}', { fault })
  const [drawId, drawPublicId] = [v7(), publicId()]
  const pool = groups.flatMap((experts, stratum) =>
    experts.map((expert) => candidateOf(drawId, stratum, expert)),
  )
  const root = rootOf(pool)
  const rounds = await store.drawsOf(tx, panel.id)
  await store.insertDraw(
    tx,
    {
      id: drawId,
      public_id: drawPublicId,
      panel_id: panel.id,
      round: rounds.length + 1,
      criteria_version: fixed.version,
      reason: rounds[0]?.replaced_reason ?? null,
      algorithm: ALGORITHM,
      rows: [...rows],
      root,
      counts: groups.map(({ length }) => length),
      left_out: leftOut,
      seed_name: input.seedName,
      seed_at: input.seedAt,
      frozen_by: personOf(actor),
      frozen_at: now,
      journal_id: tx.journalId,
    },
    pool,
  )
  // The public log shows what was committed to, and when: before the number was out (practice.md P15).
  const counts = groups.map(({ length }) => length)
  tx.attest(`draw:${drawPublicId}`, saidOf(root, counts, input))
  await store.changePanel(tx, panel.id, { state: 'frozen' })
  await note(tx, panel.id, `冻结候选人名单并公布承诺值 ${root}`, now)
  tx.about('panel', panel.id, { title: panel.title, root })
  return { root, counts }
}

/** Digest of what the public log names: pool, counts, and the number that decides. */
function saidOf(root: string, counts: readonly number[], input: Of<typeof freezeForm>): string {
  const seedAt = new Date(input.seedAt).toISOString()
  return sha256(canonical({ algorithm: ALGORITHM, root, counts, seedName: input.seedName, seedAt }))
}

function candidateOf(drawId: string, stratum: number, expert: PoolExpert): store.CandidateRow {
  const salt = randomBytes(SALT_BYTES).toString('hex')
  return {
    draw_id: drawId,
    leaf: entryLeaf(salt, stratum, expert.code),
    stratum,
    expert_id: expert.expertId,
    person_id: expert.personId,
    unit_key: expert.unitKey,
    code: expert.code,
    salt,
  }
}

/** The seed must not exist yet, and comes out in time for the meeting. */
function mustBeFuture(tx: CommandTx, criteria: Criteria, seedAt: Instant, now: Instant): void {
  if (Date.parse(seedAt) <= Date.parse(now))
    throw new Refusal('invalid', '公开号码必须在冻结之后才产生，请改用尚未公布的一期。')
  const day = dayOf(new Date(seedAt).toISOString())
  if (day > criteria.meetingOn)
    throw new Refusal('invalid', '号码公布在会议之后，来不及抽取，请改用更早的一期。')
  mustBeNearMeeting(tx, day, criteria.meetingOn)
}

function mustBeNearMeeting(tx: CommandTx, day: string, meetingOn: string): void {
  const limit = tx.rules.number(BEFORE_MEETING, tx.today)
  if (workingDaysTo(tx.calendar, day, meetingOn) > limit)
    throw new Refusal('conflict', '抽取应在会议前 {limit} 个工作日以内进行，现在离 {on} 的会议还早。', {
      limit,
      on: meetingOn,
    })
}

/** One of two people types the public number; when both typed the same, the order is drawn and experts are asked. */
export async function typeSeed(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: Of<typeof seedForm>,
  now: Instant,
) {
  const on = await ofUnit(tx, parts, actor, input.panelId)
  const { panel } = on
  const [draw] = await store.drawsOf(tx, panel.id)
  if (panel.state !== 'frozen' || !draw) throw new Refusal('conflict', '现在没有等待抽取的名单。')
  const seed = seedOf(input.seed)
  if (seed === undefined)
    throw new Refusal('invalid', '公开号码只能是用空格隔开的数字，请照公布的号码重新录入。')
  if (now < draw.seed_at)
    throw new Refusal('conflict', '公开号码要到 {at} 才公布，现在不能录入。', { at: dateTime(draw.seed_at) })
  const personId = personOf(actor)
  const typed = await store.lastAttempt(tx, draw.id)
  const [first] = typed.length === 1 ? typed : []
  const by = { person_id: personId, agent_for: actor.agentFor }
  const row = { draw_id: draw.id, seed, source: input.source, ...by, at: now }
  if (!first) {
    await mustBeApart(tx, on, actor)
    await store.insertTyped(tx, { ...row, attempt: (typed[0]?.attempt ?? 0) + 1, part: 1 })
    await note(tx, panel.id, '抽取操作人录入公开号码，等待另一人核对', now)
    return { drawn: false, matches: true }
  }
  if (isSame(actor, first))
    throw new Refusal(
      'forbidden',
      '公开号码须由两个人分别录入（代理人与被代理人视为同一人），请由另一位同事核对录入。',
    )
  await store.insertTyped(tx, { ...row, attempt: first.attempt, part: 2 })
  if (first.seed !== seed) {
    await note(tx, panel.id, '两人录入的公开号码不一致，两次录入都作废，重新录入', now)
    return { drawn: false, matches: false }
  }
  await store.insertDrawn(tx, {
    draw_id: draw.id,
    seed,
    source: input.source,
    operator: first.person_id,
    witness: personId,
    at: now,
  })
  await store.changePanel(tx, panel.id, { state: 'drawn' })
  await note(tx, panel.id, `两人录入一致，按公开号码 ${seed} 抽取`, now)
  await fillSeats(tx, parts, { ...on, panel: { ...panel, state: 'drawn' } }, now)
  return { drawn: true, matches: true }
}
