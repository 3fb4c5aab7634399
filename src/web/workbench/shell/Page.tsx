import { useEffect, useRef, type ReactNode } from 'react'
import { useMe } from './session.tsx'

interface Props {
  readonly title: string
  /** One line under the heading: what this page is for. */
  readonly lead?: ReactNode
  /** Buttons beside the heading. */
  readonly extra?: ReactNode
  readonly children?: ReactNode
}

let firstPage = true

/** A page with its heading. After a change of page the heading takes the focus, so that readers hear where they are. */
export function Page({ title, lead, extra, children }: Props) {
  const me = useMe()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} - ${me.market}`
  }, [title, me.market])
  useEffect(() => {
    if (firstPage) firstPage = false
    else heading.current?.focus()
  }, [])
  return (
    <div className="page">
      <div className="pagehead">
        <h1 ref={heading} tabIndex={-1} className="grow">
          {title}
        </h1>
        {extra && <div className="row no-print">{extra}</div>}
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children}
    </div>
  )
}
