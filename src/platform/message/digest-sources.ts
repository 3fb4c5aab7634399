import { sql } from 'kysely'
import { addDays } from '../calendar/calendar.ts'
import { fill, type RefusalParams } from '../refusal.ts'
import type { Binding } from '../procedure/perform.ts'
import { shelfOf } from '../records/life.ts'
import { workList, workSummary } from '../work/list.ts'
import { lentSeats } from '../work/seats.ts'
import { ITEMS, type DigestSource } from './digest.ts'
import { CONFIRM_SOURCE } from './outgoing.ts'

/** What the ground itself has for people: work, listings to confirm, messages, evidence that runs out. */
export function platformSources(bindings: readonly Binding[]): DigestSource[] {
  return [workSource(bindings), listingSource, messageSource, evidenceSource]
}

function workSource(bindings: readonly Binding[]): DigestSource {
  return {
    collect: async (tx, { personId, actors }, { day, calendar }) => {
      const lent = await lentSeats(tx, personId, day)
      const seats = [...actors.map((actor) => ({ actor, as: null })), ...lent]
      const view = { bindings, seats, calendar, today: day }
      const { total, due } = await workSummary(tx, view)
      const { items } = await workList(tx, view, {}, { limit: ITEMS })
      return {
        source: 'work',
        title: due.late > 0 ? `待办（${due.late} 件超期）` : '待办',
        count: total,
        link: '/app/review',
        items: items.map((item) => ({
          text: `${item.as === null ? '' : `代${item.as.name}：`}${item.title}（${item.stateTitle}）`,
          link: `/app/dossiers/${item.dossierId}`,
        })),
      }
    },
  }
}

const listingSource: DigestSource = {
  collect: async (tx, { actors }, { day: today, rules }) => {
    const remindDays = rules.number('listing.reminder.days', today)
    const orgIds = [...new Set(actors.flatMap(({ orgId }) => orgId ?? []))]
    let count = 0
    const items: { text: string; link: string }[] = []
    for (const orgId of orgIds) {
      const asked = { orgId, today, remindDays, set: 'due', after: null, limit: ITEMS } as const
      const { rows, counted } = await shelfOf(tx, asked)
      count += counted.due
      items.push(
        ...rows.map((row) => ({ text: `${row.title}（${row.valid_until} 到期）`, link: '/app/listings' })),
      )
    }
    return {
      source: CONFIRM_SOURCE,
      title: '待确认的信息',
      count,
      link: '/app/listings',
      items: items.slice(0, ITEMS),
    }
  },
}

/**
 * Messages of the last day that nobody has read yet, the digests themselves left out, and what is sealed: a digest that
 * does not arrive stands on the phone list, and a robot mentions whom it is for in a group.
 */
const messageSource: DigestSource = {
  collect: async (tx, { personId }, { now }) => {
    const { rows } = await sql<{
      template: string
      params: RefusalParams
      link: string | null
      total: number
    }>`
      select template, params, link, count(*) over ()::int as total from platform.message m
      where person_id = ${personId} and read_at is null and created_at > ${now}::timestamptz - interval '1 day'
        and seal is null and not exists (select from platform.digest d where d.id = m.id)
      order by created_at desc, id limit ${ITEMS}`.execute(tx.as('platform'))
    return {
      source: 'message',
      title: '新消息',
      count: rows[0]?.total ?? 0,
      link: '/app/messages',
      items: rows.map(({ template, params, link }) => ({
        text: fill(template, params),
        link: link ?? '/app/messages',
      })),
    }
  },
}

/** Evidence of the library that runs out soon (practice.md P33). */
const evidenceSource: DigestSource = {
  collect: async (tx, { personId, actors }, { day: today, rules }) => {
    const days = rules.number('evidenceLibrary.reminder.days', today)
    const orgIds = actors.flatMap(({ orgId }) => orgId ?? [])
    const { rows } = await sql<{ title: string; valid_until: string; total: number }>`
      select title, valid_until, count(*) over ()::int as total from platform.evidence_item
      where withdrawn_at is null and valid_until >= ${today} and valid_until <= ${addDays(today, days)}
        and (person_id = ${personId} or org_id = any (${orgIds}::uuid[]))
      order by valid_until, id limit ${ITEMS}`.execute(tx.as('platform'))
    return {
      source: 'evidence',
      title: '即将到期的证明材料',
      count: rows[0]?.total ?? 0,
      link: '/app/subscriptions',
      items: rows.map((row) => ({
        text: `${row.title}（有效期至 ${row.valid_until}）`,
        link: '/app/subscriptions',
      })),
    }
  },
}
