import { addDays, isDay, weekday } from '#platform/calendar/calendar.ts'
import { spanText } from '#platform/booking/slots.ts'
import type { FileAnswer } from './files.ts'
import { A, speech, usePage, withQuery, type Page } from '#web/portal/page.tsx'
import { Tag } from '#web/portal/results.tsx'
import type { CalendarSlot, CalendarView, DirectoryView, PageRequest, PortalDeps } from './deps.ts'
import { listSpecs } from './lists.tsx'
import type { BookedKind } from './pilot-deps.ts'
import { PilotAsked } from './pilot-request.tsx'

const WEEK = 7
const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** `/instruments/{publicId}/calendar`: a week of free and busy slots, and the form for the slot chosen; no script needed. */
export function calendarPage(kind: BookedKind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<Page | null> => {
    const publicId = request.params['publicId'] ?? ''
    const record = await deps.directory(kind, publicId)
    const asked = request.query.get('from') ?? ''
    const from = isDay(asked) && asked > request.today ? asked : request.today
    const calendar = record && (await deps.calendar(kind, publicId, from, WEEK))
    if (!record || !calendar) return null
    const { t } = speech(request.lang)
    const { path, title } = listSpecs[kind]
    return {
      status: 200,
      title: t('{name}的预约日历', { name: record.name }),
      description: t('{name}的空闲时段；只显示忙闲，不显示预约单位。', { name: record.name }),
      crumbs: [
        { title: t('服务与资源'), to: '/resources' },
        { title: t(title), to: path },
        { title: record.name, to: `${path}/${publicId}` },
        { title: t('预约日历') },
      ],
      body: <Body record={record} calendar={calendar} from={from} request={request} deps={deps} />,
    }
  }
}

/** `/instruments/{publicId}/calendar.ics`: free and busy for calendar programs. */
export function calendarFile(kind: BookedKind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<FileAnswer | null> => {
    const publicId = request.params['publicId'] ?? ''
    const body = await deps.calendarFile(kind, publicId)
    return body === null ? null : { type: 'text/calendar; charset=utf-8', body, download: `${publicId}.ics` }
  }
}

interface Parts {
  readonly record: DirectoryView
  readonly calendar: CalendarView
  readonly from: string
  readonly request: PageRequest
  readonly deps: PortalDeps
}

function Body({ record, calendar, from, request, deps }: Parts) {
  const { t } = usePage()
  const own = `${listSpecs[record.kind].path}/${record.publicId}`
  const path = `${own}/calendar`
  const isPilot = record.kind === 'pilot-service'
  const wanted = request.reply?.values['from'] ?? request.query.get('slot')
  // Whoever lost the slot keeps all that was typed: the form stays, at the next free one.
  const chosen =
    chosenOf(calendar, wanted) ??
    (isPilot && request.reply ? chosenOf(calendar, nextFree(calendar, wanted)) : undefined)
  return (
    <div className="with-side">
      <section className="card">
        <h1>
          <A to={own}>{record.name}</A>
        </h1>
        <p className="lead">{t('预约日历：只显示忙闲，不显示预约单位。')}</p>
        <Weeks path={path} from={from} calendar={calendar} today={request.today} />
        {calendar.days.map(({ day, slots }) => (
          <Day key={day} day={day} slots={slots} chosen={chosen?.[0]?.from} path={path} from={from} />
        ))}
        <p>
          <A to={`${path}.ics`}>{t('下载忙闲日历文件')}</A>
        </p>
      </section>
      <div>
        <section className="card" id="book">
          <h2>{t('预约')}</h2>
          <Way record={record} calendar={calendar} chosen={chosen} request={request} newKey={deps.newKey} />
        </section>
        <section className="card">
          <h2>{t('预约须知')}</h2>
          <ul className="list">
            <li>
              {calendar.leadHours > 0
                ? t('至少提前 {n} 小时，最多提前 {days} 天。', {
                    n: calendar.leadHours,
                    days: calendar.horizonDays,
                  })
                : t('最多提前 {days} 天。', { days: calendar.horizonDays })}
            </li>
            {isPilot ? <PilotTerms /> : <KeeperTerms calendar={calendar} />}
            <li>{t('费用由双方在平台外结清。')}</li>
          </ul>
        </section>
      </div>
    </div>
  )
}

