import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { ServiceFigures } from './figures.ts'

interface FiguresRow {
  id: string
  dossier_id: string
  org_id: string
  figures: ServiceFigures
  at: Instant
  journal_id: string
}

const kept = (tx: Tx) => tx.as<{ 'pilot_services.assessment_figures': FiguresRow }>('pilot-services')

export async function insertFigures(tx: Tx, row: FiguresRow): Promise<void> {
  const figures = JSON.stringify(row.figures) as unknown as ServiceFigures
  await kept(tx)
    .insertInto('pilot_services.assessment_figures')
    .values({ ...row, figures })
    .execute()
}

/** What was kept with the last report of an assessment; of one unit only, unless null. */
export async function figuresKept(
  tx: Tx,
  dossierId: string,
  orgId: string | null,
): Promise<{ readonly figures: ServiceFigures; readonly at: Instant } | undefined> {
  let found = kept(tx)
    .selectFrom('pilot_services.assessment_figures')
    .select(['figures', 'at'])
    .where('dossier_id', '=', dossierId)
  if (orgId !== null) found = found.where('org_id', '=', orgId)
  return found.orderBy('at', 'desc').limit(1).executeTakeFirst()
}
