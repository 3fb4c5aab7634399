import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { get, send } from '../api.ts'
import type { RecordKind } from '../records.ts'
import { Empty, Show } from '../shell/states.tsx'
import type { Page, Row } from '../types.ts'
import { SchemaForm } from './SchemaForm.tsx'

export interface Match extends Row {
  readonly id: string
  readonly code?: string
  readonly name: string
  readonly score?: number
  readonly phrases?: readonly string[]
  readonly answer?: 'interested' | 'later' | 'no' | null
}

/** Answers and what they are called. */
const ANSWERS = { interested: '感兴趣', later: '以后再说', no: '不合适' } as const

/** The eight classes of refusal; counted, so that they help the other side. */
export const REASONS = [
  '太早期',
  '收益不清',
  '路线不清',
  '描述含糊',
  '价格',
  '地域',
  '已有方案',
  '其他',
] as const

/** What was matched with a record, each with the phrases that met and the three answers. */
export function MatchList({
  kind,
  id,
  own,
}: {
  readonly kind: RecordKind
  readonly id: string
  readonly own: boolean
}) {
  const matches = useQuery({
    queryKey: ['matches', kind.kind, id],
    queryFn: () => get<Page<Match>>(`/${kind.path}/${id}/matches`),
  })
  return (
    <Show query={matches}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={`还没有匹配的${kind.other}`}>
            <p>发布后几秒内开始匹配；写明用途、指标和关键词，匹配会更准。</p>
          </Empty>
        ) : (
          <ul className="plain worklist">
            {items.map((match) => (
              <MatchRow key={match.id} kind={kind} id={id} match={match} own={own} />
            ))}
          </ul>
        )
      }
    </Show>
  )
}

interface RowProps {
  readonly kind: RecordKind
  readonly id: string
  readonly match: Match
  readonly own: boolean
}

function MatchRow({ kind, id, match, own }: RowProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [refusing, setRefusing] = useState(false)
  const demandId = kind.kind === 'demand' ? id : match.id
  const achievementId = kind.kind === 'demand' ? match.id : id
  const answer = async (given: keyof typeof ANSWERS, reason: Record<string, unknown> = {}, key?: string) => {
    await send('POST', '/matches/answer', { demandId, achievementId, answer: given, ...reason }, key)
    setRefusing(false)
    await client.invalidateQueries({ queryKey: ['matches'] })
    if (given === 'interested' && kind.kind === 'demand')
      void navigate(`/deals/new?achievement=${achievementId}&demand=${demandId}`)
  }
  return (
    <li>
      <div className="grow">
        <Link to={`/${kind.kind === 'demand' ? 'achievements' : 'demands'}/${match.id}`}>{match.name}</Link>
        <div className="soft">
          依据：
          {(match.phrases ?? []).length === 0 && '领域相近'}
          {(match.phrases ?? []).map((phrase) => (
            <Tag key={phrase} color="warning">
              {phrase}
            </Tag>
          ))}
        </div>
      </div>
      {match.answer && <Tag>已答复：{ANSWERS[match.answer]}</Tag>}
      {own && (
        <div className="row">
          <Button
            size="small"
            type="primary"
            onClick={() => void answer('interested')}
            aria-label={`对${match.name}感兴趣`}
          >
            感兴趣
          </Button>
          <Button size="small" onClick={() => void answer('later')} aria-label={`${match.name}以后再说`}>
            以后再说
          </Button>
          <Button size="small" onClick={() => setRefusing(true)} aria-label={`${match.name}不合适`}>
            不合适
          </Button>
        </div>
      )}
      <Modal
        open={refusing}
        title="为什么不合适？"
        footer={null}
        onCancel={() => setRefusing(false)}
        destroyOnHidden
      >
        <p className="soft">原因会告诉对方，帮助改进；也会让以后的匹配更准。</p>
        <SchemaForm
          schema={{
            type: 'object',
            required: ['reason'],
            properties: { reason: { type: 'string', title: '原因', enum: REASONS } },
          }}
          name="refuse-match"
          submitTitle="确认不合适"
          keeps={false}
          onCancel={() => setRefusing(false)}
          onSubmit={(values, key) => answer('no', values, key)}
        />
      </Modal>
    </li>
  )
}
