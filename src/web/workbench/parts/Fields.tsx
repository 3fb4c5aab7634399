import { Button, Form, type FormItemProps } from 'antd'
import { applies, groupsOf, type Field } from '../helpers/schema.ts'
import { parseMoney, parseNumber, parsePercent, percentText } from '../helpers/money.ts'
import { dayText, lettersOf } from '../helpers/format.ts'
import type { Prefill } from '../types.ts'
import { Control } from './Control.tsx'
import { PickEntry } from './PickEntry.tsx'
import { ShareSum } from './ShareTable.tsx'

type Rule = NonNullable<FormItemProps['rules']>[number]
type Path = readonly (string | number)[]

interface Props {
  readonly fields: readonly Field[]
  readonly prefill?: Readonly<Record<string, Prefill>>
}

/** All fields of a form under their group headings, two columns on wide screens. */
export function Fields({ fields, prefill = {} }: Props) {
  return groupsOf(fields).map((group) => (
    <fieldset key={group.title} className="formgroup">
      {group.title !== '' && <legend>{group.title}</legend>}
      <div className="formgrid">
        {group.fields.map((field) => (
          <FieldRow key={field.name} field={field} path={[field.name]} prefill={prefill[field.name]} />
        ))}
      </div>
    </fieldset>
  ))
}

/** The same with each group folded away, its heading saying what is in it. */
export function FoldedFields({ fields, prefill = {} }: Props) {
  const values = (Form.useWatch([]) as Readonly<Record<string, unknown>> | undefined) ?? {}
  return groupsOf(fields).map((group) => (
    <details key={group.title} className="foldedgroup">
      <summary>
        {group.title}
        <span className="soft small">{filledText(group.fields, values)}</span>
      </summary>
      <div className="formgrid">
        {group.fields.map((field) => (
          <FieldRow key={field.name} field={field} path={[field.name]} prefill={prefill[field.name]} />
        ))}
      </div>
    </details>
  ))
}

function filledText(fields: readonly Field[], values: Readonly<Record<string, unknown>>): string {
  const filled = fields.filter(({ name }) => !isEmpty(values[name])).map(({ title }) => title)
  return filled.length === 0 ? '' : `（已填：${filled.join('、')}）`
}

/** One field, or nothing while the field it depends on says it does not apply. */
export function FieldRow({
  field,
  path,
  prefill,
}: {
  readonly field: Field
  readonly path: Path
  readonly prefill: Prefill | undefined
}) {
  const asked = field.when?.field
  const form = Form.useFormInstance()
  const value: unknown = Form.useWatch(asked ?? [], form)
  if (asked !== undefined && !applies(field, { [asked]: value })) return null
  if (field.widget === 'list') return <ListField field={field} path={path} />
  if (field.widget === 'group') {
    return (
      <fieldset className="formgroup wide listitem">
        <legend>{field.title}</legend>
        <div className="formgrid">
          {field.children.map((child) => (
            <Item key={child.name} field={child} path={[...path, child.name]} prefill={undefined} />
          ))}
        </div>
      </fieldset>
    )
  }
  return <Item field={field} path={path} prefill={prefill} />
}

const WIDE = new Set(['textarea', 'multiselect', 'file', 'scan', 'evidence'])

function Item({
  field,
  path,
  prefill,
  listed = false,
}: {
  readonly field: Field
  readonly path: Path
  readonly prefill: Prefill | undefined
  readonly listed?: boolean
}) {
  return (
    <div className={WIDE.has(field.widget) ? 'wide' : ''}>
      <Form.Item
        name={[...path]}
        label={field.notPublic ? `${field.title}（不公开）` : field.title}
        required={field.required || field.atSubmit}
        rules={rulesOf(field)}
        extra={extraOf(field, prefill)}
        validateTrigger={['onBlur', 'onSubmit']}
        validateFirst
        {...(field.initial !== undefined && !listed && { initialValue: field.initial })}
      >
        <Control field={field} />
      </Form.Item>
    </div>
  )
}

