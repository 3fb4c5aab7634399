import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from '../offer/commands.ts'
import { MILLI, quantityText, readingFault } from '../rules.ts'
import { reachedTrial, readingOf, tellOthers } from './facts.ts'
import type { readingForm, wordForm } from './forms.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type OfTrial<I> = I & { readonly id: string }
type Typed = z.infer<typeof readingForm>

/** The user takes down what the meter showed. */
export async function recordReading(tx: CommandTx, actor: Actor, input: OfTrial<Typed>, now: Instant) {
  const trial = await metered(tx, actor, input.id, 'buyer')
  const standing = await store.readingsOf(tx, trial.id)
  return keep(tx, actor, { trial, standing, typed: input }, now)
}

/** A corrected figure takes the place of one the owner has not confirmed; both stay to be read. */
export async function correctReading(
  tx: CommandTx,
  actor: Actor,
  input: OfTrial<Typed> & { readonly readingId: string },
  now: Instant,
) {
  const trial = await metered(tx, actor, input.id, 'buyer')
  const all = await store.readingsOf(tx, trial.id)
  const old = all.find((one) => one.id === input.readingId)
  if (!old || old.word?.word === 'replace') throw new Refusal('absent', '没有找到这次读数，或它已更正过。')
  if (old.word?.word === 'confirm') throw new Refusal('conflict', '许可方已确认这次读数，不能再更正。')
  await say(tx, actor, old.id, { word: 'replace', note: '' }, now)
  const standing = all.filter((one) => one.id !== old.id)
  return keep(tx, actor, { trial, standing, typed: input }, now)
}

interface Kept {
  readonly trial: store.TrialRow
  readonly standing: readonly store.ReadingWithWord[]
  readonly typed: Typed
}

async function keep(tx: CommandTx, actor: Actor, { trial, standing, typed }: Kept, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  if (standing.length >= store.READINGS_MAX)
    throw new Refusal('conflict', '一次试用最多 {max} 次读数，请按周或按月合并登记。', {
      max: store.READINGS_MAX,
    })
  const fault = readingFault(typed, standing.map(readingOf), {
    beganOn: dayOf(trial.applied_at),
    endsOn: trial.ends_on ?? tx.today,
    today: tx.today,
  })
  if (fault !== undefined) throw new Refusal('invalid', fault, {}, [{ field: 'fromOn', message: fault }])
  if (typed.fileId !== undefined) {
    await mustOwnFiles(tx, actor, [typed.fileId])
    await shareFile(tx, typed.fileId, [trial.seller_org_id, trial.buyer_org_id], now)
  }
  const id = v7()
  const quantityMilli = milliOf(typed.quantity)
  await store.insertReading(tx, {
    id,
    trial_id: trial.id,
    from_on: typed.fromOn,
    to_on: typed.toOn,
    quantity_milli: quantityMilli,
    note: typed.note,
    file_id: typed.fileId ?? null,
    org_id: orgId,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  const quantity = `${quantityText(quantityMilli)}${trial.terms.unit}`
  await tellOthers(
    tx,
    trial,
    actor,
    '试用方登记了《{name}》的读数：{from} 至 {to}，{quantity}；请确认或提出异议。',
    {
      from: typed.fromOn,
      to: typed.toOn,
      quantity,
    },
  )
  tx.about('licence-trial', trial.id, { title: trial.achievement_name })
  return { id }
}

/** `12.5` in thousandths; the form let only such figures through. */
function milliOf(quantity: string): number {
  const [whole = '0', rest = ''] = quantity.split('.')
  return Number(whole) * MILLI + Number(rest.padEnd(3, '0'))
}

/** The owner confirms or disputes, in the days the agreement gives; silence lets a reading stand. */
export async function answerReading(
  tx: CommandTx,
  actor: Actor,
  input: OfTrial<z.infer<typeof wordForm>> & { readonly readingId: string },
  now: Instant,
) {
  const trial = await metered(tx, actor, input.id, 'seller')
  const reading = (await store.readingsOf(tx, trial.id)).find((one) => one.id === input.readingId)
  if (!reading || reading.word?.word === 'replace')
    throw new Refusal('absent', '没有找到这次读数，或它已更正。')
  if (reading.word) throw new Refusal('conflict', '这次读数已经答复过。')
  if (input.word === 'dispute') {
    const days = tx.rules.number('licence.meterObjection.days', tx.today)
    if (addDays(dayOf(reading.at), days) < tx.today)
      throw new Refusal('conflict', '已过 {days} 日的异议期，按试用协议以记录为准。', { days })
    if (input.note === '') {
      const message = '有异议的请写明认为应是多少、依据什么。'
      throw new Refusal('invalid', message, {}, [{ field: 'note', message }])
    }
  }
  await say(tx, actor, reading.id, input, now)
  const says =
    input.word === 'confirm'
      ? '许可方确认了《{name}》的一次读数。'
      : '许可方对《{name}》的一次读数有异议：{note}'
  await tellOthers(tx, trial, actor, says, { note: input.note })
  tx.about('licence-trial', trial.id, { title: trial.achievement_name })
  return { id: reading.id }
}

async function say(
  tx: CommandTx,
  actor: Actor,
  readingId: string,
  { word, note }: Pick<store.ReadingWordRow, 'word' | 'note'>,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  await store.insertReadingWord(tx, {
    reading_id: readingId,
    word,
    note,
    org_id: orgId,
    person_id: personId,
    at: now,
  })
}

/** A trial whose meter runs or may still be filled in, for one of its sides. */
async function metered(
  tx: CommandTx,
  actor: Actor,
  id: string,
  side: 'seller' | 'buyer',
): Promise<store.TrialRow> {
  const trial = await reachedTrial(tx, actor, id)
  const own = side === 'seller' ? trial.seller_org_id : trial.buyer_org_id
  if (own !== actor.orgId)
    throw new Refusal('forbidden', side === 'seller' ? '读数由许可方确认。' : '读数由试用方登记。')
  if (!isMetered(trial.state)) throw new Refusal('conflict', '只有试用中和期满待答复时可以办理读数。')
  return trial
}

export function isMetered(state: string): boolean {
  return state === 'running' || state === 'deciding'
}
