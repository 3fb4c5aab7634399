import { dateTime, dayOf } from '#platform/text/format.ts'
import { ArticleMeta, DescriptionList, PageTools, Prose } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page, type Redirect } from '#web/portal/page.tsx'
import { SampleTag, Tag } from '#web/portal/results.tsx'
import type { EventRecord, PageRequest, PortalDeps } from './deps.ts'
import type { FileAnswer } from './files.ts'

const DESCRIPTION_LENGTH = 120

/** `/events`: what is to come, then what was. */
export async function eventsPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const events = await deps.events()
  const coming = events.filter((event) => !event.isOver)
  const past = events.filter((event) => event.isOver)
  return {
    status: 200,
    title: t('对接活动'),
    description: t('{city}的对接会和路演：时间、地点、报名。', { city: deps.city.name[request.lang] }),
    crumbs: [{ title: t('对接活动') }],
    canonical: `${request.origin}/events`,
    body: (
      <section className="card">
        <h1>{t('对接活动')}</h1>
        <p className="lead">{t('对接会、路演：报名参加，现场扫码签到，与对方一对一洽谈。')}</p>
        <h2>{t('将要举行')}</h2>
        <EventList events={coming} none={t('目前没有将要举行的活动。')} />
        {past.length === 0 ? null : (
          <>
            <h2>{t('往期')}</h2>
            <EventList events={past} none="" />
          </>
        )}
      </section>
    ),
  }
}

function EventList(props: { readonly events: readonly EventRecord[]; readonly none: string }) {
  const { word } = usePage()
  if (props.events.length === 0) return <p className="quiet">{props.none}</p>
  return (
    <ul className="brief">
      {props.events.map((event) => (
        <li key={event.publicId}>
          <A to={`/events/${event.publicId}`}>{event.title}</A> <SampleTag sample={event.sample} />
          <p className="quiet">
            {word(event.kind)} · <time>{dateTime(event.startsAt)}</time> · {event.place} · {event.organiser}
          </p>
        </li>
      ))}
    </ul>
  )
}

/** `/events/{publicId}`: one event, with the way to register. */
export async function eventPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const event = await deps.event(request.params['publicId'] ?? '', request.viewer)
  if (event === null) return null
  const { t } = speech(request.lang)
  return {
    status: 200,
    title: event.title,
    description: event.agenda.replace(/\s+/g, ' ').slice(0, DESCRIPTION_LENGTH),
    crumbs: [{ title: t('对接活动'), to: '/events' }, { title: event.title }],
    canonical: `${request.origin}/events/${event.publicId}`,
    body: <EventBody event={event} request={request} newKey={deps.newKey} />,
  }
}

interface Parts {
  readonly event: EventRecord
  readonly request: PageRequest
  readonly newKey: () => string
}

function EventBody(parts: Parts) {
  const { t, word } = usePage()
  const { event, request } = parts
  const left = Math.max(0, event.capacity - event.registered)
  return (
    <div className="with-side">
      <article className="card">
        <h1>
          {event.title} <SampleTag sample={event.sample} />
        </h1>
        <ArticleMeta
          items={[
            [t('主办'), event.organiser],
            [t('类型'), word(event.kind)],
            [
              t('状态'),
              <Tag key="s" tone={event.isOver ? 'plain' : 'good'}>
                {event.isOver ? t('已结束') : t('接受报名')}
              </Tag>,
            ],
          ]}
        />
        <DescriptionList
          rows={[
            [t('时间'), `${dateTime(event.startsAt)} – ${untilText(event)}`],
            [t('地点'), event.place],
            [t('名额'), t('{capacity} 人，还有 {left} 个', { capacity: event.capacity, left })],
          ]}
        />
        <Prose title={t('议程和说明')} text={event.agenda} />
        <p>
          <A to={`/events/${event.publicId}.ics`}>{t('加入日历')}</A>
        </p>
        <PageTools permanent={`/id/event/${event.publicId}`} origin={request.origin} />
      </article>
      <section className="card noprint" id="register">
        <h2>{t('报名')}</h2>
        <Register {...parts} left={left} />
      </section>
    </div>
  )
}

/** The day is said again only when it is another one. */
function untilText({ startsAt, endsAt }: EventRecord): string {
  return dayOf(startsAt) === dayOf(endsAt) ? dateTime(endsAt).slice(11) : dateTime(endsAt)
}