function extraOf(field: Field, prefill: Prefill | undefined) {
  const known =
    prefill &&
    `已带出：${prefill.source ?? '本单位资料'}${prefill.from ? `，${dayText(prefill.from)} 起` : ''}。如有变化请直接修改。`
  const most =
    field.widget === 'basisPoints' && field.unit === '分' && field.maximum !== undefined
      ? `最高 ${percentText(field.maximum)} 分。`
      : undefined
  if (field.help === undefined && known === undefined && most === undefined) return undefined
  return (
    <>
      {most} {field.help}
      {known !== undefined && <div>{known}</div>}
    </>
  )
}

/** Only what can be said before asking the server: missing, too short, too long, no number. */
function rulesOf(field: Field): Rule[] {
  const rules: Rule[] = []
  if (field.required) rules.push({ validator: (_, value) => (isEmpty(value) ? no('此项必填。') : yes()) })
  if (field.maxLength !== undefined && field.widget !== 'tags')
    rules.push({ validator: (_, value) => tooLong(value, field.maxLength ?? 0) })
  if (field.minLength !== undefined && field.minLength > 1)
    rules.push({ validator: (_, value) => tooShort(value, field.minLength ?? 0) })
  if (field.widget === 'money')
    rules.push({ validator: (_, value) => readable(value, (text) => parseMoney(text, '元')) })
  if (field.widget === 'number')
    rules.push({ validator: (_, value) => readable(value, (text) => parseNumber(text, field)) })
  if (field.widget === 'basisPoints') rules.push({ validator: (_, value) => readable(value, parsePercent) })
  return rules
}

const yes = () => Promise.resolve()
const no = (sentence: string) => Promise.reject(new Error(sentence))

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function tooLong(value: unknown, most: number): Promise<void> {
  if (typeof value !== 'string' || lettersOf(value.trim()).length <= most) return yes()
  return no(`最多 ${String(most)} 个字，现在有 ${String(lettersOf(value.trim()).length)} 个。`)
}

function tooShort(value: unknown, least: number): Promise<void> {
  if (typeof value !== 'string' || value.trim() === '' || lettersOf(value.trim()).length >= least)
    return yes()
  return no(`至少 ${String(least)} 个字。`)
}

/** A value still kept as text could not be read as a number. */
function readable(value: unknown, parse: (text: string) => object): Promise<void> {
  if (typeof value !== 'string') return yes()
  const parsed = parse(value) as { fault?: string }
  return no(parsed.fault ?? '请填数字。')
}

/** A list of objects: an entry a box, with the live sum of shares where there are any. */
function ListField({ field, path }: { readonly field: Field; readonly path: Path }) {
  const share = field.children.find((child) => child.widget === 'basisPoints')
  return (
    <div className="wide">
      <h2 className="h3">
        {field.title}
        {field.required && <span className="sum-bad"> *</span>}
      </h2>
      {field.help !== undefined && <p className="soft">{field.help}</p>}
      <Form.List name={[...path]}>
        {(items, { add, remove }, { errors }) => (
          <>
            {items.map((item, index) => (
              <div
                key={item.key}
                className="listitem"
                role="group"
                aria-label={`${field.title} 第 ${String(index + 1)} 项`}
              >
                <div className="row">
                  <b className="grow">第 {index + 1} 项</b>
                  <Button
                    size="small"
                    onClick={() => remove(item.name)}
                    aria-label={`删除：${field.title} 第 ${String(index + 1)} 项`}
                  >
                    删除
                  </Button>
                </div>
                <div className="formgrid">
                  {field.children.map((child) => (
                    <Item
                      key={child.name}
                      field={child}
                      path={[item.name, child.name]}
                      listed
                      prefill={undefined}
                    />
                  ))}
                </div>
              </div>
            ))}
            {share && items.length > 0 && <ShareSum path={path} field={share.name} />}
            <Form.ErrorList errors={errors} />
            {items.length < (field.maxItems ?? Infinity) && (
              <div className="row" style={{ marginBottom: 16 }}>
                {field.pick && <PickEntry pick={field.pick} add={add} />}
                <Button onClick={() => add({})}>添加一项{field.title}</Button>
              </div>
            )}
          </>
        )}
      </Form.List>
    </div>
  )
}
