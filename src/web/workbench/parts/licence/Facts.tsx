/** Titles and values, in order. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className="facts">
      {rows.map(([title, text]) => (
        <div key={title} style={{ display: 'contents' }}>
          <dt>{title}</dt>
          <dd className="pre">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
