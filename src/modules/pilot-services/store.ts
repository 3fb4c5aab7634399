import { markedFields } from '#platform/command/secret.ts'
import { recordStore } from '#platform/records/store.ts'
import { serviceForm, type PilotService } from './forms.ts'

export const services = recordStore<PilotService>({
  module: 'pilot-services',
  schema: 'pilot_services',
  table: 'pilot_service',
  series: 'pilot_service_series',
  privateFields: markedFields(serviceForm, 'personal'),
})
