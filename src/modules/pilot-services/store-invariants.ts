import { sql } from 'kysely'
import type { Invariant } from '#platform/module.ts'

/** What must never be: a booking that ended still holds a slot, one that goes on holds none, a raise without a report. */
export const invariants: readonly Invariant[] = [
  {
    name: 'pilot-services: a booking holds its slot exactly while it goes on',
    rows: async (tx) =>
      (
        await sql<{
          id: string
        }>`select b.id from pilot_services.booking b join platform.booking s on s.id = b.slot_id
          where (s.cancelled_at is null) = (b.state in ('declined', 'cancelled', 'lapsed', 'missed', 'failed'))
            or s.from_at <> b.from_at or s.until_at <> b.until_at limit 100`.execute(tx.as('pilot-services'))
      ).rows,
  },
  {
    name: 'pilot-services: a raise says what the accepted report says',
    rows: async (tx) =>
      (
        await sql<{
          id: string
        }>`select x.id from pilot_services.raise x join pilot_services.booking b on b.id = x.booking_id
          where b.state not in ('accepted', 'rated') or (b.report->>'trlAfter')::int <> x.trl_after limit 100`.execute(
          tx.as('pilot-services'),
        )
      ).rows,
  },
]
