import { Button } from 'antd'
import { urlOf } from '../api.ts'

/** Downloads what the person may export of a kind of record. */
export function ExportButton({
  kind,
  format = 'csv',
}: {
  readonly kind: string
  readonly format?: 'csv' | 'json'
}) {
  return (
    <Button href={urlOf(`/export/${kind}.${format}`)} download>
      导出 {format.toUpperCase()}
    </Button>
  )
}
