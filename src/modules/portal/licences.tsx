import { DescriptionList } from '#web/portal/article.tsx'
import { Pager } from '#web/portal/find.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { SampleTag, Tag } from '#web/portal/results.tsx'
import type { OfferRecord, PageRequest, PortalDeps } from './deps.ts'

/** `/licences`: terms anybody may take as they stand. */
export async function licencesPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const { items, next } = await deps.licences(request.query.get('cursor'))
  return {
    status: 200,
    title: t('标价许可'),
    description: t('条件已经公布的技术许可、专利开放许可和先用后付的成果。'),
    crumbs: [{ title: t('标价许可') }],
    canonical: `${request.origin}/licences`,
    body: <OfferList offers={items} next={next} />,
  }
}

interface Listed {
  readonly offers: readonly OfferRecord[]
  readonly next: string | null
}

function OfferList({ offers, next }: Listed) {
  const { t, word } = usePage()
  return (
    <section className="card">
      <h1>{t('标价许可')}</h1>
      <p className="lead">
        {t('条件已经公布：看过条件点一次就生成合同，不用洽谈；先用后付的，先试用再付款。')}
      </p>
      {offers.length === 0 ? (
        <p className="quiet">{t('现在没有公布的许可条件。')}</p>
      ) : (
        <ul className="brief">
          {offers.map((offer) => (
            <li key={offer.publicId}>
              <A to={`/achievements/${offer.achievementPublicId}#offers`}>{offer.name}</A>{' '}
              <SampleTag sample={offer.sample} /> <Tag>{word(offer.kindTitle)}</Tag>
              <p className="quiet">
                {word(offer.mode)} · {offer.price} · {offer.owner} · {word(offer.stateTitle)}
              </p>
            </li>
          ))}
        </ul>
      )}
      <Pager path="/licences" next={next} />
    </section>
  )
}

interface Parts {
  readonly offers: readonly OfferRecord[]
  readonly request: PageRequest
  readonly here: string
  readonly newKey: () => string
}

/** Posted terms of an achievement on its page, each with the way to take it; works without JavaScript. */
export function Offers({ offers, ...parts }: Parts) {
  const { t, isStatic } = usePage()
  if (offers.length === 0) return null
  const done = parts.request.query.get('done')
  return (
    <section className="card" id="offers">
      <h2>{t('公布的许可条件')}</h2>
      {done === 'licence-offer.take' || done === 'licence-offer.try' ? (
        <p className="note" role="status">
          {done === 'licence-offer.take'
            ? t('已按公布的条件取得许可，合同文本已生成。')
            : t('已申请试用，对方会收到通知。')}{' '}
          <A to={done === 'licence-offer.take' ? '/app/deals' : '/app/trials'}>{t('到工作台继续办理')}</A>
        </p>
      ) : null}
      {offers.map((offer) => (
        <Offer key={offer.publicId} offer={offer} isStatic={isStatic} {...parts} />
      ))}
    </section>
  )
}

type One = Omit<Parts, 'offers'> & { readonly offer: OfferRecord; readonly isStatic: boolean }

function Offer({ offer, ...parts }: One) {
  const { t, word } = usePage()
  return (
    <div>
      <h3>
        {word(offer.kindTitle)}{' '}
        <Tag tone={offer.state === 'posted' ? 'good' : 'plain'}>{word(offer.stateTitle)}</Tag>
      </h3>
      <p>
        {word(offer.mode)} · <strong>{offer.price}</strong>
      </p>
      {offer.announcedUntil === null ? null : (
        <p className="quiet">{t('挂牌公告到 {on}，期满后可以取得。', { on: offer.announcedUntil })}</p>
      )}
      <Terms offer={offer} {...parts} />
    </div>
  )
}

/** All terms, and under them, for whoever may take them, the confirming button. */
function Terms({ offer, ...parts }: One) {
  const { t, word, lang } = usePage()
  const { viewer } = parts.request
  const isOpen = offer.state === 'posted' && !parts.isStatic
  const mayTake = isOpen && viewer?.canOpenDeal === true && viewer.orgName !== offer.owner
  const isTrial = offer.kind === 'trial'
  return (
    <>
      <details>
        {mayTake ? (
          <summary className="button primary">{isTrial ? t('申请试用') : t('按公布条件取得许可')}</summary>
        ) : (
          <summary>{t('查看全部条件')}</summary>
        )}
        <DescriptionList rows={offer.rows.map(([title, value]) => [word(title), word(value)] as const)} />
        <p className="quiet">
          {t('条件有效期至')} {offer.validUntil} ·{' '}
          <span lang={lang === 'en' ? 'zh-CN' : undefined}>{offer.priceReason}</span>{' '}
          {offer.priceIsUnconfirmed ? <Tag tone="warn">{t('未确认规则')}</Tag> : null}
        </p>
        {mayTake ? <Way offer={offer} {...parts} /> : null}
      </details>
      {isOpen && viewer === null ? (
        <p>
          <A className="button primary" to={`/sign-in?back=${encodeURIComponent(`${parts.here}#offers`)}`}>
            {isTrial ? t('登录后申请试用') : t('登录后取得许可')}
          </A>
        </p>
      ) : null}
    </>
  )
}

/** One click, after the terms are opened. */
function Way({ offer, request, here, newKey }: One) {
  const { t } = usePage()
  const isTrial = offer.kind === 'trial'
  return (
    <form method="post" action={isTrial ? '/do/licence-offer.try' : '/do/licence-offer.take'}>
      <input type="hidden" name="_key" value={newKey()} />
      <input type="hidden" name="_back" value={`${here}#offers`} />
      <input type="hidden" name="id" value={offer.id} />
      {isTrial ? <Purpose offer={offer} request={request} /> : null}
      <p>
        {isTrial
          ? t('对方同意后双方签试用协议，签收资料后开始试用。')
          : t('点下面的按钮即按上列全部条件取得许可，合同文本随即生成，由双方签订。')}
      </p>
      <button className="primary" type="submit">
        {isTrial ? t('提交试用申请') : t('确认，按这些条件取得许可')}
      </button>
    </form>
  )
}

function Purpose({ offer, request }: Pick<One, 'offer' | 'request'>) {
  const { t } = usePage()
  const name = `purpose-${offer.publicId}`
  return (
    <div className="field">
      <label htmlFor={name}>{t('想在哪里、怎样试用')}</label>
      <textarea
        id={name}
        name="purpose"
        rows={3}
        required
        minLength={5}
        maxLength={500}
        defaultValue={request.reply?.values['id'] === offer.id ? (request.reply.values['purpose'] ?? '') : ''}
      />
      <p className="quiet">{t('对方据此决定是否同意。不要写技术秘密。')}</p>
    </div>
  )
}
