import { Timeline } from 'antd'
import { plainText, timeText } from '../helpers/format.ts'
import type { DossierView } from '../types.ts'

/** What has happened to a dossier, newest last, with what was written at each step. */
export function ProcessTimeline({ view }: { readonly view: DossierView }) {
  const items = view.entries.map((entry) => ({
    content: (
      <div>
        <b>{entry.actionTitle}</b>
        {entry.toTitle !== entry.fromTitle && entry.toTitle !== '' && (
          <span className="soft"> → {entry.toTitle}</span>
        )}
        <div className="soft num">
          {timeText(entry.at)}
          <br />
          {entry.by ?? (entry.actorKind === 'clock' ? '系统时钟' : '')}
        </div>
        {entry.silenceBasis && <p className="soft small">逾期未答复，依据 {entry.silenceBasis}</p>}
        <Words input={entry.input} />
      </div>
    ),
  }))
  const now = view.dossier.closed_at === null && { color: 'blue', content: <b>当前：{view.stateTitle}</b> }
  return <Timeline items={now ? [...items, now] : items} />
}

/** Opinions and reasons given with an act; identifiers and references say nothing to people. */
function Words({ input }: { readonly input: unknown }) {
  if (typeof input !== 'object' || input === null) return null
  const words = Object.entries(input).filter(
    ([name, value]) =>
      typeof value === 'string' &&
      value !== '' &&
      /opinion|reason|note|comment/i.test(name) &&
      !value.startsWith('secret:'),
  )
  return words.map(([name, value]) => (
    <p key={name} className="pre">
      “{plainText(value)}”
    </p>
  ))
}
