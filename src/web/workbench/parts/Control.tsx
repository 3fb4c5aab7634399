import { Checkbox, Input, Radio, Select } from 'antd'
import type { ReactNode } from 'react'
import type { MoneyUnit } from '../helpers/money.ts'
import type { Field } from '../helpers/schema.ts'
import { EvidencePicker } from './EvidencePicker.tsx'
import { FileUpload } from './FileUpload.tsx'
import { MoneyInput, NumberInput, PercentInput } from './MoneyInput.tsx'
import { OrgPicker, PersonPicker } from './OrgPicker.tsx'
import { RegionPicker } from './regions.tsx'

/** Up to this many choices are shown all at once as boxes to tick. */
const TICK_BOXES = 12

/** Adds what Form.Item hands over (id, value, aria marks) to the control of the field's widget. */
export function Control({
  field,
  ...handed
}: { readonly field: Field } & Record<string, unknown>): ReactNode {
  const length = field.maxLength === undefined ? {} : { maxLength: field.maxLength * 2 }
  switch (field.widget) {
    case 'textarea':
      return <Input.TextArea {...handed} {...length} rows={4} showCount={counted(field)} />
    case 'number':
      return <NumberInput {...handed} field={field} />
    case 'select':
      return (
        <Select
          {...handed}
          allowClear={!field.required}
          options={[...field.options]}
          placeholder="请选择"
          showSearch={{ optionFilterProp: 'label' }}
        />
      )
    case 'multiselect':
      return <Choices field={field} handed={handed} />
    case 'tags':
      return <Tags field={field} handed={handed} />
    case 'date':
      return <Input {...handed} type="date" max="2999-12-31" style={{ maxWidth: 220 }} />
    case 'dateTime':
      return <Input {...handed} type="datetime-local" max="2999-12-31T23:59" style={{ maxWidth: 260 }} />
    case 'money':
      return <MoneyInput {...handed} unit={field.unit === '元' ? '元' : ('万元' satisfies MoneyUnit)} />
    case 'basisPoints':
      return <PercentInput {...handed} unit={field.unit} />
    case 'switch':
      return <YesNo field={field} handed={handed} />
    case 'file':
      return <FileUpload {...handed} many={field.many} />
    case 'scan':
      return <FileUpload {...handed} scan />
    case 'evidence':
      return <EvidencePicker {...handed} />
    case 'org':
      return <OrgPicker {...handed} />
    case 'person':
      return <PersonPicker {...handed} />
    case 'region':
      return <RegionPicker {...handed} />
    case 'phone':
      return <Input {...handed} {...length} type="tel" inputMode="tel" autoComplete="tel" />
    case 'password':
      return <Input.Password {...handed} autoComplete="new-password" />
    case 'code':
      return <CodeInput {...handed} {...length} />
    default:
      return <Input {...handed} {...length} suffix={field.unit} autoComplete="off" />
  }
}

/** A code from an SMS, which phones offer to fill in. */
function CodeInput(handed: Record<string, unknown>) {
  return <Input {...handed} inputMode="numeric" autoComplete="one-time-code" style={{ maxWidth: 220 }} />
}

function Tags({ field, handed }: { readonly field: Field; readonly handed: Record<string, unknown> }) {
  return (
    <Select
      {...handed}
      mode="tags"
      // What has nothing to choose from drops nothing down over the buttons below.
      {...(field.options.length === 0 && { open: false })}
      tokenSeparators={['，', ',', '、', ';', '；']}
      options={[...field.options]}
      placeholder="输入后按回车，可填多个"
    />
  )
}

function Choices({ field, handed }: { readonly field: Field; readonly handed: Record<string, unknown> }) {
  const options = [...field.options]
  if (options.length > TICK_BOXES)
    return <Select {...handed} mode="multiple" options={options} placeholder="可选多项" />
  // A group of boxes may not carry aria-required; its label says that an answer is needed.
  const { id, 'aria-required': _required, ...rest } = handed
  return (
    <div id={id as string} role="group" aria-label={field.title} tabIndex={-1}>
      <Checkbox.Group {...rest} options={options} />
    </div>
  )
}

/** Two answers and none yet: a switch would show an unanswered question as a no. */
function YesNo({ field, handed }: { readonly field: Field; readonly handed: Record<string, unknown> }) {
  const { id, ...rest } = handed
  return (
    <div id={id as string} role="group" aria-label={field.title} tabIndex={-1}>
      <Radio.Group
        {...rest}
        options={[
          { value: true, label: '是' },
          { value: false, label: '否' },
        ]}
      />
    </div>
  )
}

/** Counts letters where a limit matters to the writer. */
function counted(field: Field): boolean | { formatter: (info: { count: number }) => string } {
  if (field.maxLength === undefined) return false
  const most = String(field.maxLength)
  return { formatter: ({ count }) => (count === 0 ? '' : `${String(count)} / ${most}`) }
}
