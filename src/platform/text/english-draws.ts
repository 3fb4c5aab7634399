/** English of the page that recomputes a draw. */
export const englishDraws = {
  事项: 'Matter',
  算法: 'Algorithm',
  专家抽取公开复算: 'Recompute a draw of experts',
  专家抽取: 'Draws of experts',
  '每一次专家抽取的承诺值、公开号码和顺序，任何人都能复算。':
    'The commitment, the public number and the order of every draw of experts; anybody can recompute them.',
  还没有抽取: 'No draws yet',
  '候选名单冻结后会列在这里。': 'A draw is listed here once its pool is frozen.',
  '{seats} 席，候选 {count} 名': '{seats} seats, {count} candidates',
  已作废: 'Replaced',
  等待公开号码: 'Waiting for the public number',
  已抽取: 'Drawn',
  '抽取前公布承诺值和将采用的公开号码，抽取后任何人都能复算顺序。':
    'Before the draw a commitment and the public number to come are published; afterwards anybody can recompute the order.',
  '第 {n} 组 {type}·{place}：{seats} 席，候选 {count} 名':
    'Group {n}, {type}, {place}: {seats} seats, {count} candidates',
  抽取次数: 'Round',
  '第 {n} 次': 'No. {n}',
  因何重抽: 'Why drawn again',
  作废时间: 'Voided at',
  作废理由: 'Why voided',
  冻结时间: 'Frozen at',
  各组: 'Groups',
  承诺值: 'Commitment',
  承诺值的存证: 'Leaf of the commitment',
  采用的公开号码: 'Public number to be used',
  录入的号码: 'Number as typed',
  尚未公布: 'not out yet',
  号码来源: 'Source of the number',
  抽取时间: 'Drawn at',
  '{name}：RFC 3797 的选取流程，散列用 SHA-256': '{name}: the selection flow of RFC 3797 over SHA-256',
  联系顺序: 'Order in which experts are asked',
  '公开号码产生之前只公布承诺值和人数，谁在名单里没有人知道。':
    'Before the public number comes out only commitment and counts are published; nobody knows who is in the pool.',
  '每个代号对应一位候选专家；只有专家本人知道哪一个是自己，并能证明。':
    'Each code is one candidate; only the expert knows which one, and can prove it.',
  '第 {n} 组': 'Group {n}',
  '评审结束之后公布答复经过。': 'How experts answered is published after the review.',
  答复经过: 'How they answered',
  'H1 至 H7 是回避情形：同单位、参与申报、亲属、持股任职、师生合作、参加过原决定、申报方申请。':
    'H1 to H7 are recusals: same unit, part in the application, kin, holdings or office, teaching or joint work, part in the earlier decision, named by the applicant.',
  评审专家: 'Experts',
  自己复算: 'Recompute it yourself',
  在本页复算: 'Recompute in this page',
  '不用本页的脚本，也可以用不含平台代码的命令行复算：':
    'Or recompute from the command line, with no code of the platform:',
  本市以外: 'outside the city',
}
