import { count } from '#platform/text/format.ts'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { SignInFirst } from './account.tsx'
import { HERE, PostForm, Words, type NextProps } from './demand-form.tsx'
import type { PageProposal, PageRequest, PortalDeps } from './deps.ts'
import { KEPT_MAX } from './kept-text.ts'

/** `/demands/new`: a demand from one text, without JavaScript; the text waits in the browser while somebody signs in. */
export async function demandNewPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  if (deps.propose === null) return null
  const { t } = speech(request.lang)
  const done = request.query.get('done')
  const text = request.reply?.values['problem'] ?? request.kept
  const proposal = text === '' || done !== null ? null : await deps.propose(text, request)
  return {
    status: 200,
    title: t('发布需求'),
    description: t('用一段话写下要解决的问题，平台读出其余各项。'),
    crumbs: [{ title: t('技术需求'), to: '/demands' }, { title: t('发布需求') }],
    body:
      done === null ? (
        <>
          <TextForm text={text} />
          {proposal === null ? null : <Near near={proposal.near} />}
          {proposal === null ? null : <Next deps={deps} request={request} text={text} proposal={proposal} />}
        </>
      ) : (
        <Done isDraft={done === 'demand.draft'} />
      ),
  }
}

function Done({ isDraft }: { readonly isDraft: boolean }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h1>{isDraft ? t('草稿已保存') : t('需求已提交审核')}</h1>
      <p role="status">
        {isDraft
          ? t('可以在工作台继续填写并提交。')
          : t('审核通过后公开，并自动与成果匹配；结果会发到您的消息里。')}
      </p>
      <ul className="chips">
        <li>
          <A to="/app/demands">{t('到工作台查看')}</A>
        </li>
        <li>
          <A to={HERE}>{t('再发一项')}</A>
        </li>
      </ul>
    </section>
  )
}

function TextForm({ text }: { readonly text: string }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h1>{t('发布需求')}</h1>
      <form method="post" action={HERE}>
        <div className="field">
          <label htmlFor="f-text">{t('您想解决什么问题？')}</label>
          <textarea
            id="f-text"
            name="text"
            rows={6}
            required
            maxLength={KEPT_MAX}
            defaultValue={text}
            aria-describedby="h-text"
          />
          <p id="h-text" className="quiet">
            {t(
              '例如：荔枝采后三天就褐变，想找常温保鲜一周以上、成本每斤五毛以内的办法，预算 50 万左右，年底前试用。不要写配方等技术秘密。',
            )}
          </p>
        </div>
        <button className={text === '' ? 'primary' : undefined} type="submit">
          {text === '' ? t('读一读，看有没有相近的成果') : t('改了描述，重新读')}
        </button>
      </form>
      <p className="quiet">{t('提交以前，文字只留在您的浏览器里，一小时后自动清除。')}</p>
    </section>
  )
}

function Near({ near }: { readonly near: PageProposal['near'] }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h2>
        {near.total === 0
          ? t('平台上暂时没有相近的成果')
          : t('现在提交，平台上有 {total} 项成果与此相近', { total: count(near.total) })}
      </h2>
      <ul className="list">
        {near.top.map(({ publicId, name, phrases }) => (
          <li key={publicId}>
            <A to={`/achievements/${publicId}`}>{name}</A>{' '}
            {phrases.length === 0 ? null : (
              <span className="quiet">
                {t('都提到')} {phrases.join('、')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The way on: the form for whoever may publish, else how to get there. */
function Next(props: NextProps) {
  const { t } = usePage()
  const { viewer } = props.request
  if (viewer?.canPostDemand === true) return <PostForm {...props} />
  return (
    <section className="card">
      <h2>{t('从描述里读出')}</h2>
      <ul className="list">
        {props.proposal.items.map((item) => (
          <li key={item.key}>
            {item.title}：<strong>{item.shown}</strong> <Words item={item} />
          </li>
        ))}
      </ul>
      {viewer === null ? (
        <>
          <SignInFirst back={HERE} />
          <p className="quiet">{t('您写的内容会留在这台电脑的浏览器里，登录或注册后接着办。')}</p>
        </>
      ) : (
        <p className="quiet">
          {t('您现在的身份不能发布需求；请切换到企业或单位经办人的身份，或先登记单位。')}
        </p>
      )}
    </section>
  )
}
