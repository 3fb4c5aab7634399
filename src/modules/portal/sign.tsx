import { ELECTRONIC_CLAUSE, LINK_SAYS } from '#platform/signing/ways.ts'
import { speech, usePage, type Page } from '#web/portal/page.tsx'
import { dateTime } from '#platform/text/format.ts'
import type { PageRequest, PortalDeps, SigningLinkView } from './deps.ts'

type Named = Extract<SigningLinkView, { readonly state: 'sign' }>

/** `/sign/<token>`: a person without account names themselves, reads, and confirms by a code (practice.md P8). */
export async function signPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const { token = '' } = request.params
  const link = await deps.signingLink(request.cookies, token)
  const here = `/sign/${encodeURIComponent(token)}`
  return {
    status: link === null ? 404 : 200,
    title: t('签署文本'),
    description: deps.city.market[request.lang],
    crumbs: [{ title: t('签署文本') }],
    body: (
      <section className="card">
        <h1>{t('签署文本')}</h1>
        {link === null ? <Gone /> : <Step link={link} here={here} />}
      </section>
    ),
  }
}

/** Used, locked, withdrawn, expired or never made: told alike. */
function Gone() {
  const { t } = usePage()
  return <p>{t('这个链接已失效或已使用。请联系发链接的单位重新发送，或改用纸质签字盖章。')}</p>
}

function Step({ link, here }: { readonly link: SigningLinkView; readonly here: string }) {
  if (link.state === 'name') return <NameSelf link={link} here={here} />
  if (link.state === 'signed') return <Signed link={link} />
  return (
    <>
      <WhatIsSigned link={link} here={here} />
      <Confirm link={link} here={here} />
    </>
  )
}

function NameSelf(props: {
  readonly link: Extract<SigningLinkView, { readonly state: 'name' }>
  readonly here: string
}) {
  const { t } = usePage()
  return (
    <>
      <p>{t('{org}请您签署一份文本。先核对您是谁，再看文本。', { org: props.link.issuer })}</p>
      <p className="quiet">
        {t('链接到 {time} 有效，签署后即失效；填错次数过多也会失效。', {
          time: dateTime(props.link.expiresAt),
        })}
      </p>
      <form method="post" action={props.here}>
        <Text name="name" title={t('您的姓名')} complete="name" max={40} />
        <Text
          name="last4"
          title={t('您手机号的末四位')}
          help={t('验证码会发到对方填写的您的手机号；末四位不符的，请联系对方更正。')}
          max={4}
          numeric
        />
        <button className="primary" type="submit">
          {t('获取验证码')}
        </button>
      </form>
    </>
  )
}

function WhatIsSigned({ link, here }: { readonly link: Named; readonly here: string }) {
  const { t } = usePage()
  return (
    <>
      <h2 lang="zh">{link.title}</h2>
      <dl className="facts">
        {link.signatories.map((one) => (
          <div key={one.role + one.name}>
            <dt lang="zh">{one.role}</dt>
            <dd lang="zh">{one.name}</dd>
          </div>
        ))}
        <div>
          <dt>{t('您代表')}</dt>
          <dd lang="zh">
            {link.signsFor}（{link.capacity}）
          </dd>
        </div>
        <div>
          <dt>{t('文本摘要（SHA-256）')}</dt>
          <dd className="mono">{link.sha256}</dd>
        </div>
      </dl>
      <p>
        <a className="button" href={`${here}/text`}>
          {t('下载并阅读文本')}
        </a>
      </p>
      <h2>{t('您的确认算什么')}</h2>
      <p lang="zh">{LINK_SAYS}</p>
      <h2>{t('电子确认条款')}</h2>
      <p lang="zh">{ELECTRONIC_CLAUSE}</p>
    </>
  )
}

function Confirm({ link, here }: { readonly link: Named; readonly here: string }) {
  const { t, reply } = usePage()
  const fault = reply?.fields.find(({ field }) => field === 'agreed')?.message
  return (
    <form method="post" action={`${here}/confirm`}>
      <input type="hidden" name="documentHash" value={link.sha256} />
      <div className="field tick">
        <label>
          <input
            type="checkbox"
            name="agreed"
            value="yes"
            required
            aria-invalid={fault === undefined ? undefined : true}
          />{' '}
          {t('我已阅读文本，同意电子确认条款，以本人名义作出确认')}
        </label>
      </div>
      <Text
        name="code"
        title={t('短信验证码')}
        help={t('已发到您的手机，5 分钟内有效；过期的请重新填写姓名获取。')}
        complete="one-time-code"
        max={6}
        numeric
      />
      {link.codes.length === 0 ? null : (
        <p className="note num" lang="zh">
          {t('演示短信')}：{link.codes.at(-1)}
        </p>
      )}
      <button className="primary" type="submit">
        {t('确认签署')}
      </button>
    </form>
  )
}

function Signed({ link }: { readonly link: Extract<SigningLinkView, { readonly state: 'signed' }> }) {
  const { t } = usePage()
  return (
    <>
      <p className="note" role="status">
        {t('您已于 {time} 确认。请保存本页作为回执。', { time: dateTime(link.at) })}
      </p>
      <dl className="facts">
        <div>
          <dt>{t('文本')}</dt>
          <dd lang="zh">{link.title}</dd>
        </div>
        <div>
          <dt>{t('文本摘要（SHA-256）')}</dt>
          <dd className="mono">{link.sha256}</dd>
        </div>
        <div>
          <dt>{t('存证回执')}</dt>
          <dd className="mono">{link.leaf ?? ''}</dd>
        </div>
      </dl>
    </>
  )
}

function Text(props: {
  readonly name: string
  readonly title: string
  readonly help?: string
  readonly complete?: string
  readonly max: number
  readonly numeric?: true
}) {
  const { reply } = usePage()
  const id = `f-${props.name}`
  const fault = reply?.fields.find(({ field }) => field === props.name)?.message
  const note = fault ?? props.help
  return (
    <div className="field">
      <label htmlFor={id}>{props.title}</label>
      <input
        id={id}
        name={props.name}
        required
        maxLength={props.max}
        autoComplete={props.complete ?? 'off'}
        inputMode={props.numeric ? 'numeric' : undefined}
        defaultValue={reply?.values[props.name] ?? ''}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={note === undefined ? undefined : `h-${props.name}`}
      />
      {note === undefined ? null : (
        <p id={`h-${props.name}`} className="quiet">
          {note}
        </p>
      )}
    </div>
  )
}
