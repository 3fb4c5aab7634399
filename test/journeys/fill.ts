import type { Locator, Page } from 'playwright-core'
import { formSchema } from '#platform/forms/form.ts'
import { moneyText, percentText } from '#web/workbench/helpers/money.ts'
import { fieldsOf, type Field } from '#web/workbench/helpers/schema.ts'
import { button } from './steps.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Fills the form of that name in with values, field by field, as a person would: typing, choosing, ticking, adding the
 * rows of its lists. `name` is the one its elements begin with.
 */
export async function fill(
  within: Page | Locator,
  name: string,
  form: Parameters<typeof formSchema>[0],
  values: Values,
): Promise<void> {
  const fields = fieldsOf(formSchema(form))
  await fillFields(within, name, fields, values)
}

async function fillFields(
  within: Page | Locator,
  path: string,
  fields: readonly Field[],
  values: Values,
): Promise<void> {
  for (const field of fields) {
    const value = values[field.name]
    if (value !== undefined) await fillOne(within, `${path}_${field.name}`, field, value)
  }
}

async function fillOne(within: Page | Locator, id: string, field: Field, value: unknown): Promise<void> {
  const control = within.locator(`[id="${id}"]`)
  switch (field.widget) {
    case 'list':
      for (const [at, row] of (value as Values[]).entries()) {
        await button(within, `添加一项${field.title}`).click()
        await fillFields(within, `${id}_${String(at)}`, field.children, row)
      }
      return
    case 'group':
      return fillFields(within, id, field.children, value as Values)
    case 'switch':
      return control.getByText(value === true ? '是' : '否', { exact: true }).click()
    case 'multiselect':
      for (const one of value as string[])
        await control.getByText(labelOf(field, one), { exact: true }).click()
      return
    case 'tags':
      for (const one of value as string[]) {
        await control.fill(one)
        await control.press('Enter')
      }
      return
    case 'select':
      return pick(within, control, labelOf(field, value as string))
    case 'money':
      return control.fill(moneyText(value as number, field.unit === '元' ? '元' : '万元'))
    case 'basisPoints':
      return control.fill(percentText(value as number))
    default:
      return control.fill(String(value))
  }
}

function labelOf(field: Field, value: string): string {
  return field.options.find((option) => option.value === value)?.label ?? value
}

async function pick(within: Page | Locator, control: Locator, option: string): Promise<void> {
  const page = 'page' in within ? within.page() : within
  await control.click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-content')
    .getByText(option, { exact: true })
    .click()
}
