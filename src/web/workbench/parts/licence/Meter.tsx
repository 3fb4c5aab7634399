import { timeText } from '../../helpers/format.ts'
import { ActButton, FormDialog } from '../FormDialog.tsx'
import type { Reading, Trial } from './types.ts'

const disputeSchema = {
  type: 'object',
  required: ['note'],
  properties: {
    note: {
      type: 'string',
      title: '异议说明',
      widget: 'textarea',
      maxLength: 500,
      minLength: 1,
      help: '写明认为应是多少、依据什么；对方会看到。',
    },
  },
} as const

/** What the meter showed: written by the user, confirmed or disputed by the owner. */
export function Meter({ trial }: { readonly trial: Trial }) {
  return (
    <section aria-label="计量">
      <div className="row">
        <h2 className="grow">计量</h2>
        {trial.mayRecord && (
          <FormDialog title="登记读数" form="trial-reading" path={`/licence-trials/${trial.id}/readings`} />
        )}
      </div>
      <p>
        合计 <b className="num">{trial.meter.quantity}</b> {trial.unit}
        {trial.meter.disputed > 0 && `，其中 ${String(trial.meter.disputed)} 次有异议`}
      </p>
      {trial.readings.length === 0 ? (
        <p className="soft">还没有读数。</p>
      ) : (
        <ul className="plain stack-s">
          {trial.readings.map((reading) => (
            <ReadingItem key={reading.id} trial={trial} reading={reading} />
          ))}
        </ul>
      )}
    </section>
  )
}

function ReadingItem({ trial, reading }: { readonly trial: Trial; readonly reading: Reading }) {
  const isGone = reading.word === 'replace'
  return (
    <li className="listitem">
      <span className="num">
        {reading.fromOn} 至 {reading.toOn}
      </span>{' '}
      {isGone ? (
        <del className="num">
          {reading.quantity} {trial.unit}
        </del>
      ) : (
        <b className="num">
          {reading.quantity} {trial.unit}
        </b>
      )}{' '}
      {reading.wordTitle}
      {reading.note !== '' && <div>{reading.note}</div>}
      {reading.file && (
        <div>
          <a href={`/api/v1/files/${reading.file.id}`}>{reading.file.name}</a>
        </div>
      )}
      {reading.answer && reading.answer.note !== '' && (
        <div>
          {reading.answer.by}：{reading.answer.note}
        </div>
      )}
      <div className="row">
        <span className="soft small num grow">
          {reading.by} {timeText(reading.at)}
        </span>
        <ReadingButtons trial={trial} reading={reading} />
      </div>
    </li>
  )
}

function ReadingButtons({ trial, reading }: { readonly trial: Trial; readonly reading: Reading }) {
  const path = `/licence-trials/${trial.id}/readings/${reading.id}`
  const span = `${reading.fromOn} 至 ${reading.toOn}`
  return (
    <>
      {reading.mayAnswer && (
        <ActButton
          title="确认读数"
          label={`确认读数 ${span}`}
          small
          path={`${path}/answer`}
          also={{ word: 'confirm' }}
          lead={
            <p>
              确认 {span} 的用量是 {reading.quantity} {trial.unit}？
            </p>
          }
        />
      )}
      {reading.mayDispute && (
        <FormDialog
          title="有异议"
          label={`有异议 ${span}`}
          small
          form={disputeSchema}
          path={`${path}/answer`}
          also={{ word: 'dispute' }}
        />
      )}
      {reading.mayCorrect && (
        <FormDialog
          title="更正"
          label={`更正 ${span}`}
          small
          form="trial-reading"
          path={`${path}/correct`}
          initial={{
            fromOn: reading.fromOn,
            toOn: reading.toOn,
            quantity: reading.quantity,
            note: reading.note,
          }}
        />
      )}
    </>
  )
}
