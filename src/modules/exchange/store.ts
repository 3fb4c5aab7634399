import { markedFields } from '#platform/command/secret.ts'
import { recordStore } from '#platform/records/store.ts'
import { demandForm, type Demand } from './forms.ts'

export const store = recordStore<Demand>({
  module: 'exchange',
  schema: 'exchange',
  table: 'demand',
  privateFields: markedFields(demandForm, 'personal'),
})
