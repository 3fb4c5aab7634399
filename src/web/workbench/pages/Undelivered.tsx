import { ListPage } from '../parts/ListPage.tsx'
import { timeText } from '../helpers/format.ts'
import { Empty } from '../shell/states.tsx'

interface Missed {
  readonly personId: string
  readonly name: string
  readonly phone: string | null
  readonly orgs: readonly string[]
  readonly channel: string
  readonly since: string
  readonly reason: string
}

/** People whom no outside channel reached: somebody calls them instead. */
export function Undelivered() {
  return (
    <ListPage<Missed>
      title="未送达名单"
      lead="提醒没有送到的人，请电话告知。查看会留下记录。"
      path="/undelivered"
      idOf={(item) => item.personId + item.channel}
      columns={[
        { title: '姓名', draw: (item) => item.name, width: 120 },
        { title: '电话', draw: (item) => <span className="num">{item.phone ?? '未登记'}</span>, width: 150 },
        { title: '单位', draw: (item) => item.orgs.join('、') },
        { title: '通道', draw: (item) => item.channel, width: 120 },
        {
          title: '最近一次',
          draw: (item) => <span className="num">{timeText(item.since)}</span>,
          width: 160,
        },
        { title: '原因', draw: (item) => item.reason },
      ]}
      empty={<Empty title="提醒都送到了" />}
    />
  )
}
