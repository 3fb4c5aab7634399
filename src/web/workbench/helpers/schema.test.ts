import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { formSchema } from '#platform/forms/form.ts'
import { applies, fieldsOf, groupsOf, pathOf, placeOf, submitted } from './schema.ts'

const form = z.object({
  name: z.string().min(4).max(100).meta({ title: '成果名称', group: '基本情况' }),
  summary: z.string().max(2000).optional().meta({ title: '简介', group: '基本情况' }),
  kind: z.enum(['应用技术', '软科学']).meta({ title: '类别' }),
  priceMode: z.enum(['协议定价', '挂牌']).optional().meta({ title: '定价方式', group: '价格' }),
  priceFen: z
    .int()
    .min(1)
    .nullable()
    .optional()
    .meta({ title: '价格', widget: 'money', group: '价格', when: { field: 'priceMode', in: ['挂牌'] } }),
  modes: z.array(z.enum(['转让', '许可'])).meta({ title: '合作方式' }),
  keywords: z.array(z.string()).optional().meta({ title: '关键词', widget: 'tags' }),
  validUntil: z.iso.date().optional().meta({ title: '有效期至' }),
  code: z.string().optional().meta({ title: '验证码', widget: 'code', transient: true }),
  ip: z
    .array(
      z.object({
        type: z.enum(['发明专利']).meta({ title: '类型' }),
        number: z.string().meta({ title: '编号' }),
      }),
    )
    .optional()
    .meta({ title: '知识产权', widget: 'list' }),
})
const fields = fieldsOf(formSchema(form))
const byName = Object.fromEntries(fields.map((field) => [field.name, field]))

test('a zod form becomes fields with the widget its type or mark names', () => {
  assert.deepEqual(
    fields.map((field) => field.widget),
    ['text', 'textarea', 'select', 'select', 'money', 'multiselect', 'tags', 'date', 'code', 'list'],
  )
  assert.equal(byName['name']?.required, true)
  assert.equal(byName['name']?.maxLength, 100)
  assert.equal(byName['priceFen']?.required, false)
  assert.equal(byName['code']?.unkept, true)
  assert.deepEqual(
    byName['ip']?.children.map((child) => child.title),
    ['类型', '编号'],
  )
})

test('groups keep the order of the form', () => {
  assert.deepEqual(
    groupsOf(fields).map((group) => group.title),
    ['基本情况', '', '价格'],
  )
})

test('a field shows only when the field it depends on has one of the named values', () => {
  const price = byName['priceFen']
  assert.ok(price)
  assert.equal(applies(price, {}), false)
  assert.equal(applies(price, { priceMode: '挂牌' }), true)
})

test('what does not apply, is empty or only blanks is not sent; text is trimmed', () => {
  assert.deepEqual(
    submitted(fields, {
      name: ' 海参苗 ',
      summary: '  ',
      priceMode: '协议定价',
      priceFen: 5,
      ip: [{ type: '发明专利', number: '' }],
    }),
    { name: '海参苗', priceMode: '协议定价', ip: [{ type: '发明专利' }] },
  )
})

test('a fault is placed in words and as a path of the form', () => {
  assert.deepEqual(pathOf('ip.0.number'), ['ip', 0, 'number'])
  assert.equal(placeOf('ip.0.number', fields), '知识产权 第 1 项 编号')
})
