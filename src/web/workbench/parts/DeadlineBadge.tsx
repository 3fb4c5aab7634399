import { Tag } from 'antd'
import { deadlineText, type Term } from '../helpers/deadline.ts'
import { useMe } from '../shell/session.tsx'

const COLOUR = {
  none: 'default',
  calm: 'processing',
  soon: 'warning',
  late: 'error',
  provisional: 'warning',
} as const

/** 剩余 3 个工作日 / 今天到期 / 超期 / 暂定，待节假日安排公布后确认 (P1). */
export function DeadlineBadge({ term }: { readonly term: Term }) {
  const { text, tone, day } = deadlineText(term, useMe().today)
  if (tone === 'none') return null
  return (
    <Tag color={COLOUR[tone]} title={day === null ? '' : `截止日 ${day}`} style={{ whiteSpace: 'normal' }}>
      {text}
      {tone === 'provisional' && day !== null && `（${day}）`}
    </Tag>
  )
}

const STATE_COLOUR: Readonly<Record<string, string>> = {
  草稿: 'default',
  审核中: 'warning',
  已发布: 'success',
  已驳回: 'error',
  不予通过: 'error',
  逾期: 'error',
  已付清: 'success',
  已入账: 'success',
  待第二人确认: 'warning',
  已作废: 'default',
  已冲正: 'default',
}

/** A state of a record, always with its word; colour only helps the eye. */
export function StateTag({ title }: { readonly title: string | null | undefined }) {
  return title ? <Tag color={STATE_COLOUR[title] ?? 'processing'}>{title}</Tag> : null
}
