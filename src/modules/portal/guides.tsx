import type { Guide, GuideHead, GuideTerm } from '#platform/procedure/guide.ts'
import { Consult, DescriptionList, PageTools } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { Tag } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

/** `/guides`: every matter one can bring, those of a competent unit first. */
export async function guidesPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const guides = await deps.guides()
  return {
    status: 200,
    title: t('办事指南'),
    description: t('每个事项的依据、办理对象、材料、步骤、期限、结果和收费。'),
    crumbs: [{ title: t('办事指南') }],
    canonical: `${request.origin}/guides`,
    body: <GuideList guides={guides} />,
  }
}

function GuideList({ guides }: { readonly guides: readonly GuideHead[] }) {
  const { t } = usePage()
  const groups = [
    [t('由主管单位办理'), guides.filter(({ units }) => units !== null)],
    [t('由当事人自行办理'), guides.filter(({ units }) => units === null)],
  ] as const
  return (
    <>
      <h1>{t('办事指南')}</h1>
      <p className="lead">{t('指南由办理程序、规则和职责分工自动生成，与系统实际办理一致。')}</p>
      {groups.map(([title, items]) =>
        items.length === 0 ? null : (
          <section className="card" key={title}>
            <h2>{title}</h2>
            <ul className="brief">
              {items.map((guide) => (
                <li key={guide.id}>
                  <A to={`/guides/${guide.id}`}>
                    <span lang="zh-CN">{guide.title}</span>
                  </A>
                  <p className="quiet">
                    <span lang="zh-CN">{guide.units?.names.join('、')}</span>
                    {guide.overall === null ? null : (
                      <>
                        {' '}
                        · {t('承诺办结时限')} <TermText term={guide.overall} />
                      </>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </section>
        ),
      )}
    </>
  )
}

/** `/guides/{procedure}`: one matter; null for a procedure there is not. */
export async function guidePage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const guide = await deps.guide(request.params['procedure'] ?? '')
  if (guide === null) return null
  const { t } = speech(request.lang)
  const path = `/guides/${guide.id}`
  return {
    status: 200,
    title: t('{title}办事指南', { title: guide.title }),
    description: t('{title}：依据、材料、步骤和期限。', { title: guide.title }),
    crumbs: [{ title: t('办事指南'), to: '/guides' }, { title: guide.title }],
    canonical: request.origin + path,
    body: (
      <>
        <article className="card">
          <h1>{t('{title}办事指南', { title: guide.title })}</h1>
          <Facts guide={guide} />
          <Materials guide={guide} />
          <Steps guide={guide} />
          <Outcome guide={guide} />
          <PageTools permanent={path} origin={request.origin} />
        </article>
        <Consult answerDays={deps.answerDays} />
      </>
    ),
  }
}

function Facts({ guide }: { readonly guide: Guide }) {
  const { t } = usePage()
  const { units, overall, fee } = guide
  return (
    <DescriptionList
      rows={[
        [
          t('办理依据'),
          <ul key="b" className="plain" lang="zh-CN">
            {guide.basis.map((one) => (
              <li key={one}>{one}</li>
            ))}
            {guide.restsOn.map(({ title, number, state }) => (
              <li key={title}>
                《{title}》{number} <Tag tone={state === '现行' ? 'good' : 'warn'}>{state}</Tag>
              </li>
            ))}
          </ul>,
        ],
        [
          t('办理对象'),
          <ul key="w" className="plain" lang="zh-CN">
            {guide.who.map(({ title, roles }) => (
              <li key={title}>
                {title}（{roles.join('、')}）
              </li>
            ))}
          </ul>,
        ],
        [t('承办单位'), units === null ? '' : <UnitNames key="u" units={units} />],
        [t('承诺办结时限'), overall === null ? '' : <TermText key="o" term={overall} />],
        [
          t('收费'),
          <span key="f">
            <span lang="zh-CN">{fee.text}</span> <BadgeTag badge={fee.badge} />
          </span>,
        ],
      ]}
    />
  )
}

function UnitNames({ units }: { readonly units: NonNullable<Guide['units']> }) {
  const { t } = usePage()
  if (units.names.length === 0) return <>{t('待责任单位确定')}</>
  return (
    <>
      {units.byRegion ? t('按申请单位所在地：') : null}
      <span lang="zh-CN">{units.names.join('、')}</span>
    </>
  )
}

function Materials({ guide }: { readonly guide: Guide }) {
  const { t } = usePage()
  const files = guide.fields.filter(({ isFile }) => isFile)
  const typed = guide.fields.filter(({ isFile }) => !isFile)
  const titled = ({ title, isRequired }: Guide['fields'][number]) =>
    isRequired ? t('{title}（必填）', { title }) : title
  return (
    <>
      <h2>{t('材料')}</h2>
      {guide.fields.length === 0 ? (
        <p>{t('不需要另外填报或提交材料。')}</p>
      ) : (
        <DescriptionList
          rows={[
            [t('在线填写'), <span key="t">{typed.map(titled).join('、')}</span>],
            [t('附件'), files.map(titled).join('、')],
          ]}
        />
      )}
    </>
  )
}

function Steps({ guide }: { readonly guide: Guide }) {
  const { t } = usePage()
  return (
    <>
      <h2>{t('办理步骤')}</h2>
      <ol className="timeline">
        {guide.steps.map((step) => (
          <li key={step.title}>
            <strong lang="zh-CN">{step.title}</strong> {step.stops ? <Tag>{t('不计入办理时限')}</Tag> : null}
            <StepText step={step} />
          </li>
        ))}
      </ol>
    </>
  )
}

function StepText({ step }: { readonly step: Guide['steps'][number] }) {
  const { t } = usePage()
  return (
    <>
      {step.acts.map(({ by, units, actions }) => (
        <p key={by}>
          <span lang="zh-CN">{by}</span>
          {units === null ? null : (
            <>
              （<UnitNames units={units} />）
            </>
          )}
          {t('：')}
          <span lang="zh-CN">{actions.join('、')}</span>
        </p>
      ))}
      {step.panel === null ? null : <p>{t('由专家组评审：{title}', { title: step.panel })}</p>}
      {step.opinions.length === 0 ? null : (
        <p>{t('征求意见的单位：{names}', { names: step.opinions.join('、') })}</p>
      )}
      {step.silence === null ? null : <p>{t('逾期未答复的处理依据：{basis}', { basis: step.silence })}</p>}
      {step.term === null ? null : (
        <p>
          {step.notice === null ? t('期限') : t('公示期')} <TermText term={step.term} />
          {step.performs === null ? null : t('；期满后：{action}', { action: step.performs })}
        </p>
      )}
    </>
  )
}

function Outcome({ guide }: { readonly guide: Guide }) {
  const { t } = usePage()
  return (
    <>
      <h2>{t('结果与救济')}</h2>
      <DescriptionList
        rows={[
          [
            t('可能的结果'),
            <span key="r" lang="zh-CN">
              {guide.results.join('、')}
            </span>,
          ],
          [
            t('发给的文书'),
            guide.letters.length === 0 ? (
              ''
            ) : (
              <span key="l" lang="zh-CN">
                {guide.letters.join('、')}
              </span>
            ),
          ],
          ...guide.remedies.map(
            ({ title, body, term }) =>
              [
                t('不服决定的'),
                <span key={title}>
                  <span lang="zh-CN">
                    {title}（{body}）
                  </span>{' '}
                  {t('自收到之日起')} <TermText term={term} />
                </span>,
              ] as const,
          ),
          [
            t('公示期内的异议'),
            guide.objections === null ? (
              ''
            ) : (
              <span key="o">
                {t('可以在公示页提出，承办单位书面答复的期限：')}
                <TermText term={guide.objections} />
              </span>
            ),
          ],
        ]}
      />
    </>
  )
}

const UNITS = {
  workingDays: '{days} 个工作日',
  noticeWorkingDays: '{days} 个工作日',
  days: '{days} 天',
  noticeDays: '{days} 天',
  months: '{days} 个月',
} as const

function TermText({ term }: { readonly term: GuideTerm }) {
  const { t } = usePage()
  return (
    <>
      {t(UNITS[term.unit], { days: term.n })} <BadgeTag badge={term.badge} />
    </>
  )
}

function BadgeTag({ badge }: { readonly badge: GuideTerm['badge'] }) {
  const { t } = usePage()
  return badge === null ? null : <Tag tone="warn">{t('未确认规则')}</Tag>
}
