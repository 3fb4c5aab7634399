import { Consult, DescriptionList } from '#web/portal/article.tsx'
import { SearchBox } from '#web/portal/find.tsx'
import { A, speech, usePage, withQuery, type Page } from '#web/portal/page.tsx'
import { EmptyState } from '#web/portal/results.tsx'
import { Ways } from './account.tsx'
import {
  directoryKinds,
  type Demo,
  type ListKind,
  type ListPage,
  type PageRequest,
  type PortalDeps,
} from './deps.ts'
import { ItemTable, listSpecs, queryOf } from './lists.tsx'

/** Rows of each kind on the page that searches all kinds. */
const ROWS_PER_KIND = 5

/** `/search`: one question to every kind, the best few of each. */
export async function searchPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const q = request.query.get('q')?.trim() ?? ''
  const question = new URLSearchParams({ q })
  const ask = async (kind: ListKind) => ({
    kind,
    page: await deps.list({ ...queryOf(kind, question, ROWS_PER_KIND), facets: [] }),
  })
  const found = await Promise.all((['achievement', 'demand', ...directoryKinds] as const).map(ask))
  return {
    status: 200,
    title: q === '' ? t('站内搜索') : t('搜索：{q}', { q }),
    description: t('在成果、需求、服务机构、仪器、技术经纪人和专家中搜索。'),
    crumbs: [{ title: t('站内搜索') }],
    body: <SearchBody q={q} found={found} />,
  }
}

function SearchBody(props: {
  readonly q: string
  readonly found: readonly { readonly kind: ListKind; readonly page: ListPage }[]
}) {
  const { t } = usePage()
  const { q, found } = props
  const isEmpty = found.every(({ page }) => page.items.length === 0)
  return (
    <>
      <h1>{t('站内搜索')}</h1>
      <section className="card">
        <SearchBox action="/search" label={t('搜索全站')} value={q} />
      </section>
      {isEmpty ? (
        <EmptyState
          title={t('没有找到符合条件的记录')}
          advice={[
            t('换一个更短或更常用的说法，或检查有没有错别字。'),
            <A key="a" to="/achievements">
              {t('全部成果')}
            </A>,
            <A key="d" to="/demands">
              {t('全部需求')}
            </A>,
          ]}
        />
      ) : (
        found.map(({ kind, page }) => <KindResults key={kind} kind={kind} page={page} q={q} />)
      )}
    </>
  )
}

function KindResults(props: { readonly kind: ListKind; readonly page: ListPage; readonly q: string }) {
  const { t, word } = usePage()
  const { kind, page, q } = props
  const { path, title } = listSpecs[kind]
  if (page.items.length === 0) return null
  return (
    <section>
      <div className="bar">
        <h2>
          {t(title)}{' '}
          <span className="quiet">
            {page.totalIsCapped
              ? t('超过 {total} 条', { total: page.total })
              : t('共 {total} 条', { total: page.total })}
          </span>
        </h2>
        <A to={withQuery(path, new URLSearchParams(), { q })}>
          {t('在“{list}”里看全部', { list: t(title) })}
        </A>
      </div>
      {page.hint === null ? null : <p className="quiet">{word(page.hint)}</p>}
      <ItemTable kind={kind} items={page.items} />
    </section>
  )
}

/** `/about`: what this is, how the data may be used, whom to ask. */
export async function aboutPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  return {
    status: 200,
    title: t('关于本站'),
    description: t('本站是什么、怎样使用数据和接口、向谁咨询。'),
    crumbs: [{ title: t('关于本站') }],
    canonical: `${request.origin}/about`,
    body: <About deps={deps} />,
  }
}

function About({ deps }: { readonly deps: PortalDeps }) {
  const { t, site, isStatic } = usePage()
  return (
    <>
      <article className="card">
        <h1>{t('关于本站')}</h1>
        <p>
          {t('{market}依据《{plan}》建设，为成果方和需求方提供检索、对接、议价和签约。', {
            market: site.market,
            plan: deps.plan.title,
          })}
        </p>
        <h2>{t('怎样用')}</h2>
        <ul className="list">
          <li>{t('不登录：检索和阅读全部公开的成果、需求、改革方案和四张清单。')}</li>
          <li>{t('企业：登录后写一条需求，查看匹配的成果和理由，提出意向、议价和签约。')}</li>
          <li>{t('高校院所：登录后登记或批量导入成果，经保密审查和审核后公开。')}</li>
        </ul>
        <h2 id="data">{t('开放数据与接口')}</h2>
        <p>
          {t(
            '列表页可以下载 Excel、CSV 和 JSON；每条记录有固定网址。涉及个人的信息和未经同意的单笔价格不公开。',
          )}
        </p>
        {isStatic ? null : (
          <DescriptionList
            rows={[
              [t('成果接口'), <Code key="a" path="/api/v1/achievements" />],
              [t('需求接口'), <Code key="d" path="/api/v1/demands" />],
              [t('公示接口'), <Code key="n" path="/api/v1/notices" />],
              ...directoryKinds.map(
                (kind) =>
                  [
                    t('{list}接口', { list: t(listSpecs[kind].title) }),
                    <Code key={kind} path={`/api/v1${listSpecs[kind].path}`} />,
                  ] as const,
              ),
              [t('接口说明'), <Code key="o" path="/api/openapi.json" />],
              [t('方案数据'), <Code key="p" path="/plan.json" />],
            ]}
          />
        )}
        <h2>{t('无障碍')}</h2>
        <p>{t('本站不依赖脚本，可只用键盘操作；页面右上角可切换长者版和英文。')}</p>
      </article>
      <Consult answerDays={deps.answerDays} />
    </>
  )
}

