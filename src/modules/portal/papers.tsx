import { dateTime } from '#platform/text/format.ts'
import { speech, usePage, type Page } from '#web/portal/page.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

/** `/letters/<public id>`: what the code on an official letter leads to: that it exists, number, day, digest. */
export async function letterPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const { t } = speech(request.lang)
  const publicId = request.params['publicId'] ?? ''
  const letter = await deps.letter(publicId)
  if (letter === null) return null
  const typed = (request.query.get('sha256') ?? '').trim().toLowerCase()
  const title = t('核对文书')
  return {
    status: 200,
    title,
    description: t('核对一份文书的文号、日期和文件摘要。'),
    crumbs: [{ title }],
    body: (
      <section className="card">
        <h1>{title}</h1>
        <p>{t('平台上有这份文书。请与您手中的文书核对文号和日期；内容只向当事人提供，登录后可以查看。')}</p>
        <dl className="facts">
          <Fact title={t('发文单位')}>
            <span lang="zh-CN">{letter.issuer}</span>
          </Fact>
          <Fact title={t('文号')}>
            <span lang="zh-CN">{letter.number}</span>
          </Fact>
          <Fact title={t('成文日期')}>{letter.issuedOn}</Fact>
          <Fact title={t('PDF 文件摘要（SHA-256）')}>
            <code>{letter.sha256}</code>
          </Fact>
        </dl>
        <Compare typed={typed} sha256={letter.sha256} path={`/letters/${letter.publicId}`} />
      </section>
    ),
  }
}

function Compare(props: { readonly typed: string; readonly sha256: string; readonly path: string }) {
  const { t } = usePage()
  const { typed, sha256, path } = props
  return (
    <>
      {typed === '' ? null : (
        <p className="note" role="status" tabIndex={-1} data-focus>
          {typed === sha256
            ? t('摘要相同：您的 PDF 就是用印登记时的那一份。')
            : t('摘要不同：您的 PDF 不是用印登记时的那一份，或没有抄全。')}
        </p>
      )}
      <form method="get" action={path}>
        <p className="field">
          <label htmlFor="f-sha256">{t('您手中 PDF 的摘要（64 位）')}</label>
          <input
            id="f-sha256"
            name="sha256"
            defaultValue={typed}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
          />
        </p>
        <button className="primary" type="submit">
          {t('核对')}
        </button>
      </form>
    </>
  )
}

/** `/receipts/<public id>`: what the code on a receipt of the counter leads to: where the matter is. */
export async function receiptPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const { t } = speech(request.lang)
  const receipt = await deps.receipt(request.params['publicId'] ?? '')
  if (receipt === null) return null
  const title = t('办理进度')
  return {
    status: 200,
    title,
    description: t('凭受理回执查询办理进度。'),
    crumbs: [{ title }],
    body: (
      <section className="card">
        <h1>{title}</h1>
        <p lang="zh-CN">{receipt.unit}</p>
        <ul className="list">
          {receipt.items.map((item) => (
            <li key={`${item.procedure}-${item.receivedAt}`}>
              <span lang="zh-CN">
                {item.procedure}：{item.state}
              </span>{' '}
              <span className="quiet">{t('受理时间 {at}', { at: dateTime(item.receivedAt) })}</span>
            </li>
          ))}
        </ul>
      </section>
    ),
  }
}

function Fact(props: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
