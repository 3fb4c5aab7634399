import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, inquire } from '../api.ts'
import { secondText, timeText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import { without } from '../helpers/schema.ts'
import { playSealed } from '../helpers/sealed-rehearsal.ts'
import { RehearsedOpening, type OpenedRehearsal } from '../parts/lot/RehearsedOpening.tsx'
import { RehearsedResult } from '../parts/lot/RehearsedResult.tsx'
import type { LotView, Rehearsal, SealedView } from '../parts/lot/types.ts'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply, Row } from '../types.ts'

/** 演练 of a lot before it is announced: bidders that do not exist, on the rules it would be bid on by. */
export function LotRehearsal() {
  const { id = '' } = useParams()
  const [played, setPlayed] = useState<Rehearsal | null>(null)
  const [opened, setOpened] = useState<OpenedRehearsal | null>(null)
  const lot = useQuery({ queryKey: ['lot', id], queryFn: () => get<LotView>(`/lots/${id}`) })
  const form = useQuery({
    queryKey: ['form', 'lot-rehearsal'],
    queryFn: () => get<FormReply>('/forms/lot-rehearsal'),
  })
  const isSealed = lot.data?.manner === '密封报价'
  return (
    <Page
      title={`演练：${lot.data?.name ?? ''}`}
      lead={isSealed ? SEALED_LEAD : OPEN_LEAD}
      extra={<Link to={`/lots/${id}`}>回到挂牌</Link>}
    >
      {played && <Played played={played} />}
      {opened && <RehearsedOpening opened={opened} />}
      <Show query={lot} rows={5}>
        {(found) => (
          <Show query={form} rows={5}>
            {({ schema }) => (
              <div className="card">
                <SchemaForm
                  schema={isSealed ? without(schema, OF_OPEN_BIDDING) : schema}
                  name="lot-rehearsal"
                  submitTitle={played || opened ? '再演练一次' : '开始演练'}
                  keeps={false}
                  onSubmit={async (values) => {
                    if (found.sealed) setOpened(await rehearseSealed(found, found.sealed, values))
                    else
                      setPlayed(
                        await inquire<Rehearsal>(
                          `/lots/${id}/rehearsal`,
                          values,
                          new AbortController().signal,
                        ),
                      )
                    window.scrollTo(0, 0)
                  }}
                />
              </div>
            )}
          </Show>
        )}
      </Show>
    </Page>
  )
}

const OPEN_LEAD = '公告以前先看这样的底价、加价和时间会怎样竞价；竞买人都是模拟的，不保存，也不产生任何效果。'
const SEALED_LEAD =
  '公告以前先走一遍密封和开标：模拟的竞买人在您的浏览器里密封报价，模拟的保管人用临时的密钥开标；不保存，也不产生任何效果。'
/** Fields of the rehearsal that only open bidding has. */
const OF_OPEN_BIDDING = ['snipers', 'orders', 'outage', 'seed']

/** Closed in this browser as a bidder closes a bid, opened on the server as custodians open one. */
async function rehearseSealed(
  { id, floorFen }: LotView,
  { seats, threshold }: SealedView,
  values: Row,
): Promise<OpenedRehearsal> {
  const bidders = Number(values['bidders'])
  const made = await playSealed({ floorFen, bidders, seats, threshold })
  return inquire<OpenedRehearsal>(`/lots/${id}/rehearsal/opening`, made, new AbortController().signal)
}

function Played({ played }: { readonly played: Rehearsal }) {
  return (
    <RehearsedResult
      rehearsed={played}
      words={{ what: '竞价', nobody: '没有人出价，流标', record: '竞价记录', when: '结束' }}
      facts={
        <>
          <dt>公告的结束时间</dt>
          <dd className="num">{timeText(played.endsAt)}</dd>
          <dt>实际结束</dt>
          <dd className="num">
            {timeText(played.closesAt)}
            {played.closesAt !== played.endsAt &&
              `，截止时间移动了 ${String(played.steps.filter(({ moved }) => moved).length)} 次`}
          </dd>
        </>
      }
    >
      <Steps steps={played.steps} />
    </RehearsedResult>
  )
}

function Steps({ steps }: { readonly steps: Rehearsal['steps'] }) {
  return (
    <div className="scroll-x" role="region" aria-label="演练的过程" tabIndex={0}>
      <table className="grid">
        <caption>演练的过程（{steps.length} 步）</caption>
        <thead>
          <tr>
            <th scope="col">时间</th>
            <th scope="col">事项</th>
            <th scope="col">代号</th>
            <th scope="col">金额</th>
            <th scope="col">此后的截止时间</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- steps of one rehearsal never change their order
            <tr key={i}>
              <td className="num">{secondText(step.at)}</td>
              <td>{saysOf(step)}</td>
              <td className="num">{step.alias}</td>
              <td className="num">{step.amountFen === null ? '' : yuanReading(step.amountFen)}</td>
              <td className="num">
                {secondText(step.closesAt)}
                {step.moved && '（顺延）'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const SAYS = {
  order: '设定自动出价的最高价',
  bid: '出价',
  outage: '服务中断后恢复',
  refused: '现价已高过所设的最高价，没有设定',
} as const

function saysOf({ kind, auto }: Rehearsal['steps'][number]): string {
  return auto ? '自动出价' : SAYS[kind]
}
