import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { ApiError, get, send } from '../api.ts'
import { byFit, fitOf } from '../helpers/match.ts'
import { shortReading } from '../helpers/money.ts'
import type { RecordKind } from '../records.ts'
import { Empty, Show } from '../shell/states.tsx'
import type { Page, Row } from '../types.ts'
import { SchemaForm } from './SchemaForm.tsx'

export interface Match extends Row {
  readonly id: string
  readonly code?: string
  readonly name: string
  readonly ownerName?: string
  /** Part of what the record asks for that this one meets, 0–1. */
  readonly coverage?: number
  /** What lists show of a record. */
  readonly item?: Row
  /** Text that stands in both records, heaviest first. */
  readonly phrases?: readonly { readonly phrase: string; readonly weight: number }[]
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

/** Phrases shown for a match; further ones weigh little. */
const PHRASES = 8

interface Answer {
  readonly achievementId: string
  readonly answer: keyof typeof ANSWERS
  readonly reason: string | null
}

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
  const matches = useQuery({ queryKey: ['matches', kind.kind, id], queryFn: () => matchesOf(kind, id) })
  const answers = useQuery({
    queryKey: ['matches', 'answers', id],
    queryFn: () => get<Page<Answer>>(`/my/demands/${id}/answers`),
    enabled: own && kind.kind === 'demand',
  })
  return (
    <Show query={matches}>
      {({ items }) =>
        items.length === 0 ? (
          <NoMatches kind={kind} own={own} id={id} />
        ) : (
          <Found items={items} kind={kind} id={id} own={own} answers={answers.data?.items ?? []} />
        )
      }
    </Show>
  )
}

interface FoundProps {
  readonly items: readonly Match[]
  readonly kind: RecordKind
  readonly id: string
  readonly own: boolean
  readonly answers: readonly Answer[]
}

/** The matches worth reading; those that fit badly stay folded. */
function Found({ items, answers, ...row }: FoundProps) {
  const { first, rest } = byFit(items)
  const list = (matches: readonly Match[]) => (
    <ul className="plain worklist">
      {matches.map((match) => (
        <MatchRow
          key={match.id}
          match={match}
          given={answers.find((one) => one.achievementId === match.id)}
          {...row}
        />
      ))}
    </ul>
  )
  return (
    <>
      <p className="soft small">
        “相合程度”看写明的内容有多少在对方那里也出现，越少见的词分量越重；依据的词列在每一项下面。
      </p>
      {list(first)}
      {rest.length > 0 && (
        <details>
          <summary>另有 {rest.length} 项相合程度低</summary>
          {list(rest)}
        </details>
      )}
    </>
  )
}

/** Why nothing was found, and what would help. */
function NoMatches({ kind, id, own }: Pick<FoundProps, 'kind' | 'id' | 'own'>) {
  return (
    <Empty title={`还没有匹配的${kind.other}`}>
      <p>公开发布后几秒内开始匹配；草稿和审核中的{kind.title}不参加匹配。</p>
      <p>已经发布的，写明下面这些，匹配会更准：</p>
      <ul className="plain">
        <li>{kind.kind === 'demand' ? '要解决的具体问题和用在哪里' : '能解决什么问题、用在哪些产品上'}</li>
        <li>数字指标，例如“误差小于 5%”“日处理 10 吨”</li>
        <li>行业里通用的叫法，写进关键词</li>
      </ul>
      {own && <Link to={`/${kind.path}/${id}`}>去补充这项{kind.title}</Link>}
    </Empty>
  )
}

/** A record that is not public is not in the index: it has no matches yet. */
async function matchesOf(kind: RecordKind, id: string): Promise<Page<Match>> {
  try {
    return await get<Page<Match>>(`/${kind.path}/${id}/matches`)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { items: [] }
    throw error
  }
}

interface RowProps {
  readonly kind: RecordKind
  readonly id: string
  readonly match: Match
  readonly own: boolean
  readonly given: Answer | undefined
}

