import { dayNumber } from '#platform/calendar/day.ts'
import { dayOf } from '#platform/text/format.ts'
import { ArticleMeta, DescriptionList, PageTools, Prose, Timeline } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page, type Redirect } from '#web/portal/page.tsx'
import { SampleTag, SourceTag, Tag } from '#web/portal/results.tsx'
import type {
  IpRow,
  Kind,
  ListKind,
  MatchRow,
  OfferRecord,
  PageRequest,
  PortalDeps,
  RecordView,
  SourceView,
} from './deps.ts'
import { Interest } from './interest.tsx'
import { Offers } from './licences.tsx'
import { listSpecs, moneyText, regionTitle, trlTitle } from './lists.tsx'

const DESCRIPTION_LENGTH = 120

/** `/achievements/{publicId}` and `/demands/{publicId}`; null when nothing public has this identifier. */
export function recordPage(kind: Kind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<Page | null> => {
    const record = await deps.record(kind, request.params['publicId'] ?? '')
    if (record === null) return null
    const { t } = speech(request.lang)
    const { path, title } = listSpecs[kind]
    const offers = kind === 'achievement' ? await deps.offers(record.id) : []
    return {
      status: 200,
      title: record.name,
      description: record.summary.replace(/\s+/g, ' ').slice(0, DESCRIPTION_LENGTH),
      crumbs: [{ title: t(title), to: path }, { title: record.name }],
      canonical: `${request.origin}${path}/${record.publicId}`,
      body: <RecordBody record={record} request={request} deps={deps} offers={offers} />,
    }
  }
}

/** `/id/<kind>/<public id>`: the address that stays when pages move. */
export async function permanentPage(_deps: PortalDeps, request: PageRequest): Promise<Redirect | null> {
  const { kind, publicId } = request.params
  if (kind === undefined || !Object.hasOwn(listSpecs, kind) || publicId === undefined) return null
  return { status: 302, location: `${listSpecs[kind as ListKind].path}/${encodeURIComponent(publicId)}` }
}

interface Parts {
  readonly record: RecordView
  readonly request: PageRequest
  readonly deps: PortalDeps
  readonly offers: readonly OfferRecord[]
}

function RecordBody({ record, request, deps, offers }: Parts) {
  const { t, word } = usePage()
  return (
    <div className="with-side">
      <article className="card">
        <RecordHead record={record} today={request.today} />
        {record.isBlind ? (
          <p className="note">{t('需求方选择先不公开单位。您提出方案后，由对方决定是否向您公开。')}</p>
        ) : null}
        {record.withheld === null ? null : <p className="note warn">{record.withheld}</p>}
        <Facts record={record} deps={deps} lang={request.lang} />
        <Prose
          title={record.kind === 'achievement' ? t('简介') : t('需要解决的问题')}
          text={record.summary}
        />
        {record.texts.map(([title, text]) => (
          <Prose key={title} title={word(title)} text={text} />
        ))}
        <Metrics record={record} />
        <IpTable rows={record.ip} />
        {record.history.length === 0 ? null : (
          <section>
            <h2>{t('办理经过')}</h2>
            <Timeline
              entries={record.history.map(({ at, title }) => ({ at: dayOf(at), title: word(title) }))}
            />
          </section>
        )}
        <PageTools permanent={`/id/${record.kind}/${record.publicId}`} origin={request.origin} />
      </article>
      <div>
        <Offers
          offers={offers}
          request={request}
          here={`${listSpecs[record.kind].path}/${record.publicId}`}
          newKey={deps.newKey}
        />
        <Interest record={record} request={request} newKey={deps.newKey} answerDays={deps.answerDays} />
        <Matches record={record} />
      </div>
    </div>
  )
}

function RecordHead({ record, today }: { readonly record: RecordView; readonly today: string }) {
  const { t, word } = usePage()
  return (
    <>
      <h1>
        <span lang="zh-CN">{record.name}</span> <SampleTag sample={record.sample} />{' '}
        <SourceTag platform={record.source?.platform} />
      </h1>
      {record.sample ? (
        <p className="note warn">{t('示例：本条记录为演示而写，不是真实的成果或需求。')}</p>
      ) : null}
      <ArticleMeta
        items={[
          [t('编号'), record.code],
          [t('发布'), record.publishedAt === '' ? '' : dayOf(record.publishedAt)],
          [t('最近确认有效'), record.confirmedOn ?? ''],
          [t('更新'), record.updatedAt === null ? '' : dayOf(record.updatedAt)],
          [
            t('状态'),
            <Tag key="s" tone={record.isOpen ? 'good' : 'plain'}>
              {word(record.state)}
            </Tag>,
          ],
          [
            record.kind === 'achievement' ? t('有效期至') : t('截止日期'),
            record.until === null ? '' : <Until key="u" day={record.until} today={today} />,
          ],
        ]}
      />
    </>
  )
}

function Until({ day, today }: { readonly day: string; readonly today: string }) {
  const { t } = usePage()
  const days = dayNumber(day) - dayNumber(today)
  return (
    <>
      {day}{' '}
      <Tag tone={days < 0 ? 'bad' : 'plain'}>{days < 0 ? t('已到期') : t('剩余 {days} 天', { days })}</Tag>
    </>
  )
}

