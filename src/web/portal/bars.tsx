import { dateTime } from '#platform/text/format.ts'
import { A, usePage, withQuery, type Crumb } from './page.tsx'

/** First stop of the keyboard: past the bars to the content. */
export function SkipLink() {
  const { t } = usePage()
  return (
    <a className="skip" href="#main">
      {t('跳到正文')}
    </a>
  )
}

/** Says what kind of instance this is; a real one says nothing. */
export function InstanceBanner() {
  const { t, instance, now } = usePage()
  if (instance === 'production') return null
  if (instance === 'rehearsal') {
    return (
      <aside className="banner rehearsal" aria-label={t('演练提示')}>
        <div className="wrap">
          <strong>{t('演练')}</strong>
          <span>{t('演练时间 {time}。此处办理的一切事项都不产生效力。', { time: dateTime(now) })}</span>
        </div>
      </aside>
    )
  }
  return (
    <aside className="banner warn" aria-label={t('演示提示')}>
      <div className="wrap">
        <strong>{t('演示')}</strong>
        <span>{t('本系统为演示，所办事项不产生效力。')}</span>
        <A to="/sign-in">{t('选一个身份，一键登录体验')}</A>
      </div>
    </aside>
  )
}

const sections = [
  ['/', '首页'],
  ['/achievements', '科技成果'],
  ['/demands', '技术需求'],
  ['/licences', '标价许可'],
  ['/lots', '挂牌竞价'],
  ['/events', '对接活动'],
  ['/notices', '公示'],
  ['/resources', '服务与资源'],
  ['/market', '市场运行'],
  ['/plan', '改革方案'],
  ['/about', '关于'],
] as const

/** Pages that stand under a section without sharing its address. */
const within: Readonly<Record<string, readonly string[]>> = {
  '/resources': [
    '/service-bodies',
    '/instruments',
    '/pilot-services',
    '/pilot-bases',
    '/brokers',
    '/experts',
  ],
}

function isIn(section: string, path: string): boolean {
  if (section === '/') return path === '/'
  return [section, ...(within[section] ?? [])].some((start) => path.startsWith(start))
}

/** Blue bar: logo, sections, language, elder version, sign-in. */
export function TopBar() {
  const { t, site, path } = usePage()
  const bare = path.split('?')[0] ?? path
  return (
    <header className="top">
      <div className="wrap">
        <A to="/" className="logo">
          {site.logo}
        </A>
        <nav aria-label={t('主导航')}>
          <ul>
            {sections.map(([to, title]) => (
              <li key={to}>
                <A to={to} current={isIn(to, bare)}>
                  {t(title)}
                </A>
              </li>
            ))}
          </ul>
        </nav>
        <Tools />
      </div>
    </header>
  )
}

function Tools() {
  const { t, lang, elder, viewer, query, path, isStatic } = usePage()
  const bare = path.split('?')[0] ?? path
  const other = lang === 'zh' ? 'en' : 'zh'
  return (
    <ul className="tools">
      <li>
        {isStatic ? (
          <button type="button" hidden data-elder-switch>
            {t('长者版')}
          </button>
        ) : (
          <A to={withQuery(bare, query, { elder: elder ? '0' : '1' })}>{elder ? t('标准版') : t('长者版')}</A>
        )}
      </li>
      <li lang={other === 'en' ? 'en' : 'zh-CN'}>
        <A to={isStatic ? `lang:${other}:${bare}` : withQuery(bare, query, { lang: other })}>
          {other === 'en' ? 'English' : '中文'}
        </A>
      </li>
      {isStatic ? null : viewer === null ? (
        <li>
          <A to="/sign-in">{t('登录')}</A>
        </li>
      ) : (
        <>
          <li>
            <A to="/app/">{t('工作台')}</A>
          </li>
          <li>
            <form method="post" action="/sign-out">
              <button type="submit" title={viewer.orgName ?? viewer.name}>
                {t('退出 {name}', { name: viewer.name })}
              </button>
            </form>
          </li>
        </>
      )}
    </ul>
  )
}

/** 当前位置: the way from the home page to this one. */
export function Breadcrumb(props: { readonly crumbs: readonly Crumb[] }) {
  const { t } = usePage()
  return (
    <nav className="crumbs" aria-label={t('当前位置')}>
      <span>{t('当前位置：')}</span>
      <ol>
        <li>
          <A to="/">{t('首页')}</A>
        </li>
        {props.crumbs.map((crumb) => (
          <li key={crumb.title}>
            {crumb.to === undefined ? (
              <span aria-current="page">{crumb.title}</span>
            ) : (
              <A to={crumb.to}>{crumb.title}</A>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** Footer identifiers are settings of the city; an empty one hides its line. */
export function Footer() {
  const { t, site, isStatic } = usePage()
  const lines = [
    site.sponsor === '' ? null : t('主办单位：{name}', { name: site.sponsor }),
    site.siteCode === '' ? null : t('网站标识码：{code}', { code: site.siteCode }),
    site.consult.phone === '' ? null : t('联系电话：{phone}', { phone: site.consult.phone }),
  ].filter((line) => line !== null)
  return (
    <footer className="foot">
      <div className="wrap">
        <ul>
          <li>
            <A to="/about">{t('关于本站')}</A>
          </li>
          <li>
            <A to="/guides">{t('办事指南')}</A>
          </li>
          <li>
            <A to="/verify">{t('核验存证')}</A>
          </li>
          <li>
            <A to="/about#data">{t('开放数据与接口')}</A>
          </li>
          <li>
            <A to="/about#consult">{t('咨询渠道')}</A>
          </li>
          {isStatic ? null : (
            <li>
              <A to="/sitemap.xml">{t('网站地图')}</A>
            </li>
          )}
        </ul>
        <p>{site.market}</p>
        {lines.length === 0 ? null : <p>{lines.join(' · ')}</p>}
        {site.icp === '' && site.policeRecord === '' ? null : (
          <p>
            {site.icp === '' ? null : <a href="https://beian.miit.gov.cn/">{site.icp}</a>}{' '}
            {site.policeRecord === '' ? null : <a href="https://beian.mps.gov.cn/">{site.policeRecord}</a>}
          </p>
        )}
      </div>
    </footer>
  )
}
