import { Button } from 'antd'
import { urlOf } from '../api.ts'

const TITLES = { xlsx: 'Excel', csv: 'CSV', json: 'JSON' } as const

/** Downloads what the person may export of a kind of record. */
export function ExportButton({
  kind,
  format = 'xlsx',
}: {
  readonly kind: string
  readonly format?: keyof typeof TITLES
}) {
  return (
    <Button href={urlOf(`/export/${kind}.${format}`)} download>
      导出 {TITLES[format]}
    </Button>
  )
}
