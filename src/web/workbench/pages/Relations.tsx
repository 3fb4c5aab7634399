import { FormDialog } from '../parts/FormDialog.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

interface Row {
  readonly id: string
  readonly org: string
  readonly kind: string
  readonly name: string
  readonly tail: string | null
  readonly code: string | null
  readonly shareBp: number | null
  readonly ofName: string | null
  readonly fromOn: string
  readonly untilOn: string | null
  readonly source: string
  readonly mayEnd: boolean
}

/** Who owns, leads and is close to the own organisation, or, for the office of the market, to any. */
export function Relations() {
  const me = useMe()
  return (
    <ListPage<Row>
      title="关联关系登记"
      lead="登记法定代表人、股东、高级管理人员和近亲属等。协议定价和竞得后，系统据此提示双方可能的关联：提示只要求说明，不代替判断。近亲属的姓名不告诉对方。"
      path="/relations"
      idOf={(row) => row.id}
      columns={[
        { title: '单位', draw: (row) => row.org, width: 220 },
        { title: '关系', draw: (row) => row.kind + shareText(row.shareBp), width: 200 },
        { title: '姓名或单位', draw: nameOf },
        {
          title: '起止',
          draw: (row) => (
            <span className="num">
              {row.fromOn} 至 {row.untilOn ?? '今'}
            </span>
          ),
          width: 210,
        },
        { title: '来源', draw: (row) => row.source, width: 120 },
        {
          title: '',
          draw: (row) =>
            row.mayEnd && (
              <FormDialog title="登记结束" small form="tie-end" path={`/relations/${row.id}/end`} />
            ),
          width: 110,
        },
      ]}
      extra={
        holds(me, ['relation.keep']) && (
          <FormDialog title="登记一条关系" primary form="tie" path="/relations" submitTitle="登记" />
        )
      }
      empty={<Empty title="还没有登记关联关系" />}
    />
  )
}

function nameOf({ name, tail, code, ofName }: Row): string {
  const of = ofName === null ? '' : `（${ofName}的近亲属）`
  const number = tail === null ? (code ?? '') : `证件尾号 ${tail}`
  return `${name}${of} ${number}`.trim()
}

function shareText(shareBp: number | null): string {
  return shareBp === null ? '' : ` ${String(shareBp / 100)}%`
}