function Code({ path }: { readonly path: string }) {
  return (
    <A to={path}>
      <code>{path}</code>
    </A>
  )
}

/** `/sign-in` and `/sign-in/code`: plain forms that identity answers; one click for the cast of a demo. */
export function signInPage(step: 'password' | 'code') {
  return async (deps: PortalDeps, request: PageRequest): Promise<Page> => {
    const { t } = speech(request.lang)
    const demo = await deps.demo(request.viewer)
    return {
      status: 200,
      title: step === 'password' ? t('登录') : t('输入验证码'),
      description: t('登录{market}。', { market: deps.city.market[request.lang] }),
      crumbs: [{ title: t('登录') }],
      body: <SignIn step={step} demo={demo} back={backOf(request)} />,
    }
  }
}

/** Only a path of this site may be returned to. */
function backOf(request: PageRequest): string {
  const back = request.reply?.values['_back'] ?? request.query.get('back') ?? ''
  return /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : '/app/'
}

function SignIn(props: { readonly step: 'password' | 'code'; readonly demo: Demo; readonly back: string }) {
  const { t } = usePage()
  const { step, demo, back } = props
  return (
    <div className="cols">
      <section className="card">
        <h1>{step === 'password' ? t('登录') : t('输入验证码')}</h1>
        {step === 'password' ? <PasswordForm back={back} /> : <CodeForm back={back} />}
        {step === 'password' ? <Ways ways={['register', 'reset', 'invitation']} /> : null}
        {demo.codes.length === 0 ? null : (
          <div className="note warn">
            {t('演示：发往您手机的验证码显示在这里')}
            <ul>
              {demo.codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
          </div>
        )}
      </section>
      {demo.cast.length === 0 ? null : (
        <section className="card">
          <h2>{t('演示身份，一键登录')}</h2>
          <p className="quiet">{t('示例人物和单位均为虚构。')}</p>
          <ul className="casts">
            {demo.cast.map(({ key, label }) => (
              <li key={key}>
                <form method="post" action="/demo/sign-in">
                  <input type="hidden" name="as" value={key} />
                  <input type="hidden" name="_back" value={back} />
                  <button type="submit">{label}</button>
                </form>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function PasswordForm({ back }: { readonly back: string }) {
  const { t, reply } = usePage()
  return (
    <form method="post" action="/sign-in">
      <input type="hidden" name="_back" value={back} />
      <div className="field">
        <label htmlFor="f-login">{t('登录名')}</label>
        <input
          id="f-login"
          name="login"
          required
          maxLength={100}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={reply?.values['login'] ?? ''}
        />
      </div>
      <div className="field">
        <label htmlFor="f-password">{t('密码')}</label>
        <input
          id="f-password"
          name="password"
          type="password"
          required
          maxLength={200}
          autoComplete="current-password"
        />
      </div>
      <button className="primary" type="submit">
        {t('登录')}
      </button>
    </form>
  )
}

function CodeForm({ back }: { readonly back: string }) {
  const { t } = usePage()
  return (
    <>
      <form method="post" action="/sign-in/code">
        <input type="hidden" name="_back" value={back} />
        <div className="field">
          <label htmlFor="f-code">{t('验证码')}</label>
          <input
            id="f-code"
            name="code"
            required
            inputMode="numeric"
            maxLength={12}
            autoComplete="one-time-code"
          />
        </div>
        <button className="primary" type="submit">
          {t('确认')}
        </button>
      </form>
      <form method="post" action="/sign-in/send-code">
        <input type="hidden" name="_back" value={`/sign-in/code?back=${encodeURIComponent(back)}`} />
        <p>
          <button type="submit">{t('发送短信验证码')}</button>
        </p>
      </form>
    </>
  )
}