function KeeperTerms({ calendar }: { readonly calendar: CalendarView }) {
  const { t } = usePage()
  return (
    <>
      <li>
        {calendar.cancelHours > 0
          ? t('提前 {n} 小时以上可以免责取消；更晚取消或未到会被记录。', { n: calendar.cancelHours })
          : t('开始前可以免责取消；未到会被记录。')}
      </li>
      <li>
        {calendar.autoConfirm ? t('有空即自动确认。') : t('管理单位确认后生效；逾期未答复的预约自动失效。')}
      </li>
    </>
  )
}

/** What the procedure of a pilot run says, whatever the line. */
function PilotTerms() {
  const { t } = usePage()
  return (
    <>
      <li>{t('基地在期限内答复能否承接，再报价、签合同；逾期未办的预约自动失效，时段释放。')}</li>
      <li>{t('签合同前随时可以取消；排期后临近取消会被记录。')}</li>
    </>
  )
}

/** The first free slot at or after an instant, else the first there is. */
function nextFree({ days }: CalendarView, from: string | null | undefined): string | undefined {
  const free = days.flatMap(({ slots }) => slots).filter(({ state }) => state === 'free')
  return (free.find((slot) => slot.from >= (from ?? '')) ?? free[0])?.from
}

function Weeks(props: {
  readonly path: string
  readonly from: string
  readonly calendar: CalendarView
  readonly today: string
}) {
  const { t } = usePage()
  const { path, from, today, calendar } = props
  const before = addDays(from, -WEEK)
  const next = addDays(from, WEEK)
  return (
    <nav className="sort" aria-label={t('换一周')}>
      {from > today ? <A to={`${path}?from=${before > today ? before : today}`}>{t('前一周')}</A> : null}
      <span>{t('{from} 起 7 天', { from })}</span>
      {next <= addDays(today, calendar.horizonDays) ? <A to={`${path}?from=${next}`}>{t('后一周')}</A> : null}
    </nav>
  )
}

/** `09:00–10:00`: the day stands above. */
function timeText(slot: CalendarSlot): string {
  return spanText(slot).slice('2026-12-01 '.length)
}

