import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { plainText } from '../helpers/format.ts'
import { Findings } from '../parts/Findings.tsx'
import { BidSignalMatter } from '../parts/BidSignalMatter.tsx'
import { HelpSubject } from '../parts/HelpSubject.tsx'
import { PilotAssessment } from '../parts/pilot/Assessment.tsx'
import { PilotMatter } from '../parts/pilot/Matter.tsx'
import { PoolDossier } from '../parts/panel/PoolDossier.tsx'
import { RegistrationMatter } from '../parts/registration/Matter.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RegionName } from '../parts/regions.tsx'
import { RecordPage, useDossier } from '../parts/RecordPage.tsx'
import { directories } from '../directories.ts'
import { achievements, dataOf, demands, type MarketRecord, type RecordKind } from '../records.ts'
import { Show } from '../shell/states.tsx'
import type { DossierView, FormReply, Row } from '../types.ts'

/** Any dossier: its subject, what has happened, what may be done next. */
export function DossierPage() {
  const { id = '' } = useParams()
  const dossier = useDossier(id)
  return (
    <Show query={dossier} rows={10} whole>
      {(view) => <Subject view={view} />}
    </Show>
  )
}

function Subject({ view }: { readonly view: DossierView }) {
  const { subject_kind: kind, subject_id: id } = view.dossier
  if (kind === 'deal') return <Navigate to={`/deals/${id}`} replace />
  if (kind === 'contract') return <Navigate to={`/contracts/${id}`} replace />
  if (kind === 'income-plan') return <Navigate to={`/income/${id}`} replace />
  if (kind === 'licence-offer') return <Navigate to={`/licences/${id}`} replace />
  if (kind === 'licence-trial') return <Navigate to={`/trials/${id}`} replace />
  if (kind === 'introduction') return <Navigate to={`/introductions/${id}`} replace />
  if (kind === 'commission') return <Navigate to={`/commissions/${id}`} replace />
  if (kind === 'outside-sale') return <Navigate to={`/outside-sales/${id}`} replace />
  if (kind === 'event') return <Navigate to={`/events/${id}`} replace />
  if (kind === 'booking') return <Navigate to={`/bookings/${id}`} replace />
  if (kind === 'pilot-booking') return <Navigate to={`/pilot-bookings/${id}`} replace />
  if (kind === 'pilot-base-application') return <Navigate to={`/pilot-bases/applications/${id}`} replace />
  if (view.dossier.procedure === 'contract-registration')
    return <Navigate to={`/registrations/${id}`} replace />
  if (view.dossier.procedure === 'pilot-base-assessment') return <PilotAssessment view={view} />
  if (kind === 'pool-expert') return <PoolDossier view={view} />
  if (kind === 'meeting') return <MeetingDossier id={id} />
  const market = [achievements, demands, ...directories].find((one) => one.kind === kind)
  return (
    <RecordPage title={view.dossier.title} state={view.stateTitle} dossierId={view.dossier.id}>
      {market && <Record kind={market} id={id} />}
      {kind === 'organisation' && <OrganisationSubject id={id} />}
      {kind === 'bid-signal' && <BidSignalMatter id={id} />}
      {kind === 'help' && <HelpSubject id={id} />}
      {kind === 'contract-registration' && <RegistrationMatter dossierId={view.dossier.id} />}
      {kind === 'pilot-base' && <PilotMatter dossierId={view.dossier.id} />}
    </RecordPage>
  )
}

function Record({ kind, id }: { readonly kind: RecordKind; readonly id: string }) {
  const record = useQuery({
    queryKey: ['record', kind.kind, id, 'whole'],
    queryFn: () => get<MarketRecord>(`/my/${kind.path}/${id}`),
  })
  const form = useQuery({
    queryKey: ['form', kind.form],
    queryFn: () => get<FormReply>(`/forms/${kind.form}`),
  })
  return (
    <Show query={record}>
      {(found) => (
        <Show query={form}>
          {({ schema }) => (
            <div className="stack">
              <p>
                {found.owner?.name} · 编号 {found.code} ·{' '}
                <Link to={`/${kind.path}/${id}`}>打开{kind.title}页面</Link>
              </p>
              <Findings record={found} schema={schema} />
              <RecordFacts schema={schema} record={dataOf(found)} />
            </div>
          )}
        </Show>
      )}
    </Show>
  )
}

/** A meeting is worked on in the room of its deal. */
function MeetingDossier({ id }: { readonly id: string }) {
  const meeting = useQuery({
    queryKey: ['meeting', id],
    queryFn: () => get<{ dealId: string }>(`/deal-meetings/${id}`),
  })
  return (
    <Show query={meeting} rows={4} whole>
      {({ dealId }) => <Navigate to={`/deals/${dealId}`} replace />}
    </Show>
  )
}

const NAMES: Readonly<Record<string, string>> = {
  name: '名称',
  kind: '类型',
  countryName: '注册地或国籍',
  creditCode: '统一社会信用代码',
  registrationNo: '境外登记号码',
  region: '所在地区',
  address: '地址',
  business: '主要业务',
}

function OrganisationSubject({ id }: { readonly id: string }) {
  const org = useQuery({ queryKey: ['organisation', id], queryFn: () => get<Row>(`/organisations/${id}`) })
  return (
    <Show query={org}>
      {(found) => (
        <div className="stack">
          <dl className="facts">
            {Object.entries(NAMES).map(([name, title]) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{title}</dt>
                <dd>{name === 'region' ? <RegionName code={found[name]} /> : plainText(found[name])}</dd>
              </div>
            ))}
          </dl>
          <p className="row">
            {typeof found['evidenceFileId'] === 'string' && (
              <a href={`/api/v1/files/${found['evidenceFileId']}`} target="_blank" rel="noreferrer">
                查看营业执照或法人证书
              </a>
            )}
            <Link to={`/organisations/${id}`}>打开单位页面</Link>
          </p>
        </div>
      )}
    </Show>
  )
}
