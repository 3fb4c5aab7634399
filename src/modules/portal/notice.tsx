import type { NoticeView, ShownVersion } from '#platform/notice/view.ts'
import { dateTime } from '#platform/text/format.ts'
import { ArticleMeta, DescriptionList, PageTools } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { SampleTag, Tag, Word } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'
import { useCountdown } from './notices.tsx'
import { ObjectionForm } from './objection.tsx'

/** `/notices/{public id}`: what it says, how long it runs, what became of it, and the proof. */
export async function noticePage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const notice = await deps.notice(request.params['publicId'] ?? '')
  if (notice === null) return null
  const { t, word } = speech(request.lang)
  return {
    status: 200,
    title: word(notice.name),
    description: t('公示期 {days} 个{kind}', {
      days: notice.term.days,
      kind: word(notice.term.kind),
    }),
    crumbs: [{ title: t('公示'), to: '/notices' }, { title: word(notice.name) }],
    canonical: `${request.origin}/notices/${notice.id}`,
    body: (
      <div className="with-side">
        <article className="card">
          <Notice notice={notice} />
          <Proof notice={notice} />
          <PageTools permanent={`/id/notice/${notice.id}`} origin={request.origin} />
        </article>
        <section className="card noprint" id="objection">
          <h2>{t('提出异议')}</h2>
          <ObjectionForm notice={notice} request={request} newKey={deps.newKey} newCode={deps.newCode} />
        </section>
      </div>
    ),
  }
}

function Notice({ notice }: { readonly notice: NoticeView }) {
  const { t, word } = usePage()
  const left = useCountdown(notice)
  return (
    <>
      <h1>
        <Word text={notice.name} /> <SampleTag sample={notice.sample} />
      </h1>
      <ArticleMeta
        items={[
          [
            t('状态'),
            <Tag key="s" tone={notice.state === 'open' ? 'good' : 'plain'}>
              {word(notice.stateTitle)}
            </Tag>,
          ],
          [t('承办单位'), notice.unit],
          [t('公示范围'), word(notice.audienceTitle)],
          [t('编号'), notice.code],
        ]}
      />
      <DescriptionList
        rows={[
          [t('公示期'), t('{days} 个{kind}', { days: notice.term.days, kind: word(notice.term.kind) })],
          [t('起止'), t('自 {from} 至 {until}', { from: notice.startsOn, until: notice.lastDay })],
          [t('剩余'), left === null ? '' : <strong>{left}</strong>],
          [t('说明'), t('开始当日不计入；最后一日遇休息日顺延；期满次日才能办结。')],
          [t('原因'), notice.reason ?? ''],
        ]}
      />
      {notice.provisional ? (
        <p className="note warn">{t('截止日暂定，待节假日安排公布后确认；确认之前不会办结。')}</p>
      ) : null}
      {notice.openObjections === 0 ? null : (
        <p className="note warn">
          {t('已收到 {n} 件实名异议，书面答复之前不会办结。', { n: notice.openObjections })}
        </p>
      )}
      <Content notice={notice} />
      <Others notice={notice} />
    </>
  )
}

function Content({ notice }: { readonly notice: NoticeView }) {
  const { t, word } = usePage()
  return (
    <>
      <h2>{t('公示内容')}</h2>
      {notice.fields === null ? (
        <p>{t('这期公示面向本单位：内容由本单位人员登录工作台查看，这里公布标题、期限和存证。')}</p>
      ) : (
        <DescriptionList
          rows={notice.fields.map(({ label, value }) => [
            word(label),
            <span key="v" lang="zh-CN">
              {value}
            </span>,
          ])}
        />
      )}
    </>
  )
}

function Others({ notice }: { readonly notice: NoticeView }) {
  const { t, word } = usePage()
  if (notice.others.length === 0) return null
  return (
    <>
      <h2>{t('同一事项的其他公示')}</h2>
      <ul className="list">
        {notice.others.map((other) => (
          <li key={other.id}>
            <A to={`/notices/${other.id}`}>{dateTime(other.openedAt)}</A> <Tag>{word(other.stateTitle)}</Tag>
          </li>
        ))}
      </ul>
    </>
  )
}

/** When it began, each version with what changed, when it ended: all with their leaves in the evidence. */
function Proof({ notice }: { readonly notice: NoticeView }) {
  const { t } = usePage()
  const edits = notice.versions.length - 1
  return (
    <section>
      <h2>{t('存证')}</h2>
      <p>
        {edits === 0
          ? t('自 {at} 起公示，内容没有改动。', { at: dateTime(notice.openedAt) })
          : t('自 {at} 起公示，更正 {n} 次，每次更正如下。', { at: dateTime(notice.openedAt), n: edits })}
      </p>
      <ol className="timeline">
        {notice.versions.map((version) => (
          <li key={version.version}>
            <VersionText version={version} />
          </li>
        ))}
        {notice.end === null ? null : (
          <li>
            <time>{dateTime(notice.end.at)}</time> <strong>{t('结束')}</strong>
            <Hash title={t('存证')} value={notice.end.leaf} isLeaf />
          </li>
        )}
      </ol>
      <p className="quiet">
        {t('存证是这一步记录的叶哈希，其中写明内容摘要；个人信息和本单位公示的内容只以加盐承诺计入摘要。')}{' '}
        <A to={`/verify?notice=${notice.id}`}>{t('在自己的浏览器里核验')}</A> ·{' '}
        <A to={`/api/v1/notices/${notice.id}`}>{t('下载存证数据')}</A>
      </p>
    </section>
  )
}

function VersionText({ version }: { readonly version: ShownVersion }) {
  const { t } = usePage()
  return (
    <>
      <time>{dateTime(version.at)}</time> <strong>{t('第 {n} 版', { n: version.version })}</strong>
      {version.reason === null ? null : <p lang="zh-CN">{version.reason}</p>}
      {version.changes.map(({ label, before, after }) => (
        <p key={label} lang="zh-CN">
          {label}：<del>{before}</del> <ins>{after}</ins>
        </p>
      ))}
      <Hash title={t('内容摘要')} value={version.digest} />
      <Hash title={t('存证')} value={version.leaf} isLeaf />
    </>
  )
}

function Hash(props: { readonly title: string; readonly value: string; readonly isLeaf?: true }) {
  const { t } = usePage()
  const { title, value, isLeaf } = props
  return (
    <p className="quiet">
      {title} <code>{value}</code>
      {isLeaf ? (
        <>
          {' '}
          <A to={`/verify?leaf=${value}`}>{t('核验')}</A>
        </>
      ) : null}
    </p>
  )
}
