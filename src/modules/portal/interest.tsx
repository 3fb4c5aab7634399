import { Consult } from '#web/portal/article.tsx'
import { A, usePage } from '#web/portal/page.tsx'
import type { PageRequest, RecordView, SourceView } from './deps.ts'
import { listSpecs } from './lists.tsx'

/** Way from reading to acting: sign in, or say on this page what one wants; then whom to ask. */
export function Interest(props: {
  readonly record: RecordView
  readonly request: PageRequest
  readonly newKey: () => string
  readonly answerDays: number | null
}) {
  const { t, isStatic } = usePage()
  const { record, request } = props
  const isAchievement = record.kind === 'achievement'
  return (
    <>
      <section className="card noprint" id="intent">
        <h2>{isAchievement ? t('对这项成果有意向') : t('能解决这个问题')}</h2>
        {record.source !== null ? (
          <Elsewhere source={record.source} />
        ) : record.isOpen ? (
          <Way record={record} request={request} newKey={props.newKey} />
        ) : (
          <p className="quiet">{t('这条记录已不再接受新的意向。')}</p>
        )}
        {isStatic || record.source !== null ? null : (
          <p className="quiet">{t('提交意向不收费，也不产生合同义务。')}</p>
        )}
      </section>
      <Consult answerDays={props.answerDays} />
    </>
  )
}

/** Another platform negotiates it: whom to ask there, and that help can be asked for here. */
function Elsewhere({ source }: { readonly source: SourceView }) {
  const { t } = usePage()
  return (
    <>
      <p>{t('这条记录来自{platform}，由对方平台办理对接。', { platform: source.platform })}</p>
      <p>
        <strong>{t('请联系')}</strong> {source.contact}
      </p>
      <p className="quiet">{t('需要协助的，可以向本平台运营方求助，由工作人员与对方平台联系。')}</p>
    </>
  )
}

function Way(props: {
  readonly record: RecordView
  readonly request: PageRequest
  readonly newKey: () => string
}) {
  const { t } = usePage()
  const { record, request } = props
  const here = `${listSpecs[record.kind].path}/${record.publicId}`
  if (request.query.get('done') === 'deal.open') {
    return (
      <p className="note" role="status">
        {t('已提交合作意向，对方会收到通知。')} <A to="/app/deals">{t('到工作台查看洽谈')}</A>
      </p>
    )
  }
  if (request.viewer === null) {
    return (
      <p>
        <A className="button primary" to={`/sign-in?back=${encodeURIComponent(`${here}#intent`)}`}>
          {record.kind === 'achievement' ? t('登录后提交合作意向') : t('登录后对接')}
        </A>
      </p>
    )
  }
  if (record.kind === 'demand') {
    return (
      <p>
        <A className="button primary" to={`/app/deals/offer?demand=${record.id}`}>
          {t('我能解决')}
        </A>
      </p>
    )
  }
  if (!request.viewer.canOpenDeal) {
    return <p className="quiet">{t('您现在的身份不能提出意向；请切换到企业或单位经办人的身份。')}</p>
  }
  return <IntentForm id={record.id} here={here} request={request} newKey={props.newKey} />
}

function IntentForm(props: {
  readonly id: string
  readonly here: string
  readonly request: PageRequest
  readonly newKey: () => string
}) {
  const { t } = usePage()
  const reply = props.request.reply
  const fault = reply?.fields.find(({ field }) => field === 'message')
  return (
    <form method="post" action="/do/deal.open">
      {/* The key of a refused try is spent only by success, so the typed form keeps it. */}
      <input type="hidden" name="_key" value={reply?.values['_key'] ?? props.newKey()} />
      <input type="hidden" name="_back" value={`${props.here}#intent`} />
      <input type="hidden" name="achievementId" value={props.id} />
      <div className="field">
        <label htmlFor="f-message">{t('合作意向')}</label>
        <textarea
          id="f-message"
          name="message"
          rows={5}
          required
          minLength={5}
          maxLength={1000}
          defaultValue={reply?.values['message'] ?? ''}
          aria-invalid={fault === undefined ? undefined : true}
          aria-describedby="h-message"
        />
        <p id="h-message" className="quiet">
          {fault === undefined ? t('说明想解决什么问题、希望怎样合作。不要写技术秘密。') : fault.message}
        </p>
      </div>
      <button className="primary" type="submit">
        {t('提交合作意向')}
      </button>
    </form>
  )
}
