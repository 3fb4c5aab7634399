import { z } from 'zod'
import { dayText, line } from '../forms/text.ts'
import { phone } from '../identity/forms.ts'
import { ELECTRONIC_CLAUSE } from './ways.ts'

/** A text is seldom in more than ten hands; more is a mistake. */
export const SIGNATORIES_MAX = 12

export const consentForm = z.object({
  version: z.int().min(1).meta({ title: '合同文本版本', widget: 'number' }),
  agreed: z
    .boolean()
    .refine((agreed) => agreed, '请先阅读并勾选同意；不同意的可以下载文本，改用纸质签字盖章。')
    .meta({ title: '同意电子确认条款', widget: 'switch', help: ELECTRONIC_CLAUSE }),
})

const capacity = line(50, 2).meta({
  title: '确认人身份（职务）',
  help: '例如：法定代表人、成果转化办主任（经授权）',
})

const documentHash = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, '应是所看合同文本的 64 位摘要。')
  .meta({ title: '所看文本的摘要（SHA-256）' })

export const confirmForm = z.object({ capacity, documentHash })

/** Asking the certificate service to sign (way c): the same particulars, the code is the service's own. */
export const requestForm = z.object({ capacity, documentHash })

/** A one-time link for a person without account: who they are, as far as the side that invites knows. */
export const linkForm = z.object({
  signatoryId: z.uuid().meta({ title: '代表哪一方签署', widget: 'select' }),
  personName: line(40, 2).meta({ title: '签署人姓名', personal: true, transient: true }),
  phone: phone.meta({
    title: '签署人手机号',
    widget: 'phone',
    personal: true,
    transient: true,
    help: '签署人要说出这个号码的末四位，并用它收到的短信验证码确认；填错了就签不了。',
  }),
  capacity,
})

export const bringPaperForm = z.object({
  fileId: z.uuid().meta({
    title: '扫描件或照片',
    widget: 'scan',
    help: '一个 PDF；手机照片可以一次选多张，自动合成一个 PDF。请逐页平拍，二维码和印章要清楚。',
  }),
  covers: z.enum(['own', 'all']).meta({
    title: '这份文本上有谁的签字盖章',
    widget: 'select',
    options: { own: '只有本方', all: '各方都已签字盖章' },
  }),
})

export const checkPaperForm = z.object({
  paperId: z.uuid().meta({ title: '交回件' }),
  signatoryId: z.uuid().meta({ title: '核对哪一方', widget: 'select' }),
  sealText: line(120, 2).meta({
    title: '印章上的文字',
    help: '照着图上的印章抄写全称（含“合同专用章”等字样）；个人签署的，抄写签名。',
  }),
  signerName: line(40, 2).meta({
    title: '签字人姓名',
    personal: true,
    help: '照着签字抄写；没有签字只有盖章的，写“只盖章”。',
  }),
  capacity: line(50, 2).meta({
    title: '签字人身份（职务）',
    help: '纸上写明的职务，例如：法定代表人、授权代表',
  }),
  signedOn: dayText().meta({
    title: '纸上写的日期',
    widget: 'date',
    help: '只作记录；签署时间以平台收到交回件的日期为准。',
  }),
  pagesSeen: z.boolean().default(false).meta({
    title: '已逐页看过，页码和内容无误',
    widget: 'switch',
  }),
  reason: z.string().trim().max(300).default('').meta({
    title: '名称与印章不一致的说明',
    widget: 'textarea',
    help: '一致的不填。登记机构会拒绝名称与印章不符的合同；确有原因（如刚更名）的写明。',
  }),
})

export const sendBackForm = z.object({
  paperId: z.uuid().meta({ title: '交回件' }),
  reason: line(300, 2).meta({
    title: '退回原因',
    widget: 'textarea',
    help: '交回的一方会看到，请写明怎样改正。',
  }),
})
