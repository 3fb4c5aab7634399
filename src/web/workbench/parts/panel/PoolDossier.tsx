import { useQuery } from '@tanstack/react-query'
import { get } from '../../api.ts'
import type { DossierView } from '../../types.ts'
import type { Prepare } from '../ActionBar.tsx'
import { RecordPage } from '../RecordPage.tsx'
import { PoolSubject, valuesOf, type PoolEntry } from './PoolEntry.tsx'

/** What an expert corrects or renews, from what was handed in before: a declaration left out would be one taken back. */
export function PoolDossier({ view }: { readonly view: DossierView }) {
  const { id, subject_id: expertId, title } = view.dossier
  const own = useQuery({
    queryKey: ['my-pool-expert'],
    queryFn: () => get<{ entry: PoolEntry | null }>('/my/pool-expert'),
  })
  const entry = own.data?.entry
  const prepare: Prepare = (action) =>
    (action === 'submit' || action === 'renew') && entry?.dossierId === id && entry.type !== null
      ? { initial: valuesOf(entry) }
      : {}
  return (
    <RecordPage title={title} state={view.stateTitle} dossierId={id} prepare={prepare}>
      <PoolSubject id={expertId} />
    </RecordPage>
  )
}
