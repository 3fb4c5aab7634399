import type { ReactNode } from 'react'
import { A, usePage } from './page.tsx'

/** Line under a page's title: who, when, which number; empty values are left out. */
export function ArticleMeta(props: {
  readonly items: readonly (readonly [title: string, value: ReactNode])[]
}) {
  const items = props.items.filter(([, value]) => value !== null && value !== '')
  return (
    <ul className="meta">
      {items.map(([title, value]) => (
        <li key={title}>
          <span className="quiet">{title}</span> {value}
        </li>
      ))}
    </ul>
  )
}

/** Names and values of a record; a row without value is left out. */
export function DescriptionList(props: {
  readonly rows: readonly (readonly [title: string, value: ReactNode])[]
}) {
  const rows = props.rows.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return (
    <dl className="facts">
      {rows.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A heading and text written by people, its lines kept; nothing when there is no text. */
export function Prose(props: { readonly title: string; readonly text: string | null }) {
  if (props.text === null || props.text === '') return null
  const lines = props.text.split(/\n+/)
  return (
    <section>
      <h2>{props.title}</h2>
      {lines.map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines of a text have no other name
        <p key={i} lang="zh-CN">
          {line}
        </p>
      ))}
    </section>
  )
}

/** What happened and when, oldest first. */
export function Timeline(props: {
  readonly entries: readonly { readonly at: string; readonly title: string; readonly note?: string }[]
}) {
  return (
    <ol className="timeline">
      {props.entries.map(({ at, title, note }) => (
        <li key={`${at} ${title}`}>
          <time>{at}</time> <strong>{title}</strong>
          {note === undefined || note === '' ? null : <p>{note}</p>}
        </li>
      ))}
    </ol>
  )
}

/** Print, and the permanent address written out so that a printed page has it. */
export function PageTools(props: { readonly permanent: string; readonly origin: string }) {
  const { t } = usePage()
  return (
    <p className="pagetools">
      <span className="quiet">
        {t('固定网址')} <A to={props.permanent}>{props.origin + props.permanent}</A>
      </span>
      <button type="button" hidden data-print>
        {t('打印')}
      </button>
    </p>
  )
}

/** 咨询 to the responsible unit (practice.md P40); a contact that is not set hides its line. */
export function Consult(props: { readonly answerDays: number | null }) {
  const { t, site } = usePage()
  const { unit, phone, email, address, hours } = site.consult
  return (
    <section className="card" id="consult">
      <h2>{t('咨询渠道')}</h2>
      <DescriptionList
        rows={[
          [t('责任单位'), unit],
          [t('电话'), phone === '' ? '' : <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>],
          [t('电子邮箱'), email === '' ? '' : <a href={`mailto:${email}`}>{email}</a>],
          [t('地址'), address],
          [t('办公时间'), hours],
          [
            t('答复期限'),
            props.answerDays === null || (phone === '' && email === '')
              ? ''
              : t('{days} 个工作日', { days: props.answerDays }),
          ],
        ]}
      />
      {phone === '' && email === '' ? <p className="quiet">{t('联系方式待责任单位公布。')}</p> : null}
    </section>
  )
}
