import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'

/** Two days between which a page counts. */
export function DaySpan(props: {
  readonly from: string
  readonly until: string
  readonly choose: (from: string, until: string) => void
}) {
  const [from, setFrom] = useState(props.from)
  const [until, setUntil] = useState(props.until)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.choose(from, until)
  }
  return (
    <form className="row no-print" onSubmit={submit} aria-label="统计期间">
      <Input
        type="date"
        aria-label="从"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
        style={{ maxWidth: 180 }}
      />
      <Input
        type="date"
        aria-label="到"
        value={until}
        onChange={(event) => setUntil(event.target.value)}
        style={{ maxWidth: 180 }}
      />
      <Button htmlType="submit">统计</Button>
    </form>
  )
}
