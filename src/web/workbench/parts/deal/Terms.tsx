import { Select, Tag } from 'antd'
import { useState } from 'react'
import { changesOf } from '../../helpers/diff.ts'
import { timeText } from '../../helpers/format.ts'
import { fieldsOf, type JsonSchema } from '../../helpers/schema.ts'
import { Empty } from '../../shell/states.tsx'
import { DiffView } from '../DiffView.tsx'
import { FormDialog } from '../FormDialog.tsx'
import { RecordFacts } from '../RecordFacts.tsx'
import type { Deal } from './types.ts'

/** The latest terms, what is still open, every version with who changed what, and any two compared. */
export function Terms({ deal, schema }: { readonly deal: Deal; readonly schema: JsonSchema }) {
  const [latest] = deal.terms
  return (
    <div className="stack">
      {latest ? (
        <>
          <Standing deal={deal} />
          <RecordFacts schema={schema} record={latest.data} />
        </>
      ) : (
        <Empty title="还没有条款">
          任何一方都可以先提出一版条款：用页面下方的“提出条款”，表里已填好成果发布时的条件。
        </Empty>
      )}
      <Points deal={deal} schema={schema} />
      {deal.terms.length > 1 && <Compare deal={deal} schema={schema} />}
      {deal.terms.length > 0 && <History deal={deal} schema={schema} />}
    </div>
  )
}

function Standing({ deal }: { readonly deal: Deal }) {
  const [latest] = deal.terms
  if (!latest) return null
  const open = deal.points.filter((point) => !point.answer).length
  return (
    <p>
      第 {latest.version} 版，由 {latest.org} {latest.by} 于{' '}
      <span className="num">{timeText(latest.at)}</span> 提出
      {deal.agreedTermsVersion === latest.version
        ? '，双方已同意。'
        : latest.mine
          ? '，等待对方答复。'
          : '，请您答复：同意，或提出新的一版。'}
      {open > 0 && <Tag color="warning">还有 {open} 项待议</Tag>}
    </p>
  )
}

/** Open questions beside the terms; settled ones stay to be read. */
function Points({ deal, schema }: { readonly deal: Deal; readonly schema: JsonSchema }) {
  const fields = fieldsOf(schema)
  const titleOf = (name: string | null) => fields.find((field) => field.name === name)?.title ?? '整体'
  const mayAct = deal.may.negotiate
  const options = Object.fromEntries(fields.map((field) => [field.name, field.title]))
  return (
    <section aria-label="待议事项" className="stack-s">
      <div className="row">
        <h2 className="grow">待议事项</h2>
        {mayAct && (
          <FormDialog
            title="提出待议事项"
            form={pointSchema(options)}
            path={`/deals/${deal.id}/points`}
            next="对方会收到消息；解决后由任何一方标明。"
          />
        )}
      </div>
      {deal.points.length === 0 && <p className="soft">没有待议事项。拿不准、要商量的条款可以记在这里。</p>}
      <ul className="plain stack-s">
        {deal.points.map((point) => (
          <li key={point.id} className="listitem">
            <div className="row">
              <span className="grow">
                <Tag>{titleOf(point.field)}</Tag>
                {point.body}
              </span>
              {point.answer ? (
                <Tag color="success">已解决</Tag>
              ) : (
                mayAct && (
                  <FormDialog
                    title="标为解决"
                    small
                    label={`标为解决：${point.body}`}
                    form={answerSchema}
                    path={`/deals/${deal.id}/points/${point.id}/settle`}
                  />
                )
              )}
            </div>
            <div className="soft small num">
              {point.org} {point.by} · {timeText(point.at)}
              {point.answer &&
                `；${point.answer.org} ${point.answer.by} 于 ${timeText(point.answer.at)} 标为解决${
                  point.answer.body && `：${point.answer.body}`
                }`}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function pointSchema(options: Record<string, string>): JsonSchema {
  return {
    type: 'object',
    required: ['body'],
    properties: {
      field: { type: 'string', title: '关于哪一项条款', widget: 'select', options },
      body: { type: 'string', title: '待议事项', widget: 'textarea', minLength: 2, maxLength: 500 },
    },
  }
}

const answerSchema: JsonSchema = {
  type: 'object',
  properties: { body: { type: 'string', title: '怎样解决的', widget: 'textarea', maxLength: 500 } },
}

/** Any two versions beside each other: the latest two at first. */
function Compare({ deal, schema }: { readonly deal: Deal; readonly schema: JsonSchema }) {
  const [latest, before] = deal.terms
  const [from, setFrom] = useState(before?.version ?? 1)
  const [to, setTo] = useState(latest?.version ?? 1)
  const data = (version: number) => deal.terms.find((one) => one.version === version)?.data ?? {}
  const options = deal.terms.map((one) => ({
    value: one.version,
    label: `第 ${String(one.version)} 版（${one.org}）`,
  }))
  return (
    <section aria-label="版本比较" className="stack-s">
      <h2>版本比较</h2>
      <div className="row">
        <Select
          aria-label="从哪一版"
          value={from}
          options={options}
          onChange={setFrom}
          style={{ minWidth: 200 }}
        />
        <span>到</span>
        <Select
          aria-label="到哪一版"
          value={to}
          options={options}
          onChange={setTo}
          style={{ minWidth: 200 }}
        />
      </div>
      <DiffView schema={schema} changes={changesOf(data(from), data(to))} />
    </section>
  )
}

function History({ deal, schema }: { readonly deal: Deal; readonly schema: JsonSchema }) {
  const fields = fieldsOf(schema)
  return (
    <section aria-label="各版条款" className="stack-s">
      <h2>各版条款</h2>
      <ol className="plain stack-s">
        {deal.terms.map((one, i) => {
          const earlier = deal.terms[i + 1]
          const changed = earlier
            ? changesOf(earlier.data, one.data).map(
                (change) => fields.find((field) => field.name === change.field)?.title ?? change.field,
              )
            : []
          const agreed = deal.agreements.filter((agreement) => agreement.version === one.version)
          return (
            <li key={one.version}>
              <b>第 {one.version} 版</b> {one.org} {one.by}{' '}
              <span className="soft num">{timeText(one.at)}</span>
              {earlier && <div className="soft small">改动：{changed.join('、') || '无'}</div>}
              {agreed.map((agreement) => (
                <div key={agreement.org} className="soft small">
                  {agreement.org} {agreement.by} 于 {timeText(agreement.at)} 同意
                  {agreement.related !== null && `；申报：${agreement.related}${agreement.relatedNote ?? ''}`}
                </div>
              ))}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