function Day(props: {
  readonly day: string
  readonly slots: readonly CalendarSlot[]
  readonly chosen: string | undefined
  readonly path: string
  readonly from: string
}) {
  const { t, word } = usePage()
  const { day, slots, chosen, path, from } = props
  return (
    <section>
      <h2>
        {day} {word(weekdays[weekday(day) - 1] ?? '')}
      </h2>
      {slots.every(({ state }) => state === 'past') ? (
        <p className="quiet">{slots.length === 0 ? t('不开放') : t('时间已过')}</p>
      ) : (
        <ul className="chips">
          {slots.map((slot) => (
            <li key={slot.from}>
              {slot.state === 'free' ? (
                <A
                  className="button"
                  current={slot.from === chosen}
                  label={t('{when} 空闲，选这个时段', { when: spanText(slot) })}
                  to={`${withQuery(path, new URLSearchParams({ from }), { slot: slot.from })}#book`}
                >
                  {timeText(slot)}
                </A>
              ) : (
                <span className="quiet">
                  {timeText(slot)} <SlotTag state={slot.state} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function SlotTag({ state }: { readonly state: CalendarSlot['state'] }) {
  const { t } = usePage()
  if (state === 'busy') return <Tag tone="warn">{t('已约')}</Tag>
  const why = { blocked: t('停用'), past: t('时间已过'), soon: t('临近，不能再约'), far: t('还没有开放预约') }
  return <Tag>{state === 'free' ? '' : why[state]}</Tag>
}

/** The slot chosen and the free ones right after it, as many as one booking may take; undefined when none is. */
function chosenOf(
  calendar: CalendarView,
  from: string | null | undefined,
): readonly CalendarSlot[] | undefined {
  for (const { slots } of calendar.days) {
    const start = slots.findIndex((slot) => slot.from === from && slot.state === 'free')
    if (start < 0) continue
    const rest = slots.slice(start, start + calendar.slotsMost)
    const taken = rest.findIndex(({ state }) => state !== 'free')
    return taken < 0 ? rest : rest.slice(0, taken)
  }
  return undefined
}

function Way(props: {
  readonly record: DirectoryView
  readonly calendar: CalendarView
  readonly chosen: readonly CalendarSlot[] | undefined
  readonly request: PageRequest
  readonly newKey: () => string
}) {
  const { t } = usePage()
  const { record, chosen, request } = props
  const isPilot = record.kind === 'pilot-service'
  const here = `${listSpecs[record.kind].path}/${record.publicId}/calendar`
  if (request.query.get('done') === (isPilot ? 'pilot-booking.request' : 'booking.request')) {
    return (
      <p className="note" role="status">
        {t('已提交预约，结果会发消息通知。')}{' '}
        <A to={isPilot ? '/app/pilot-bookings' : '/app/bookings'}>{t('到工作台查看预约')}</A>
      </p>
    )
  }
  if (request.viewer === null) {
    const back = `${withQuery(here, request.query, {})}#book`
    return (
      <p>
        <A className="button primary" to={`/sign-in?back=${encodeURIComponent(back)}`}>
          {t('登录后预约')}
        </A>
      </p>
    )
  }
  if (isPilot ? !request.viewer.canBookPilot : !request.viewer.canBook) {
    return <p className="quiet">{t('您现在的身份不能预约；请切换到企业或单位经办人的身份。')}</p>
  }
  if (chosen === undefined || chosen.length === 0) {
    const typed = request.reply?.values['purpose'] ?? ''
    return (
      <>
        <p className="quiet">{t('请先在日历上选一个空闲时段。')}</p>
        {typed === '' ? null : <p>{t('您刚才写的用途：{purpose}', { purpose: typed })}</p>}
      </>
    )
  }
  return (
    <Form
      kind={record.kind}
      calendar={props.calendar}
      chosen={chosen}
      here={here}
      request={request}
      newKey={props.newKey}
    />
  )
}

function Form(props: {
  readonly kind: DirectoryView['kind']
  readonly calendar: CalendarView
  readonly chosen: readonly CalendarSlot[]
  readonly here: string
  readonly request: PageRequest
  readonly newKey: () => string
}) {
  const { t } = usePage()
  const { chosen, request } = props
  const reply = request.reply
  const from = chosen[0]?.from ?? ''
  const isPilot = props.kind === 'pilot-service'
  // The achievement a seeker came from stays in the address.
  const achievement = request.query.get('achievement')
  const day = spanText(chosen[0] ?? { from, until: from }).slice(0, 10)
  const back = withQuery(props.here, new URLSearchParams({ from: day }), { slot: from, achievement })
  return (
    <form method="post" action={isPilot ? '/do/pilot-booking.request' : '/do/booking.request'}>
      {/* The key of a refused try is spent only by success, so the typed form keeps it. */}
      <input type="hidden" name="_key" value={reply?.values['_key'] ?? props.newKey()} />
      <input type="hidden" name="_back" value={`${back}#book`} />
      <input type="hidden" name="id" value={props.calendar.resourceId} />
      <input type="hidden" name="from" value={from} />
      <Until chosen={chosen} reply={reply} />
      {isPilot ? <PilotAsked reply={reply} achievement={achievement} /> : <Asked reply={reply} />}
      <button className="primary" type="submit">
        {t('提交预约')}
      </button>
    </form>
  )
}

interface Replied {
  readonly reply: PageRequest['reply']
}

function Until({ chosen, reply }: Replied & { readonly chosen: readonly CalendarSlot[] }) {
  const { t } = usePage()
  const from = chosen[0]?.from ?? ''
  return (
    <div className="field">
      <label htmlFor="f-until">{t('时段')}</label>
      <select id="f-until" name="until" defaultValue={reply?.values['until'] ?? chosen[0]?.until}>
        {chosen.map(({ until }) => (
          <option key={until} value={until}>
            {spanText({ from, until })}
          </option>
        ))}
      </select>
    </div>
  )
}

/** What for, how many samples. */
function Asked({ reply }: Replied) {
  const { t } = usePage()
  const fault = reply?.fields.find(({ field }) => field === 'purpose')
  return (
    <>
      <div className="field">
        <label htmlFor="f-purpose">{t('用途')}</label>
        <textarea
          id="f-purpose"
          name="purpose"
          rows={4}
          required
          minLength={2}
          maxLength={300}
          defaultValue={reply?.values['purpose'] ?? ''}
          aria-invalid={fault === undefined ? undefined : true}
          aria-describedby="h-purpose"
        />
        <p id="h-purpose" className="quiet">
          {fault === undefined
            ? t('只有管理单位能看到。写明样品、测试和有无危险，不要写技术秘密。')
            : fault.message}
        </p>
      </div>
      <div className="field">
        <label htmlFor="f-samples">{t('样品数（可不填）')}</label>
        <input
          id="f-samples"
          name="samples"
          type="number"
          min={1}
          max={10_000}
          defaultValue={reply?.values['samples'] ?? ''}
        />
      </div>
    </>
  )
}