function MatchRow({ kind, id, match, own, given }: RowProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [refusing, setRefusing] = useState(false)
  const demandId = kind.kind === 'demand' ? id : match.id
  const achievementId = kind.kind === 'demand' ? match.id : id
  const answer = async (word: keyof typeof ANSWERS, reason: Record<string, unknown> = {}, key?: string) => {
    await send('POST', '/matches/answer', { demandId, achievementId, answer: word, ...reason }, key)
    setRefusing(false)
    await client.invalidateQueries({ queryKey: ['matches'] })
    // The demander asks, the owner of an achievement offers.
    if (word === 'interested')
      void navigate(
        kind.kind === 'demand'
          ? `/deals/new?achievement=${achievementId}&demand=${demandId}`
          : `/deals/offer?demand=${demandId}&achievement=${achievementId}`,
      )
  }
  return (
    <li>
      <Summary kind={kind} match={match} />
      {given && (
        <Tag color="success">
          已答复：{ANSWERS[given.answer]}
          {given.reason && `（${given.reason}）`}
        </Tag>
      )}
      {own && (
        <div className="row">
          <Button
            size="small"
            type="primary"
            onClick={() => void answer('interested')}
            aria-label={`感兴趣：${match.name}`}
          >
            感兴趣
          </Button>
          <Button size="small" onClick={() => void answer('later')} aria-label={`以后再说：${match.name}`}>
            以后再说
          </Button>
          <Button size="small" onClick={() => setRefusing(true)} aria-label={`不合适：${match.name}`}>
            不合适
          </Button>
        </div>
      )}
      {refusing && (
        <Refuse close={() => setRefusing(false)} send={(values, key) => answer('no', values, key)} />
      )}
    </li>
  )
}

const FIT_COLORS = { 高: 'success', 中: 'warning', 低: 'default' } as const

/** The record found, whose it is, how well it fits and by which phrases. */
function Summary({ kind, match }: { readonly kind: RecordKind; readonly match: Match }) {
  const phrases = (match.phrases ?? []).slice(0, PHRASES)
  const fit = fitOf(match.coverage ?? 0)
  const percent = Math.round((match.coverage ?? 0) * 100)
  const beside = besideOf(match.item ?? {})
  return (
    <div className="grow">
      <Link to={`/${kind.kind === 'demand' ? 'achievements' : 'demands'}/${match.id}?view=public`}>
        {match.name}
      </Link>
      <div className="num">
        <Tag color={FIT_COLORS[fit]}>
          相合程度 {fit}（{percent}%）
        </Tag>{' '}
        <span className="soft">{[match.ownerName ?? '', ...beside].filter(Boolean).join(' · ')}</span>
      </div>
      <div className="soft chips">
        依据：
        {phrases.length === 0 && '没有整词相同，只有个别用字相同'}
        {phrases.map(({ phrase }) => (
          <Tag key={phrase} color="processing">
            {phrase}
          </Tag>
        ))}
      </div>
    </div>
  )
}

/** What decides beside the words: how ripe it is and what it costs. */
function besideOf(item: Row): string[] {
  const { trl, priceFen, budgetMaxFen } = item
  const amount = typeof priceFen === 'number' ? priceFen : budgetMaxFen
  const price =
    typeof amount === 'number'
      ? `${'budgetMaxFen' in item ? '预算至 ' : ''}${shortReading(amount)}`
      : item['negotiable'] === true
        ? '价格面议'
        : ''
  return [typeof trl === 'number' ? `技术就绪度 ${String(trl)} 级` : '', price].filter((text) => text !== '')
}

interface RefuseProps {
  readonly close: () => void
  readonly send: (values: Record<string, unknown>, key: string) => Promise<void>
}

/** A "no" carries its reason. */
function Refuse({ close, send: sendReason }: RefuseProps) {
  return (
    <Modal open title="为什么不合适？" footer={null} onCancel={close} destroyOnHidden>
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
        onCancel={close}
        onSubmit={sendReason}
      />
    </Modal>
  )
}
