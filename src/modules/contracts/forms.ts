import { z } from 'zod'
import { line } from '#platform/forms/text.ts'

/**
 * The clause in which both agree to electronic confirmation, before anything is confirmed (practice.md P8 b;
 * 电子签名法 3, 13). It stands in the contract and is agreed to on its own, so its words never change under a version.
 */
export const ELECTRONIC_CLAUSE =
  '双方约定：本合同以数据电文形式订立。任何一方的授权代表以本人账号登录平台，经第二因素（动态口令或者短信验证码）核验本人身份后，对载明摘要（SHA-256）的合同文本作出的确认，视为该方在本合同上的签名，双方不得仅因其采用电子形式而否认其法律效力。平台保存的确认记录（确认人、身份、时间、文本摘要、确认方式及存证回执）双方都可以取得并用作证据。任何一方也可以要求改用书面签字盖章。'

/** Which way of signing counts for what, said on the page before one chooses (P8). */
export const SIGNING_WAYS = [
  {
    way: 'b',
    title: '约定的电子确认',
    says: '双方先同意电子确认条款，再各自以第二因素确认。属于电子签名法第三条第一款、第十三条第二款所说的“约定”的电子签名：不得仅因采用电子形式而被否定效力；真伪有争议时，由主张的一方举证，平台提供确认记录和存证回执。',
  },
  {
    way: 'a',
    title: '纸质签字盖章',
    says: '下载合同文本打印，双方签字盖章。效力最为通行；银行、登记机关要求原件的，请用这种方式。',
  },
  {
    way: 'c',
    title: '电子认证服务',
    says: '由依法取得许可的电子认证服务机构提供证书，符合电子签名法第十三条第一款的为可靠的电子签名，与手写签名或者盖章具有同等效力（第十四条）。本平台尚未接入。',
  },
] as const

export const makeForm = z.object({ id: z.uuid().meta({ title: '洽谈' }) })

export const consentForm = z.object({
  version: z.int().min(1).meta({ title: '合同文本版本', widget: 'number' }),
  agreed: z
    .boolean()
    .refine((agreed) => agreed, '请先阅读并勾选同意；不同意的可以下载文本，改用纸质签字盖章。')
    .meta({ title: '同意电子确认条款', widget: 'switch', help: ELECTRONIC_CLAUSE }),
})

export const confirmForm = z.object({
  capacity: line(50, 2).meta({
    title: '确认人身份（职务）',
    help: '例如：法定代表人、成果转化办主任（经授权）',
  }),
  documentHash: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, '应是所看合同文本的 64 位摘要。')
    .meta({ title: '所看文本的摘要（SHA-256）' }),
})

export const rejectForm = z.object({
  reason: line(500, 2).meta({ title: '原因', widget: 'textarea', help: '对方会看到；洽谈退回到商定条款。' }),
})
