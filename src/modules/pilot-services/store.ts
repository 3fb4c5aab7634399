import { sql } from 'kysely'
import { markedFields } from '#platform/command/secret.ts'
import type { Tx } from '#platform/db/database.ts'
import { recordStore } from '#platform/records/store.ts'
import { serviceForm, type PilotService } from './forms.ts'

export const services = recordStore<PilotService>({
  module: 'pilot-services',
  schema: 'pilot_services',
  table: 'pilot_service',
  series: 'pilot_service_series',
  privateFields: markedFields(serviceForm, 'personal'),
})

interface PassedLine {
  readonly id: string
  readonly name: string
  readonly dossier_id: string | null
  readonly revision_id: string | null
}

/** Makes the lines of one organisation another's; one whose code the other uses itself stays, unseen. */
export async function passLines(tx: Tx, from: string, to: string): Promise<readonly PassedLine[]> {
  const { rows } = await sql<PassedLine>`
    update pilot_services.pilot_service r set owner_org_id = ${to}
    where r.owner_org_id = ${from} and r.visible and not exists (
      select from pilot_services.pilot_service o where o.owner_org_id = ${to} and o.code = r.code)
    returning r.id, r.name, r.dossier_id, r.revision_id`.execute(tx.as('pilot-services'))
  return rows
}
