import { v7 } from 'uuid'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { OwnerVeil } from '#platform/records/veil.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { HIDDEN_DEMANDER } from '#platform/veil/veil.ts'
import type { Demand } from '../forms.ts'
import { publicDemandView } from '../rules.ts'

const SHANGHAI = '+08:00'

/** The first instant of the day: all a reader learns of the time. */
function startOfDay(instant: Instant): Instant {
  return new Date(`${dayOf(instant)}T00:00:00${SHANGHAI}`).toISOString()
}

/**
 * Identifier of a demand: a UUIDv7 of the day, random below it. Any demand may hide its owner later, and the moment in
 * an identifier would stand beside those of the owner's other records.
 */
export function demandId(now: Instant): string {
  return v7({ msecs: Date.parse(startOfDay(now)) })
}

/** Letters and digits of the code: a part of the public identifier, which is random. */
const CODE_CHARS = 8

/** The code of a demand that hides its owner: of no series, and not the owner's own. */
export function blindCode(publicId: string): string {
  return `NM-${publicId.replaceAll('-', '').slice(0, CODE_CHARS).toUpperCase()}`
}

export function isBlind(form: Demand): boolean {
  return form.blind === true
}

/** Who looks for a solution is not told: neither by name, class and place, nor by code, time or fields the owner's own facts fill. */
export const demandVeil: OwnerVeil<Demand> = {
  name: HIDDEN_DEMANDER,
  hides: isBlind,
  code: blindCode,
  over: (record): RecordWith<Demand> => ({
    ...record,
    code: blindCode(record.public_id),
    data: publicDemandView(record.data),
    owner_name: HIDDEN_DEMANDER,
    owner_kind: '',
    owner_region: null,
    owner_public_id: '',
    published_at: record.published_at && startOfDay(record.published_at),
    created_at: startOfDay(record.created_at),
    updated_at: startOfDay(record.updated_at),
    created_by: null,
  }),
}
