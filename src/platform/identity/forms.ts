import { z } from 'zod'
import { roleTitles, type Role } from '../access/access.ts'
import { COUNTRIES, MAINLAND } from './countries.ts'
import { readCreditCode } from './creditCode.ts'
import { hasCreditCode, orgKinds } from './kinds.ts'

const roleNames = Object.keys(roleTitles) as [Role, ...Role[]]
const name = z.string().trim().min(1).max(40)

/** A mobile number of the mainland, as typed with spaces or full-width digits. */
export const phone = z
  .string()
  .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
  .refine((digits) => /^1[3-9]\d{9}$/.test(digits), '手机号应为 11 位数字，以 1 开头。')

export const loginName = z
  .string()
  .transform((typed) => typed.normalize('NFKC').trim().toLowerCase())
  .refine(
    (text) => /^[a-z][a-z0-9.-]{2,31}$/.test(text),
    '登录名为 3 至 32 位小写字母、数字、点或连字符，以字母开头。',
  )

// The policy of the ruleset is checked by the verb; this only keeps a megabyte away from the hash.
const password = z.string().min(1).max(500).meta({ title: '密码', widget: 'password', transient: true })

export const roles = z.array(z.enum(roleNames)).min(1).max(roleNames.length).meta({
  title: '角色',
  widget: 'multiselect',
  options: roleTitles,
})

/** Opening an account for oneself. */
export const registerForm = z.object({
  login: loginName.meta({ title: '登录名', help: '小写字母开头，3 至 32 位', personal: true }),
  name: name.meta({ title: '姓名', personal: true }),
  phone: phone.meta({ title: '手机号', widget: 'phone', personal: true }),
  password,
})

/** The first administrator of a production city, with the code printed on the console (P38). */
export const firstAdministratorForm = registerForm.extend({
  code: z.string().min(1).max(60).meta({ title: '一次性代码', widget: 'code', transient: true }),
})

export const resetForm = z.object({
  code: z.string().min(1).max(60).meta({ title: '重置代码', widget: 'code', transient: true }),
  password,
})

/** Correcting one's own data (PIPL 46). */
export const correctionForm = z.object({
  name: name.optional().meta({ title: '姓名', personal: true }),
  phone: phone.optional().meta({ title: '手机号', widget: 'phone', personal: true }),
  email: z.email().max(200).optional().meta({ title: '电子邮箱', personal: true }),
})

export const creditCode = z.string().transform((typed, context) => {
  const answer = readCreditCode(typed)
  if (answer.fault === undefined) return answer.code
  context.addIssue({ code: 'custom', message: answer.fault })
  return z.NEVER
})

const organisationFields = z.object({
  kind: z.enum(orgKinds).meta({ title: '单位类型', widget: 'select' }),
  name: z.string().trim().min(2).max(100).meta({ title: '单位名称', help: '与营业执照或法人证书一致' }),
  country: z
    .enum(Object.keys(COUNTRIES) as [string, ...string[]])
    .default(MAINLAND)
    .meta({
      title: '注册地或国籍',
      widget: 'select',
      options: COUNTRIES,
      help: '境外和港澳台的单位、个人请选所在国家或地区。',
    }),
  registrationNo: z
    .string()
    .trim()
    .max(60)
    .optional()
    .meta({ title: '境外登记号码', help: '中国内地以外的单位填写当地登记机关的号码' }),
  creditCode: creditCode.optional().meta({
    title: '统一社会信用代码',
    help: '18 位',
    when: { field: 'kind', in: orgKinds.filter(hasCreditCode) },
  }),
  region: z.string().trim().max(40).optional().meta({ title: '所在县（市、区）', widget: 'region' }),
  address: z.string().trim().max(200).default('').meta({ title: '地址' }),
  business: z.string().trim().max(500).default('').meta({ title: '主要业务', widget: 'textarea' }),
  evidenceFileId: z.uuid().optional().meta({ title: '营业执照或法人证书', widget: 'file' }),
})

/** What an organisation is registered with. */
export const organisationForm = organisationFields
  .refine((form) => form.country !== MAINLAND || !hasCreditCode(form.kind) || form.creditCode !== undefined, {
    path: ['creditCode'],
    message: '请填写统一社会信用代码。',
  })
  .refine(
    (form) => form.country === MAINLAND || !hasCreditCode(form.kind) || form.registrationNo !== undefined,
    { path: ['registrationNo'], message: '请填写当地登记机关的号码。' },
  )

const known = organisationFields.shape

/**
 * Changing what was registered; kind, name and code of a verified organisation stay. Its fields are the organisation's
 * own facts (P34); at registration there are none yet, and the actor may belong to another organisation. What is not
 * given stays: no field has a default here.
 */
export const organisationChangeForm = organisationFields
  .omit({ kind: true, country: true })
  .extend({
    name: known.name.meta({ ...known.name.meta(), fact: 'org.name' }),
    creditCode: known.creditCode.meta({ ...known.creditCode.meta(), fact: 'org.creditCode' }),
    region: known.region.meta({ ...known.region.meta(), fact: 'org.region' }),
    address: known.address.unwrap().meta({ ...known.address.meta(), fact: 'org.address' }),
    business: known.business.unwrap().meta({ ...known.business.meta(), fact: 'org.business' }),
  })
  .partial()
  .extend({ id: z.uuid() })

export const invitationForm = z.object({
  id: z.uuid(),
  title: z.string().trim().min(1).max(40).meta({ title: '职务' }),
  roles,
})

export const rolesForm = z.object({
  membershipId: z.uuid(),
  title: z.string().trim().min(1).max(40).optional().meta({ title: '职务' }),
  roles,
})

export const delegationForm = z.object({
  kind: z
    .enum(['deputy', 'secretary'])
    .meta({ title: '方式', options: { deputy: 'AB 角代理', secretary: '秘书代拟' } }),
  toPerson: z.uuid().meta({ title: '代理人', widget: 'person' }),
  roles,
  from: z.iso.date().meta({ title: '自', widget: 'date' }),
  until: z.iso.date().meta({ title: '至', widget: 'date' }),
})
