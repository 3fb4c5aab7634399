import { sql } from 'kysely'
import { v7 } from 'uuid'
import { z } from 'zod'
import { addDays } from '../calendar/calendar.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { identity } from './tables.ts'

const { read, write } = routesOf('platform')

/** The first day of rows whose real start nobody recorded. */
export const NO_START = '1900-01-01'

/**
 * Competence moves to another unit from a day on: the row in force ends the day before, a new one begins, and
 * when the day has come every open dossier of the procedure goes over, named in the journal (P4).
 */
const move = write({
  method: 'POST',
  path: '/competence/{procedure}/move',
  permission: 'competence.move',
  journal: 'competence.move',
  says: '{actor}将“{procedure}”的职责自 {from} 起移交“{unit}”，移交在办件 {n} 个',
  input: z.object({
    procedure: z.string().min(1).max(80),
    step: z.string().min(1).max(80).nullable().default(null),
    region: z.string().min(1).max(40).nullable().default(null),
    unitOrgId: z.uuid().meta({ title: '接收单位', widget: 'org' }),
    basis: z.string().trim().min(1).max(500).meta({ title: '依据', widget: 'textarea' }),
    from: z.iso.date().meta({ title: '自', widget: 'date' }),
    status: z.enum(['verified', 'draft', 'memory', 'proposed']).meta({ title: '核实状态' }),
  }),
  gate: { none: '机关内部职责划转' },
  queue: (input) => `competence:${input.procedure}`,
  verb: async (tx, _actor, input) => {
    if (input.from > tx.today) {
      throw new Refusal(
        'invalid',
        '移交日期不能晚于今天；请在职责正式划转的当天或之后办理，在办件才能同时移交。',
      )
    }
    const unit = await identity(tx)
      .selectFrom('platform.organisation')
      .select('name')
      .where('id', '=', input.unitOrgId)
      .where('kind', '=', '政府')
      .executeTakeFirst()
    if (!unit) throw new Refusal('invalid', '接收单位须是本市的政府单位。')
    const later = await identity(tx)
      .selectFrom('platform.competence')
      .select('from_day')
      .where(sameSeat(input))
      .where('from_day', '>=', input.from)
      .limit(1)
      .executeTakeFirst()
    if (later) {
      throw new Refusal('conflict', '{day} 起已有职责记录，移交日期须晚于这一天。', { day: later.from_day })
    }
    await identity(tx)
      .updateTable('platform.competence')
      .set({ until_day: addDays(input.from, -1) })
      .where(sameSeat(input))
      .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', input.from)]))
      .execute()
    const id = v7()
    const row = {
      id,
      procedure: input.procedure,
      step: input.step,
      region: input.region,
      opinion_order: null,
      unit_org_id: input.unitOrgId,
      basis: input.basis,
      from_day: input.from,
      until_day: null,
      status: input.status,
    }
    await identity(tx).insertInto('platform.competence').values(row).execute()
    const dossiers = await handOver(tx, id, input)
    tx.about('competence', id, {
      procedure: input.procedure,
      from: input.from,
      unit: unit.name,
      n: dossiers.length,
    })
    return { competenceId: id, dossiers }
  },
})

interface Moved {
  readonly procedure: string
  readonly step: string | null
  readonly region: string | null
  readonly unitOrgId: string
}

/** Rows of the same procedure, step and region; those of opinions are another thing. */
function sameSeat({ procedure, step, region }: Moved) {
  return sql<boolean>`procedure = ${procedure} and step is not distinct from ${step}::text
    and region is not distinct from ${region}::text and opinion_order is null`
}

/** Open dossiers for which the new row is now the one that counts go over to its unit. */
async function handOver(tx: CommandTx, competenceId: string, moved: Moved): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update platform.dossier set unit_id = ${moved.unitOrgId} where id in (
      select d.id from platform.dossier d left join platform.organisation o on o.id = d.org_id
      cross join lateral (
        select c.id from platform.competence c
        where c.procedure = d.procedure and c.opinion_order is null
          and (c.step is null or c.step = d.step) and (c.region is null or c.region = o.region)
          and c.from_day <= ${tx.today} and (c.until_day is null or c.until_day >= ${tx.today})
        order by c.step nulls last, c.region nulls last, c.from_day desc limit 1) counts
      where d.procedure = ${moved.procedure} and d.closed_at is null and counts.id = ${competenceId}
        and d.unit_id is distinct from ${moved.unitOrgId}::uuid)
    returning id`.execute(tx.as('platform'))
  return rows.map((dossier) => dossier.id)
}

const list = read({
  path: '/competence',
  permission: 'competence.read',
  journal: 'competence.list',
  title: '职责分工',
  input: z.object({ procedure: z.string().max(80).optional() }),
  verb: async (tx, _actor, query) => {
    let rows = identity(tx)
      .selectFrom('platform.competence as c')
      .innerJoin('platform.organisation as o', 'o.id', 'c.unit_org_id')
      .select([
        'c.id',
        'c.procedure',
        'c.step',
        'c.region',
        'c.opinion_order',
        'c.basis',
        'c.from_day',
        'c.until_day',
        'c.status',
      ])
      .select(['o.id as unit_id', 'o.name as unit_name', 'o.slug as unit_slug'])
      .orderBy('c.procedure')
      .orderBy('c.step')
      .orderBy('c.opinion_order')
      .orderBy('c.from_day')
      .limit(1000)
    if (query.procedure !== undefined) rows = rows.where('c.procedure', '=', query.procedure)
    const found = await rows.execute()
    return {
      items: found.map((row) => ({
        id: row.id,
        procedure: row.procedure,
        step: row.step,
        region: row.region,
        order: row.opinion_order,
        unit: { id: row.unit_id, name: row.unit_name, slug: row.unit_slug },
        basis: row.basis,
        from: row.from_day === NO_START ? null : row.from_day,
        until: row.until_day,
        status: row.status,
      })),
      total: found.length,
    }
  },
})

export const competenceRoutes = [move, list]
