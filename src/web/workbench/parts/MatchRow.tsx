import { Alert, Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { ApiError, get, send } from '../api.ts'
import { barOf, fitOf, pointsText, signedPoints } from '../helpers/match.ts'
import { shortReading } from '../helpers/money.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import type { RecordKind } from '../records.ts'
import { Loading } from '../shell/states.tsx'
import type { FormReply, Row } from '../types.ts'
import { SchemaForm } from './SchemaForm.tsx'

export const MATCH_STATES = ['unanswered', 'interested', 'later', 'no'] as const
export type MatchState = (typeof MATCH_STATES)[number]

/** One part of a score, as a sentence with its points. */
interface Reason {
  readonly says: string
  readonly points: number
  readonly text: string
}

export interface Match extends Row {
  readonly id: string
  readonly code?: string
  readonly name: string
  readonly ownerName?: string
  readonly score: number
  /** Part of the score that words give. */
  readonly text: number
  /** Part of what the demand asks for that the achievement meets, 0–1. */
  readonly coverage?: number
  /** What lists show of a record. */
  readonly item?: Row
  /** Text that stands in both records, heaviest first. */
  readonly phrases?: readonly { readonly phrase: string; readonly weight: number }[]
  readonly reasons: readonly Reason[]
  readonly gaps: readonly Reason[]
  /** The rest only for the owner of the record that was matched. */
  readonly lowered?: readonly Reason[]
  readonly raises?: readonly { readonly text: string; readonly points: number | null }[]
  readonly state?: MatchState
  readonly given?: { readonly answer: string; readonly reason: string | null; readonly on: string } | null
  readonly note?: string | null
  /** Another platform negotiates it: whom to ask there. */
  readonly elsewhere?: { readonly platform: string; readonly contact: string } | null
  /** What may be said of it now. */
  readonly next?: readonly string[]
}

/** Answers and what they are called. */
const ANSWERS = { interested: '感兴趣', later: '以后再看', no: '不合适', undone: '收回答复' } as const
type Answer = keyof typeof ANSWERS
const KEYS: Readonly<Partial<Record<Answer, string>>> = { interested: '1', later: '2', no: '3' }

/** Phrases shown for a match; further ones weigh little. */
const PHRASES = 8
/** Parts of the text that are no reason anybody would give. */
const TEXT_PARTS = new Set(['phrase', 'singles', 'other', 'related', 'meaning.near', 'meaning.far'])

interface Props {
  readonly kind: RecordKind
  readonly id: string
  readonly match: Match
  readonly own: boolean
  readonly actions?: (match: Match) => ReactNode
}

/** A match with why, what does not fit, what would raise it, and the answers. */
export function MatchRow(props: Props) {
  const { kind, match, own, actions } = props
  const [isRefusing, setRefusing] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const answer = useAnswer(props)
  const say = async (word: Answer): Promise<void> => {
    if (word === 'no') {
      setRefusing(true)
      return
    }
    try {
      await answer(word)
    } catch (error) {
      setFault(error instanceof ApiError ? error.message : '没有答复成功，请重试。')
    }
  }
  return (
    <li data-match={match.id}>
      <div className="grow">
        <Head kind={kind} match={match} />
        <Why match={match} />
        {own && <Raises raises={match.raises ?? []} />}
        {match.elsewhere && (
          <p className="small">
            来源：{match.elsewhere.platform}，由对方平台办理对接；有意向的请联系 {match.elsewhere.contact}
          </p>
        )}
        {fault && <Alert type="error" showIcon title={fault} />}
        {own && (
          <div className="row">
            {(match.next ?? []).filter(isAnswer).map((word) => (
              <Button
                key={word}
                size="small"
                type={word === 'interested' ? 'primary' : 'default'}
                data-key={KEYS[word]}
                onClick={() => void say(word)}
                aria-label={`${ANSWERS[word]}：${match.name}`}
              >
                {ANSWERS[word]}
              </Button>
            ))}
            {actions?.(match)}
          </div>
        )}
      </div>
      {isRefusing && (
        <Refuse
          close={() => setRefusing(false)}
          send={async (values, key) => {
            await answer('no', values, key)
            setRefusing(false)
          }}
        />
      )}
    </li>
  )
}

function isAnswer(word: string): word is Answer {
  return Object.keys(ANSWERS).includes(word)
}

/** Lists follow an answer in the background, mostly within the first of these times. */
const FOLLOWS_MS = [1_500, 5_000]

function useAnswer({ kind, id, match }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const demandId = kind.kind === 'demand' ? id : match.id
  const achievementId = kind.kind === 'demand' ? match.id : id
  return async (word: Answer, reason: Record<string, unknown> = {}, key?: string): Promise<void> => {
    await send('POST', '/matches/answer', { demandId, achievementId, answer: word, ...reason }, key)
    await client.invalidateQueries({ queryKey: ['matches'] })
    for (const ms of FOLLOWS_MS)
      setTimeout(() => void client.invalidateQueries({ queryKey: ['matches'] }), ms)
    // The demander asks, the owner of an achievement offers.
    if (word === 'interested')
      void navigate(
        kind.kind === 'demand'
          ? `/deals/new?achievement=${achievementId}&demand=${demandId}`
          : `/deals/offer?demand=${demandId}&achievement=${achievementId}`,
      )
  }
}

const FIT_COLORS = { 高: 'success', 中: 'warning', 低: 'default' } as const

/** The record found, whose it is, how well it fits, and how it was answered. */
function Head({ kind, match }: { readonly kind: RecordKind; readonly match: Match }) {
  const fit = fitOf(match.coverage ?? 0)
  const { given } = match
  return (
    <>
      <Link to={`/${kind.kind === 'demand' ? 'achievements' : 'demands'}/${match.id}?view=public`}>
        {match.name}
      </Link>
      <div className="num">
        <Tag color={FIT_COLORS[fit]}>相合程度 {fit}</Tag> <b>{pointsText(match.score)} 分</b>{' '}
        <span className="soft">
          {[match.ownerName ?? '', ...besideOf(match.item ?? {})].filter(Boolean).join(' · ')}
        </span>
      </div>
      <Bar match={match} />
      {given && (
        <Tag color={match.state === 'unanswered' ? 'default' : 'success'}>
          {given.on} 答复：{isAnswer(given.answer) ? ANSWERS[given.answer] : given.answer}
          {given.reason && `（${given.reason}）`}
        </Tag>
      )}
      {match.note && <p className="soft small">{match.note}</p>}
    </>
  )
}

const total = (reasons: readonly Reason[]): number => reasons.reduce((sum, { points }) => sum + points, 0)

/** The score as a bar; the same in words for those who do not see it. */
function Bar({ match }: { readonly match: Match }) {
  const gains = total(match.reasons.filter(({ says }) => !TEXT_PARTS.has(says)))
  const losses = total([...match.gaps, ...(match.lowered ?? [])])
  const stretches = barOf({ text: match.text, gains, losses })
  const words = stretches.map(({ title, points }) => `${title} ${signedPoints(points)}`).join('，')
  return (
    <svg
      className="match-bar"
      role="img"
      aria-label={`得分构成：${words}`}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
    >
      <rect className="match-bar-all" x="0" y="0" width="100" height="4" />
      {stretches.map(({ kind, from, width }) => (
        <rect key={kind} className={`match-bar-${kind}`} x={from} y="0" width={width} height="4" />
      ))}
    </svg>
  )
}

/** Phrases met, facts that fit, gaps, and what earlier answers took. */
function Why({ match }: { readonly match: Match }) {
  const phrases = (match.phrases ?? []).slice(0, PHRASES)
  const near = match.reasons.find(({ says }) => says === 'meaning.near')
  const facts = match.reasons.filter(({ says }) => !TEXT_PARTS.has(says))
  return (
    <>
      <div className="soft chips">
        依据：
        {phrases.length === 0 && near === undefined && '没有整词相同，只有个别用字相同'}
        {near && <Tag>{near.text}</Tag>}
        {phrases.map(({ phrase }) => (
          <Tag key={phrase} color="processing">
            {phrase}
          </Tag>
        ))}
      </div>
      <Facts of={facts} />
      <Sentences title="差距" of={match.gaps} />
      <Sentences title="您的答复" of={match.lowered ?? []} />
    </>
  )
}

/** What fits, in one line: it is read less than the gaps. */
function Facts({ of }: { readonly of: readonly Reason[] }) {
  if (of.length === 0) return null
  return (
    <div className="match-facts">
      {of.map(({ says, text, points }) => (
        <span key={says}>
          {text}
          {points !== 0 && <span className="soft num"> {signedPoints(points)}</span>}
        </span>
      ))}
    </div>
  )
}

function Sentences({ title, of }: { readonly title: string; readonly of: readonly Reason[] }) {
  if (of.length === 0) return null
  return (
    <ul className="plain match-why" aria-label={title}>
      {of.map(({ says, text, points }) => (
        <li key={says}>
          {text}
          {points !== 0 && <span className="soft num"> {signedPoints(points)}</span>}
        </li>
      ))}
    </ul>
  )
}

/** What the owner of the record could do; the best first. */
function Raises({ raises }: { readonly raises: NonNullable<Match['raises']> }) {
  if (raises.length === 0) return null
  return (
    <details className="small">
      <summary>怎样提高相合程度</summary>
      <ul>
        {raises.map(({ text, points }) => (
          <li key={text}>
            {text}
            {points !== null && points > 0 && <span className="soft num"> {signedPoints(points)}</span>}
          </li>
        ))}
      </ul>
    </details>
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

/** A "no" carries its reason; the form is the server's, without the part that is known already. */
function Refuse({ close, send: sendReason }: RefuseProps) {
  const form = useQuery({
    queryKey: ['form', 'match-answer'],
    queryFn: () => get<FormReply>('/forms/match-answer'),
  })
  return (
    <Modal open title="为什么不合适？" footer={null} onCancel={close} destroyOnHidden>
      <p className="soft">原因会告诉对方，帮助改进；也会让以后的匹配更准。</p>
      {form.data ? (
        <SchemaForm
          schema={reasonOf(form.data.schema)}
          name="refuse-match"
          submitTitle="确认不合适"
          keeps={false}
          onCancel={close}
          onSubmit={sendReason}
        />
      ) : (
        <Loading rows={2} />
      )}
    </Modal>
  )
}

function reasonOf(schema: JsonSchema): JsonSchema {
  const { reason, note } = schema.properties ?? {}
  const always = (field: JsonSchema | undefined): JsonSchema => {
    const { when: _answered, ...rest } = field ?? {}
    return rest
  }
  return { type: 'object', required: ['reason'], properties: { reason: always(reason), note: always(note) } }
}
