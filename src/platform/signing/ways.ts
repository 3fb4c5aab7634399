/** The three ways of practice.md P8: a paper, b agreed electronic confirmation, c licensed certificate service. */
export const WAYS = { a: '纸质签字盖章', b: '约定的电子确认', c: '电子认证服务' } as const
export type Way = keyof typeof WAYS

/**
 * The clause in which the parties agree to electronic form before anything is confirmed (practice.md P8 b; 电子签名法 3,
 * 13). It is agreed to on its own and kept with each consent, so its words never change under a document. It also
 * carries the mixed case: one party by electronic form, another on paper.
 */
export const ELECTRONIC_CLAUSE =
  '双方约定：本合同以数据电文形式订立。任何一方的授权代表以本人账号登录平台，经第二因素（动态口令或者短信验证码）核验本人身份后，对载明摘要（SHA-256）的合同文本作出的确认，或者经电子认证服务机构认证的电子签名，视为该方在本合同上的签名，双方不得仅因其采用电子形式而否认其法律效力。平台保存的确认记录（确认人、身份、时间、文本摘要、确认方式及存证回执）双方都可以取得并用作证据。任何一方也可以要求改用书面签字盖章；一方以书面签字盖章、另一方以前述电子形式签署同一文本的，同样成立。'

export interface WayInWords {
  readonly way: Way
  readonly title: string
  readonly says: string
  /** Said where the way cannot be chosen here and now. */
  readonly missing?: string
}

/** Which way of signing counts for what, said on the page before one chooses (P8). */
export const SIGNING_WAYS: readonly WayInWords[] = [
  {
    way: 'b',
    title: WAYS.b,
    says: '双方先同意电子确认条款，再各自以第二因素确认。属于电子签名法第三条第一款、第十三条第二款所说的“约定”的电子签名：不得仅因采用电子形式而被否定效力；真伪有争议时，由主张的一方举证，平台提供确认记录和存证回执。',
  },
  {
    way: 'a',
    title: WAYS.a,
    says: '打印带二维码和页码标记的 PDF 文本，双方签字盖章后，把扫描件或照片交回平台：平台自动核对每页的标记和页数，再由另一个人核对名称和印章。效力最为通行；银行、登记机关要求原件的，请用这种方式，并保存好原件。以平台收到交回件的日期为准。',
  },
  {
    way: 'c',
    title: WAYS.c,
    says: '由依法取得许可的电子认证服务机构提供证书，符合电子签名法第十三条第一款的为可靠的电子签名，与手写签名或者盖章具有同等效力（第十四条）。同样须双方先同意以电子形式订立。',
  },
]

/** Said before a person without account confirms by one-time link. */
export const LINK_SAYS =
  '您将以一次性链接确认这份文本。身份依据是对方填写并由您确认的姓名和手机号：它能证明收到短信的人作出了确认，证明力弱于以实名账号确认，也不是电子认证服务机构认证的电子签名。需要更强的效力，请改用纸质签字盖章。'

/** One party electronically, another on paper: lawful because all agreed to electronic form (电子签名法 3). */
export const MIXED_SAYS =
  '双方都同意电子确认条款后，可以一方用电子方式、另一方用纸质方式签署同一文本；有一方不同意的，各方都用纸质签字盖章。'
