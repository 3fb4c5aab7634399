import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { SignInFirst } from './account.tsx'
import type { DraftRow, PageRequest, PortalDeps } from './deps.ts'

/** `/drafts`: what others drafted for the person signed in, to confirm or to send back (practice.md P6). */
export async function draftsPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const rows = request.viewer === null ? [] : await deps.drafts(request.viewer)
  return {
    status: 200,
    title: t('请您确认的代拟材料'),
    description: deps.city.market[request.lang],
    crumbs: [{ title: t('请您确认的代拟材料') }],
    body: (
      <section className="card">
        <h1>{t('请您确认的代拟材料')}</h1>
        {request.viewer === null ? <SignInFirst back="/drafts" /> : <Rows rows={rows} newKey={deps.newKey} />}
      </section>
    ),
  }
}

function Rows({ rows, newKey }: { readonly rows: readonly DraftRow[]; readonly newKey: () => string }) {
  const { t } = usePage()
  if (rows.length === 0) return <p className="quiet">{t('没有等您确认的材料。')}</p>
  return (
    <>
      <p className="quiet">
        {t('确认后由起草人提交，记录上写明谁代拟、谁确认；内容再有修改的，会重新请您确认。')}
      </p>
      {rows.map((row) => (
        <article key={row.id}>
          <h2>
            <A to={row.link}>{row.title}</A>
          </h2>
          <p className="quiet">{t('{who}代拟', { who: row.by })}</p>
          <Answer row={row} answer="confirmed" title={t('已核对，确认')} newKey={newKey} />
          <Answer row={row} answer="declined" title={t('退回修改')} newKey={newKey} />
        </article>
      ))}
    </>
  )
}

function Answer(props: {
  readonly row: DraftRow
  readonly answer: 'confirmed' | 'declined'
  readonly title: string
  readonly newKey: () => string
}) {
  const { t, reply } = usePage()
  const { row, answer } = props
  const isBack = answer === 'declined'
  const id = `f-note-${row.id}`
  return (
    <form method="post" action="/do/drafting.answer">
      <input type="hidden" name="_key" value={props.newKey()} />
      <input type="hidden" name="_back" value="/drafts" />
      <input type="hidden" name="id" value={row.id} />
      <input type="hidden" name="answer" value={answer} />
      {isBack ? (
        <div className="field">
          <label htmlFor={id}>{t('哪里要改')}</label>
          <input
            id={id}
            name="note"
            maxLength={500}
            defaultValue={reply?.values['id'] === row.id ? (reply.values['note'] ?? '') : ''}
          />
        </div>
      ) : null}
      <button className={isBack ? undefined : 'primary'} type="submit">
        {props.title}
      </button>
    </form>
  )
}
