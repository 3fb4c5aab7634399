import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import type { JsonSchema } from '../../helpers/schema.ts'
import { Show } from '../../shell/states.tsx'
import { StateTag } from '../DeadlineBadge.tsx'
import { FormDialog } from '../FormDialog.tsx'

interface Item {
  readonly id: string
  readonly stateTitle: string
  readonly draws: readonly { readonly publicId: string; readonly round: number }[]
  readonly exclusions: readonly { readonly name: string; readonly unit: string; readonly reason: string }[]
  readonly exclude: JsonSchema | null
  readonly isMine: boolean
}

/** The panels of a dossier: how far they are, the public draws, and the applicant's word on whom to leave out. */
export function PanelBox({ dossierId }: { readonly dossierId: string }) {
  const panels = useQuery({
    queryKey: ['panels', dossierId],
    queryFn: () => get<{ items: readonly Item[] }>(`/dossiers/${dossierId}/panels`),
  })
  return (
    <section aria-label="专家评审">
      <h3>专家评审</h3>
      <Show query={panels} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">还没有进入专家评审。</p>
          ) : (
            <ul className="plain stack-s">
              {items.map((panel) => (
                <li key={panel.id} className="stack-s">
                  <div>
                    {panel.isMine ? <Link to={`/panels/${panel.id}`}>专家组</Link> : '专家组'}{' '}
                    <StateTag title={panel.stateTitle} />
                  </div>
                  {panel.draws.map(({ publicId, round }) => (
                    <a key={publicId} href={`/draws/${publicId}`}>
                      第 {round} 次抽取（公开复算）
                    </a>
                  ))}
                  {panel.exclusions.map(({ name, unit, reason }) => (
                    <p key={`${name}${unit}`} className="soft small">
                      申请回避：{name}（{unit}），{reason}
                    </p>
                  ))}
                  {panel.exclude && (
                    <FormDialog
                      title="申请专家回避"
                      form={panel.exclude}
                      path={`/panels/${panel.id}/exclusions`}
                      lead={<p>抽取之前最多申请 3 名专家回避，须写明理由。</p>}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  )
}
