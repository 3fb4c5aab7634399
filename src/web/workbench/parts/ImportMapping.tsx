import { Alert, Button, Checkbox, Select } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, send } from '../api.ts'
import { howText, mappingFaults, type LookedColumn, type Look, type Mapping } from '../helpers/mapping.ts'
import { Show } from '../shell/states.tsx'

const NOT_READ = '不读取'

interface Props {
  readonly look: Look
  readonly mapping: Mapping
  readonly choose: (mapping: Mapping) => void
  readonly remember: boolean
  readonly setRemember: (on: boolean) => void
  readonly chooseSheet: (sheet: string) => void
  /** Takes away what was kept for these headers. */
  readonly forget: () => void
}

/** What the server has seen in the file: the sheet, and each of its columns beside the field it fills. */
export function MappingStep(props: Props) {
  const { look, mapping } = props
  const faults = mappingFaults(look, mapping)
  return (
    <section className="card stack-s" aria-label="列对应">
      <h2>各列对应</h2>
      {look.sheets.length > 1 && <SheetChoice look={look} choose={props.chooseSheet} />}
      {look.keptOn !== null && (
        <Alert
          type="info"
          showIcon
          title={`按本单位 ${look.keptOn} 保存的对应关系读取`}
          action={<Button onClick={props.forget}>不再使用</Button>}
        />
      )}
      <details open={look.needsMapping}>
        <summary>
          {look.needsMapping
            ? '有的列没有认出，请核对每一列对应平台的哪一项；不需要的选“不读取”。'
            : `表头在第 ${String(look.headerRow)} 行，${String(look.columns.length)} 列都已对应，可以展开核对。`}
        </summary>
        <Columns look={look} mapping={mapping} choose={props.choose} />
        <Checkbox checked={props.remember} onChange={(event) => props.setRemember(event.target.checked)}>
          记住：本单位同样表头的表格，以后都这样读取
        </Checkbox>
      </details>
      {faults.map((fault) => (
        <div key={fault} role="alert" className="sum-bad">
          {fault}
        </div>
      ))}
    </section>
  )
}

function SheetChoice({ look, choose }: { readonly look: Look; readonly choose: (sheet: string) => void }) {
  return (
    <div className="row">
      <label htmlFor="import-sheet">读取哪张工作表</label>
      <Select
        id="import-sheet"
        value={look.sheet}
        style={{ minWidth: 240 }}
        options={look.sheets.map(({ name, rows }) => ({
          value: name,
          label: `${name}（${String(rows)} 行）`,
        }))}
        onChange={choose}
      />
      {look.mustChoose && <span className="soft">几张表都像，请核对是不是这一张。</span>}
    </div>
  )
}

function Columns({ look, mapping, choose }: Pick<Props, 'look' | 'mapping' | 'choose'>) {
  const options = [
    { value: '', label: NOT_READ },
    ...look.fields.map(({ field, title, isRequired }) => ({
      value: field,
      label: isRequired ? `${title}（必填）` : title,
    })),
  ]
  return (
    <ul className="plain mapping">
      {look.columns.map((column) => (
        <ColumnChoice
          key={column.label}
          column={column}
          mapping={mapping}
          options={options}
          choose={(field) => choose({ ...mapping, [column.label]: field })}
        />
      ))}
    </ul>
  )
}

interface ChoiceProps {
  readonly column: LookedColumn
  readonly mapping: Mapping
  readonly options: { readonly value: string; readonly label: string }[]
  readonly choose: (field: string | null) => void
}

function ColumnChoice({ column, mapping, options, choose }: ChoiceProps) {
  const field = mapping[column.label] ?? null
  const isSure = howText(column, mapping) !== '看着像，请核对' && field !== null
  return (
    <li>
      <span className="grow">
        <b>{column.label}</b>
        <span className="readings">
          {column.samples.length > 0 ? ` 例如 ${column.samples.join('；')}` : ' 这一列是空的'}
        </span>
      </span>
      <Select
        aria-label={`“${column.label}”对应平台的哪一项`}
        showSearch={{ optionFilterProp: 'label' }}
        value={field ?? ''}
        options={options}
        style={{ width: 220 }}
        onChange={(value: string) => choose(value === '' ? null : value)}
      />
      <span className={isSure ? 'soft how' : 'how'}>{howText(column, mapping)}</span>
    </li>
  )
}

interface Kept {
  readonly id: string
  readonly kind: string
  readonly labels: readonly string[]
  readonly keptOn: string
}

/** What the organisation has kept, to be seen and deleted. */
export function KeptMappings({ titleOf }: { readonly titleOf: (kind: string) => string }) {
  const client = useQueryClient()
  const kept = useQuery({
    queryKey: ['import mappings'],
    queryFn: () => get<{ items: readonly Kept[] }>('/import-mappings'),
  })
  const drop = async (id: string) => {
    await send('POST', `/import-mappings/${id}/drop`, {})
    await client.invalidateQueries({ queryKey: ['import mappings'] })
  }
  return (
    <Show query={kept} rows={1}>
      {({ items }) =>
        items.length === 0 ? null : (
          <details className="card">
            <summary>本单位保存的列对应（{items.length}）</summary>
            <ul className="plain dense">
              {items.map((one) => (
                <li key={one.id} className="row">
                  <span className="grow">
                    {titleOf(one.kind)}，{one.keptOn} 保存：
                    <span className="soft">{one.labels.join('、')}</span>
                  </span>
                  <Button
                    size="small"
                    aria-label={`删除 ${one.keptOn} 保存的${titleOf(one.kind)}列对应`}
                    onClick={() => void drop(one.id)}
                  >
                    删除
                  </Button>
                </li>
              ))}
            </ul>
          </details>
        )
      }
    </Show>
  )
}
