import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { ListPage, type Filter } from '../parts/ListPage.tsx'
import { PoolFacts, type PoolEntry } from '../parts/panel/PoolEntry.tsx'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

const FILTERS: readonly Filter[] = [
  choice('type', '类型', ['技术', '财务', '管理', '法律', '投资', '伦理']),
  choice('field', '领域', [
    '电子信息',
    '生物与新医药',
    '航空航天',
    '新材料',
    '高技术服务',
    '新能源与节能',
    '资源与环境',
    '先进制造与自动化',
  ]),
  choice('place', '地区', ['本市', '本市以外']),
  {
    name: 'state',
    title: '状态',
    options: [
      ['checking', '待审核'],
      ['notice', '公示中'],
      ['active', '在库'],
      ['renewal', '续期审核'],
      ['suspended', '已暂停'],
      ['expired', '已到期'],
      ['removed', '已移出'],
    ].map(([value = '', label = '']) => ({ value, label })),
  },
]

function choice(name: string, title: string, values: readonly string[]): Filter {
  return { name, title, options: values.map((value) => ({ value, label: value })) }
}

/** The pool of experts, for the unit that keeps it. */
export function Pool() {
  return (
    <ListPage<PoolEntry>
      title="专家库"
      lead="评审专家由这里抽取。次数只计已开会的评审，谁被抽中在会议之前不显示。"
      path="/pool-experts"
      idOf={(row) => row.id}
      searches="姓名、单位或编号"
      filters={FILTERS}
      above={<Statistics />}
      columns={[
        {
          title: '专家',
          draw: (row) => (
            <>
              <Link to={`/pool/${row.id}`}>{row.name}</Link>
              <div className="soft small num">{row.code}</div>
            </>
          ),
        },
        {
          title: '单位和职称',
          draw: (row) => (
            <>
              {row.unit}
              <div className="soft small">{row.title}</div>
            </>
          ),
        },
        { title: '类型', draw: (row) => row.type, width: 72 },
        { title: '领域', draw: (row) => row.fields.join('、') },
        { title: '地区', draw: (row) => row.region, width: 96 },
        {
          title: '有效期至',
          draw: (row) => <span className="num">{row.validUntil ?? '—'}</span>,
          width: 112,
        },
        { title: '本年评审', draw: (row) => row.met, width: 88, amount: true },
        { title: '状态', draw: (row) => row.stateTitle, width: 96 },
      ]}
      empty={<Empty title="没有符合条件的专家">可以请单位推荐，或由本人在“专家评审”页申请入库。</Empty>}
    />
  )
}

interface Figures {
  readonly experts: number
  readonly byType: readonly { readonly name: string; readonly n: number }[]
  readonly draws: number
  readonly invited: number
  readonly refused: number
  readonly silent: number
  readonly recusals: readonly {
    readonly kind: string
    readonly computed: number
    readonly declared: number
    readonly late: number
  }[]
  readonly paidFen: number
}

/** Counts of the pool and of what panels did with it. */
function Statistics() {
  const figures = useQuery({
    queryKey: ['pool-statistics'],
    queryFn: () => get<Figures>('/pool-experts/statistics'),
  })
  return (
    <Show query={figures} rows={2}>
      {(view) => (
        <section className="card" aria-label="统计">
          <dl className="facts">
            {factsOf(view).map(([label, value]) => (
              <Fragment key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      )}
    </Show>
  )
}

function factsOf(view: Figures): readonly (readonly [string, string])[] {
  const share = view.invited === 0 ? '—' : `${((view.refused / view.invited) * 100).toFixed(1)}%`
  return [
    ['在库', `${view.experts} 人：${view.byType.map(({ name, n }) => `${name} ${n}`).join('、')}`],
    ['抽取', `${view.draws} 次，邀请 ${view.invited} 人次，谢绝率 ${share}，未答复 ${view.silent} 人次`],
    [
      '回避',
      view.recusals
        .map(
          ({ kind, computed, declared, late }) =>
            `${kind}：平台查出 ${computed}、本人申报 ${declared}、事后发现 ${late}`,
        )
        .join('；') || '无',
    ],
    ['咨询费', `${(view.paidFen / 100).toFixed(2)} 元`],
  ]
}

/** One expert with the dossier of the admission. */
export function PoolExpert() {
  const { id = '' } = useParams()
  const entry = useQuery({
    queryKey: ['pool-expert', id],
    queryFn: () => get<PoolEntry>(`/pool-experts/${id}`),
  })
  return (
    <Show query={entry} rows={8} whole>
      {(view) => (
        <Page title={view.name} lead={<Link to="/pool">专家库</Link>}>
          <WithDossier id={view.dossierId}>
            <div className="card">
              <PoolFacts entry={view} />
            </div>
          </WithDossier>
        </Page>
      )}
    </Show>
  )
}
