import { fee, instantText } from '#platform/text/format.ts'
import { Pager } from '#web/portal/find.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { ResultTable, SampleTag, type Column } from '#web/portal/results.tsx'
import type { Step } from '../../verify/auction.ts'
import type { OpeningStep } from '../../verify/sealed.ts'
import type { PageRequest, PortalDeps } from './deps.ts'
import type { LotReplay } from './lot-deps.ts'
import { LotPlayer } from './lot-player.tsx'

/** Steps of a page; a hot bidding has thousands. */
const STEPS_A_PAGE = 200

/**
 * `/lots/{public id}/replay`: the public record read again step by step by the outsider's check (`src/verify`), which
 * makes the award itself; works without JavaScript.
 */
export async function lotReplayPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const found = await deps.lotReplay(request.params['publicId'] ?? '')
  if (found === null) return null
  const { t } = speech(request.lang)
  const title = t('重放复核')
  const { name, publicId } = found
  return {
    status: 200,
    title: `${title}：${name}`,
    description: t('《{name}》的竞价按公开的记录逐步重放，由不含平台代码的复核程序重新推算结果。', { name }),
    crumbs: [{ title: t('挂牌竞价'), to: '/lots' }, { title: name, to: `/lots/${publicId}` }, { title }],
    canonical: `${request.origin}/lots/${publicId}/replay`,
    body: (
      <section className="card">
        <h1>
          {title}：<span lang="zh-CN">{name}</span> <SampleTag sample={found.sample} />
        </h1>
        {found.kind === 'none' ? (
          <p className="note">{t('竞价还没有结束，或者没有人报价，没有可以重放的记录。')}</p>
        ) : (
          <Replayed found={found} origin={request.origin} />
        )}
        <p>
          <A to={`/lots/${publicId}`}>{t('回到挂牌公告')}</A>
        </p>
      </section>
    ),
  }
}

type Found = Exclude<LotReplay, { readonly kind: 'none' }>

function Replayed({ found, origin }: { readonly found: Found; readonly origin: string }) {
  const { t } = usePage()
  const path = `/api/v1/lots/${found.publicId}/${found.kind === 'open' ? 'record' : 'opening'}`
  const program = found.kind === 'open' ? 'auction' : 'sealed'
  return (
    <>
      <Verdict found={found} />
      {found.kind === 'open' && found.replay.leaf !== null && found.replay.faults.length === 0 ? (
        <p>
          {t(
            '只有一家合格：成交价与它申请时封存的报价核对一致。存证上写的时间在竞价开始以前，这个时间由平台记载；开始以前由外部见证人签署、并且含有这条存证的检查点，才能证明它不是事后补写的：',
          )}{' '}
          <A to={`/verify?leaf=${found.replay.leaf}`}>
            <code>{found.replay.leaf.slice(0, 16)}</code>
          </A>
        </p>
      ) : null}
      <LotPlayer found={found} />
      <h2>{t('逐步重放')}</h2>
      {found.kind === 'open' ? (
        <Steps rows={found.replay.steps} columns={openColumns(t)} id={found.publicId} />
      ) : (
        <Steps rows={found.replay.steps} columns={sealedColumns(t)} id={found.publicId} />
      )}
      <h2>{t('自己复核')}</h2>
      <p>{t('下载完整的公开记录，用不含平台代码的命令行重新推算：')}</p>
      <pre className="scroll" tabIndex={0}>{`node src/verify/${program}.ts ${origin}${path}`}</pre>
      <p>
        <A to={path}>{t('完整的公开记录（JSON）')}</A>
      </p>
    </>
  )
}

function Verdict({ found: { replay } }: { readonly found: Found }) {
  const { t, lang } = usePage()
  const { award, faults } = replay
  if (faults.length > 0)
    return (
      <div className="note bad" role="status">
        <p>{t('重放的结果与公布的不一致：')}</p>
        <ul>
          {faults.map((fault) => (
            <li key={fault} lang="zh-CN">
              {fault}
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <p className="note good" role="status">
      {award === null
        ? t('重放一致：没有有效的报价，流标。')
        : t(
            '重放一致：按公开的记录和公告的规则重新推算，成交人是代号 {alias}，成交价 {price}，与公布的相同。',
            {
              alias: award.alias,
              price: fee(award.amountFen, lang),
            },
          )}
    </p>
  )
}

interface Listed<Row> {
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row & { readonly index: number }>[]
  readonly id: string
}

function Steps<Row extends object>({ rows, columns, id }: Listed<Row>) {
  const { t, query } = usePage()
  const from = Math.max(0, Math.trunc(Number(query.get('cursor'))) || 0)
  const numbered = rows.map((row, index) => ({ ...row, index }))
  const until = from + STEPS_A_PAGE
  return (
    <>
      <ResultTable
        caption={t('逐步重放')}
        columns={columns}
        rows={numbered.slice(from, until)}
        id={({ index }) => String(index)}
      />
      <Pager path={`/lots/${id}/replay`} next={until < rows.length ? String(until) : null} />
    </>
  )
}

type T = ReturnType<typeof usePage>['t']

function Money({ fen }: { readonly fen: number | null }) {
  const { lang } = usePage()
  return fen === null ? '' : fee(fen, lang)
}

function openColumns(t: T): readonly Column<Step & { readonly index: number }>[] {
  const says: Readonly<Record<Step['kind'], string>> = {
    start: t('竞价开始'),
    order: t('设定自动出价的最高价'),
    bid: t('出价'),
    outage: t('服务中断恢复'),
    close: t('结束'),
  }
  return [
    { title: t('时间'), head: true, cell: ({ at }) => <time>{instantText(at)}</time> },
    { title: t('事项'), cell: ({ kind, auto }) => (auto ? t('自动出价') : says[kind]) },
    { title: t('代号'), cell: ({ alias }) => alias ?? '' },
    { title: t('金额'), number: true, cell: ({ amountFen }) => <Money fen={amountFen} /> },
    { title: t('此后的截止时间'), cell: ({ closesAt }) => instantText(closesAt) },
    {
      title: t('核对'),
      wide: true,
      cell: ({ fault, moved }) =>
        fault === null ? moved ? t('符合规则，截止顺延') : t('符合规则') : <span lang="zh-CN">{fault}</span>,
    },
  ]
}

function sealedColumns(t: T): readonly Column<OpeningStep & { readonly index: number }>[] {
  const says: Readonly<Record<OpeningStep['kind'], string>> = {
    received: t('收到密封报价'),
    opened: t('用保管人的份额打开'),
    close: t('按最高的有效报价评定'),
  }
  return [
    { title: t('事项'), head: true, cell: ({ kind }) => says[kind] },
    { title: t('时间'), cell: ({ at }) => (at === null ? '' : <time>{instantText(at)}</time>) },
    {
      title: t('代号'),
      cell: ({ alias, n }) => (n === null ? (alias ?? '') : `${alias ?? ''} · ${String(n)}`),
    },
    {
      title: t('摘要'),
      wide: true,
      cell: ({ digest }) => (digest === null ? '' : <code>{digest.slice(0, 16)}</code>),
    },
    {
      title: t('金额'),
      number: true,
      cell: ({ kind, amountFen }) =>
        kind === 'opened' && amountFen === null ? t('打不开') : <Money fen={amountFen} />,
    },
  ]
}
