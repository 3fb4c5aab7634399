import type { AnswerView } from '#platform/notice/reading.ts'
import type { NoticeView } from '#platform/notice/view.ts'
import { dateTime } from '#platform/text/format.ts'
import { DescriptionList, Prose } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { Tag } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

/** Groups of four are read aloud and written down without mistakes. */
const GROUPS = /.{4}/g

interface FormParts {
  readonly notice: NoticeView
  readonly request: PageRequest
  readonly newKey: () => string
  readonly newCode: () => string
}

/** The form of an objection, without signing in; the page after it shows the code to read the answer by. */
export function ObjectionForm({ notice, request, newKey, newCode }: FormParts) {
  const { t, isStatic } = usePage()
  if (notice.fields === null)
    return (
      <p>
        {t('本单位人员登录工作台后可以提出异议。')}{' '}
        <A to={`/app/notices/${notice.id}`}>{t('到工作台查看')}</A>
      </p>
    )
  if (!notice.takesObjections || isStatic)
    return <p className="quiet">{t('公示期已满，不再受理异议；其他意见请联系承办单位。')}</p>
  const code = newCode()
  const isMe = request.viewer !== null
  return (
    <form method="post" action="/do/notice.object">
      <input type="hidden" name="_key" value={newKey()} />
      <input type="hidden" name="_back" value={`/objections?code=${code}`} />
      <input type="hidden" name="publicId" value={notice.id} />
      <input type="hidden" name="code" value={code} />
      <div className="field">
        <label htmlFor="f-words">{t('异议内容')}</label>
        <textarea
          id="f-words"
          name="words"
          required
          rows={6}
          maxLength={4000}
          defaultValue={request.reply?.values['words'] ?? ''}
          aria-describedby="h-words"
        />
        <p className="quiet" id="h-words">
          {t('写明对哪一项有异议、理由和依据。')}
        </p>
      </div>
      {isMe ? (
        <p>{t('以 {name} 的身份提出。', { name: request.viewer?.name ?? '' })}</p>
      ) : (
        <Identity notice={notice} request={request} />
      )}
      <button className="primary" type="submit">
        {t('提交')}
      </button>
    </form>
  )
}

function Identity({ notice, request }: Pick<FormParts, 'notice' | 'request'>) {
  const { t } = usePage()
  const inputs = [
    ['name', t('姓名或单位名称'), 'name'],
    ['contact', t('联系方式'), 'tel'],
  ] as const
  return (
    <>
      {inputs.map(([name, title, complete]) => (
        <div className="field" key={name}>
          <label htmlFor={`f-${name}`}>{title}</label>
          <input
            id={`f-${name}`}
            name={name}
            maxLength={100}
            autoComplete={complete}
            defaultValue={request.reply?.values[name] ?? ''}
          />
        </div>
      ))}
      <p className="quiet">
        {notice.identity === 'named'
          ? t('写明真实姓名和联系方式的是异议：答复之前公示不会办结。不写的作为线索处理。')
          : t('写明联系方式的是异议：答复之前公示不会办结。不写的作为线索处理。')}{' '}
        {t('身份只有答复的单位能看到，不公开。')}
      </p>
    </>
  )
}

/** `/objections?code=…`: what became of an objection, for whoever has its code. */
export async function objectionPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const code = request.query.get('code')?.trim() ?? ''
  const found = code === '' ? null : await deps.objection(code, request.source)
  return {
    status: 200,
    title: t('异议的答复'),
    description: t('凭查询码看异议的答复'),
    crumbs: [{ title: t('公示'), to: '/notices' }, { title: t('异议的答复') }],
    body: (
      <section className="card">
        <h1>{t('异议的答复')}</h1>
        {request.query.has('done') && found !== null ? (
          <p className="note" role="status">
            {t('已提交。请记下查询码 {code}，凭它在本页查看答复；查询码不会再次发送。', {
              code: spelled(code),
            })}
          </p>
        ) : null}
        {found === null ? <CodeForm code={code} /> : <Found found={found} />}
      </section>
    ),
  }
}

function spelled(code: string): string {
  return code.replace(/[\s-]/g, '').match(GROUPS)?.join('-') ?? code
}

function CodeForm({ code }: { readonly code: string }) {
  const { t, isStatic } = usePage()
  if (isStatic) return null
  return (
    <form method="get" action="/objections">
      {code === '' ? null : <p className="note warn">{t('没有找到这个查询码，请核对后再查。')}</p>}
      <div className="field">
        <label htmlFor="f-code">{t('查询码')}</label>
        <input id="f-code" name="code" required maxLength={60} autoComplete="off" defaultValue={code} />
      </div>
      <button className="primary" type="submit">
        {t('查看')}
      </button>
    </form>
  )
}

const STATES = {
  open: '等待答复',
  upheld: '异议成立',
  rejected: '异议不成立',
  overtaken: '公示已撤回或变更，不再单独答复',
} as const

const LEAD_STATES = {
  ...STATES,
  open: '已作为线索收下',
  upheld: '线索属实',
  rejected: '线索不实或无法核实',
} as const

function Found({ found }: { readonly found: AnswerView }) {
  const { t } = usePage()
  return (
    <>
      <DescriptionList
        rows={[
          [
            t('公示'),
            <A key="n" to={`/notices/${found.noticeId}`}>
              {found.notice}
            </A>,
          ],
          [t('提交时间'), dateTime(found.at)],
          [
            t('状态'),
            <Tag key="s" tone={found.state === 'open' ? 'warn' : 'plain'}>
              {t((found.kind === 'lead' ? LEAD_STATES : STATES)[found.state])}
            </Tag>,
          ],
          [t('答复时间'), found.answeredAt === null ? '' : dateTime(found.answeredAt)],
        ]}
      />
      <Prose title={t('书面答复')} text={found.answer} />
    </>
  )
}