function Register({ event, request, newKey, left }: Parts & { readonly left: number }) {
  const { t, isStatic } = usePage()
  const here = `/events/${event.publicId}`
  if (event.isOver) return <p className="quiet">{t('活动已经结束。')}</p>
  if (isStatic || request.viewer === null)
    return (
      <p>
        <A className="button primary" to={`/sign-in?back=${encodeURIComponent(`${here}#register`)}`}>
          {t('登录后报名')}
        </A>
      </p>
    )
  if (event.mine === 'registered' || event.mine === 'waiting')
    return (
      <>
        <p className="note" role="status">
          {event.mine === 'registered' ? t('您已报名。') : t('名额已满，您在候补名单中，有空位时会通知您。')}
        </p>
        <PlainForm command="event.unregister" id={event.id} back={here} newKey={newKey}>
          <button type="submit">{t('取消报名')}</button>
        </PlainForm>
      </>
    )
  return (
    <PlainForm command="event.register" id={event.id} back={here} newKey={newKey}>
      {left === 0 ? <p className="quiet">{t('名额已满，报名后列入候补。')}</p> : null}
      <button className="primary" type="submit">
        {t('报名参加')}
      </button>
    </PlainForm>
  )
}

function PlainForm(props: {
  readonly command: string
  readonly id: string
  readonly back: string
  readonly newKey: () => string
  readonly children: React.ReactNode
}) {
  return (
    <form method="post" action={`/do/${props.command}`}>
      <input type="hidden" name="_key" value={props.newKey()} />
      <input type="hidden" name="_back" value={props.back} />
      <input type="hidden" name="id" value={props.id} />
      {props.children}
    </form>
  )
}

/** `/events/{publicId}.ics`. */
export async function eventFile(deps: PortalDeps, request: PageRequest): Promise<FileAnswer | null> {
  const publicId = (request.params['file'] ?? '').replace(/\.ics$/, '')
  const body = await deps.eventIcs(publicId, request.origin)
  if (body === null) return null
  return { type: 'text/calendar; charset=utf-8', body, download: `event-${publicId}.ics` }
}

/**
 * `/events/{publicId}/sign-in?code=…`: where the poster's QR code leads. Somebody signed in presses one button, a
 * guest says who it is; without JavaScript, on any telephone.
 */
export async function eventSignInPage(
  deps: PortalDeps,
  request: PageRequest,
): Promise<Page | Redirect | null> {
  const event = await deps.event(request.params['publicId'] ?? '', request.viewer)
  if (event === null) return null
  const { t } = speech(request.lang)
  return {
    status: 200,
    title: t('活动签到'),
    description: event.title,
    crumbs: [
      { title: t('对接活动'), to: '/events' },
      { title: event.title, to: `/events/${event.publicId}` },
      { title: t('签到') },
    ],
    body: <SignIn event={event} request={request} newKey={deps.newKey} />,
  }
}

function SignIn(parts: Parts) {
  const { t } = usePage()
  const { event, request } = parts
  const done = request.query.get('done')
  if (done === 'event.check-in' || done === 'event.check-in-guest')
    return (
      <section className="card">
        <h1>{t('签到成功')}</h1>
        <p className="note" role="status">
          {event.title} · {event.place}
        </p>
        <p>
          <A to={`/events/${event.publicId}`}>{t('看议程')}</A>
        </p>
      </section>
    )
  return (
    <section className="card">
      <h1>{t('活动签到')}</h1>
      <p className="lead">
        {event.title} · <time>{dateTime(event.startsAt)}</time> · {event.place}
      </p>
      {request.viewer === null ? <GuestForm {...parts} /> : <OneButton {...parts} />}
    </section>
  )
}

function hereOf({ event, request }: Parts): string {
  const code = request.query.get('code') ?? ''
  return `/events/${event.publicId}/sign-in?code=${encodeURIComponent(code)}`
}

function Code({ request }: Parts) {
  const { t } = usePage()
  const known = request.reply?.values['code'] ?? request.query.get('code') ?? ''
  if (known !== '') return <input type="hidden" name="code" value={known} />
  return (
    <div className="field">
      <label htmlFor="f-code">{t('签到码')}</label>
      <input id="f-code" name="code" required maxLength={20} autoComplete="off" />
      <p className="quiet">{t('现场屏幕或海报上二维码旁的签到码；扫码会自动填写。')}</p>
    </div>
  )
}

function OneButton(parts: Parts) {
  const { t } = usePage()
  const { event, request, newKey } = parts
  return (
    <PlainForm command="event.check-in" id={event.id} back={hereOf(parts)} newKey={newKey}>
      <p>{t('以 {name} 的身份签到。', { name: request.viewer?.name ?? '' })}</p>
      <Code {...parts} />
      <button className="primary" type="submit">
        {t('签到')}
      </button>
    </PlainForm>
  )
}

function GuestForm(parts: Parts) {
  const { t } = usePage()
  const { event, request, newKey } = parts
  const typed = (name: string) => request.reply?.values[name] ?? ''
  const faultOf = (name: string) => request.reply?.fields.find(({ field }) => field === name)
  const inputs = [
    ['name', t('姓名'), 'name', 40],
    ['unit', t('单位'), 'organization', 100],
    ['phone', t('电话'), 'tel', 20],
  ] as const
  return (
    <>
      <p>
        <A to={`/sign-in?back=${encodeURIComponent(hereOf(parts))}`}>{t('有账号的，登录后一键签到')}</A>
      </p>
      <PlainForm command="event.check-in-guest" id={event.id} back={hereOf(parts)} newKey={newKey}>
        {inputs.map(([name, title, complete, max]) => {
          const fault = faultOf(name)
          return (
            <div className="field" key={name}>
              <label htmlFor={`f-${name}`}>{title}</label>
              <input
                id={`f-${name}`}
                name={name}
                required
                maxLength={max}
                autoComplete={complete}
                {...(name === 'phone' && { type: 'tel', inputMode: 'tel' as const })}
                defaultValue={typed(name)}
                aria-invalid={fault === undefined ? undefined : true}
                aria-describedby={fault === undefined ? undefined : `h-${name}`}
              />
              {fault === undefined ? null : (
                <p id={`h-${name}`} className="quiet">
                  {fault.message}
                </p>
              )}
            </div>
          )
        })}
        <Code {...parts} />
        <p className="quiet">
          {t('姓名、单位、电话只供主办单位联系，活动结束 {days} 天后删除。', { days: event.guestKeepDays })}
        </p>
        <button className="primary" type="submit">
          {t('签到')}
        </button>
      </PlainForm>
    </>
  )
}