/** Which platform lists it, and its page there. */
function Source({ source }: { readonly source: SourceView }) {
  const { t } = usePage()
  return (
    <>
      {source.platform}
      {source.link === null ? null : (
        <>
          {' '}
          <a href={source.link} rel="noreferrer nofollow">
            {t('查看原始页面')}
          </a>
        </>
      )}
    </>
  )
}

function Facts(props: {
  readonly record: RecordView
  readonly deps: PortalDeps
  readonly lang: PageRequest['lang']
}) {
  const { t, word } = usePage()
  const { record, deps, lang } = props
  const isAchievement = record.kind === 'achievement'
  return (
    <DescriptionList
      rows={[
        [isAchievement ? t('完成单位') : t('需求单位'), record.source?.owner ?? word(record.ownerName)],
        [t('来源'), record.source === null ? '' : <Source key="source" source={record.source} />],
        [t('单位类别'), word(record.ownerClass ?? '')],
        [t('地区'), record.region === null ? '' : regionTitle(deps.regions, record.region, lang)],
        [t('技术领域'), word(record.techField ?? '')],
        [t('成熟度'), record.trl === null ? '' : trlTitle(record.trl)],
        [
          isAchievement ? t('转化方式') : t('合作方式'),
          record.modes.map(word).join(lang === 'en' ? ', ' : '、'),
        ],
        [t('定价方式'), word(record.priceMode ?? '')],
        [isAchievement ? t('意向价格') : t('预算'), <strong key="m">{moneyText(record.money, lang)}</strong>],
        ...record.facts.map(([title, value]) => [word(title), word(value)] as const),
        [t('关键词'), record.keywords.join('、')],
      ]}
    />
  )
}

function Metrics({ record }: { readonly record: RecordView }) {
  const { t } = usePage()
  if (record.metrics.length === 0) return null
  return (
    <section>
      <h2>{t('目标指标')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('指标')}</th>
            <th scope="col">{t('要求')}</th>
          </tr>
        </thead>
        <tbody>
          {record.metrics.map((metric) => (
            <tr key={metric.name}>
              <th scope="row">{metric.name}</th>
              <td>
                {metric.value} {metric.unit}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function IpTable({ rows }: { readonly rows: readonly IpRow[] }) {
  const { t, word } = usePage()
  if (rows.length === 0) return null
  const days = (row: IpRow) =>
    [
      row.filedOn === null ? '' : t('申请 {day}', { day: row.filedOn }),
      row.grantedOn === null ? '' : t('授权 {day}', { day: row.grantedOn }),
      row.expiresOn === null ? '' : t('届满 {day}', { day: row.expiresOn }),
    ].filter((text) => text !== '')
  return (
    <section>
      <h2>{t('知识产权')}</h2>
      <div className="scroll" role="region" aria-label={t('知识产权')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('类型')}</th>
              <th scope="col">{t('号码')}</th>
              <th scope="col">{t('法律状态')}</th>
              <th scope="col">{t('日期')}</th>
              <th scope="col">{t('权利人')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.type} ${row.number ?? ''}`}>
                <th scope="row">{word(row.type)}</th>
                <td>{row.number ?? t('不公开')}</td>
                <td>
                  <Tag tone={row.status === '已授权' ? 'good' : row.status === '失效' ? 'bad' : 'plain'}>
                    {word(row.status)}
                  </Tag>
                </td>
                <td>
                  {days(row).map((text) => (
                    <time key={text}>{text}</time>
                  ))}
                </td>
                <td>{row.owners.join('、')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Records of the other kind with the phrases that met, so that a reader sees why. */
function Matches({ record }: { readonly record: RecordView }) {
  const { t } = usePage()
  const isAchievement = record.kind === 'achievement'
  const { path } = listSpecs[isAchievement ? 'demand' : 'achievement']
  return (
    <section className="card brief">
      <h2>{isAchievement ? t('相近的需求') : t('可能适用的成果')}</h2>
      {isAchievement ? (
        <p>
          <A to={`/pilot-services/find?achievement=${record.publicId}`}>{t('谁能做中试？找中试服务')}</A>
        </p>
      ) : null}
      {record.matches.length === 0 ? (
        <p className="quiet">{t('暂时没有共同用语足够多的记录；有新记录时会自动比对。')}</p>
      ) : (
        <ul>
          {record.matches.map((match) => (
            <MatchLine key={match.publicId} match={match} path={path} />
          ))}
        </ul>
      )}
    </section>
  )
}

function MatchLine({ match, path }: { readonly match: MatchRow; readonly path: string }) {
  const { t, lang } = usePage()
  return (
    <li>
      <A to={`${path}/${match.publicId}`}>{match.name}</A> <SampleTag sample={match.sample} />
      <p className="quiet">{match.ownerName}</p>
      {match.phrases.length === 0 ? null : (
        <p>
          <span className="quiet">{t('都提到')}</span>{' '}
          {match.phrases.map((phrase) => (
            <span key={phrase}>
              <mark>{phrase}</mark>{' '}
            </span>
          ))}
        </p>
      )}
      {match.gaps.length === 0 ? null : (
        <ul className="quiet">
          {match.gaps.map((gap) => (
            <li key={gap.zh}>{lang === 'zh' ? gap.zh : gap.en}</li>
          ))}
        </ul>
      )}
    </li>
  )
}
