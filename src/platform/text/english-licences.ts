/** English of posted licences and trials on the portal. */
export const englishLicences = {
  标价许可: 'Posted licences',
  '条件已经公布的技术许可、专利开放许可和先用后付的成果。':
    'Licences on posted terms, open licences of patents, and technology to try first and pay later.',
  '条件已经公布：看过条件点一次就生成合同，不用洽谈；先用后付的，先试用再付款。':
    'The terms stand: read them, click once, and the contract is ready to sign. Or try first and pay later.',
  '现在没有公布的许可条件。': 'No terms are posted at present.',
  公布的许可条件: 'Posted licence terms',
  '已按公布的条件取得许可，合同文本已生成。': 'Taken on the posted terms; the contract text is ready.',
  '已申请试用，对方会收到通知。': 'You have asked for a trial; the other side will be told.',
  到工作台继续办理: 'Go on in the workbench',
  '挂牌公告到 {on}，期满后可以取得。': 'Announced until {on}; may be taken after that.',
  查看全部条件: 'All terms',
  条件有效期至: 'Terms valid until',
  登录后申请试用: 'Sign in to ask for a trial',
  登录后取得许可: 'Sign in to take the licence',
  申请试用: 'Ask for a trial',
  按公布条件取得许可: 'Take the licence on these terms',
  '对方同意后双方签试用协议，签收资料后开始试用。':
    'Once the other side agrees, both sign a trial agreement; the trial begins when you have received the material.',
  '点下面的按钮即按上列全部条件取得许可，合同文本随即生成，由双方签订。':
    'By this button you take the licence on all the terms above; the contract text is made at once, for both to sign.',
  提交试用申请: 'Send',
  '确认，按这些条件取得许可': 'Confirm: take the licence',
  '想在哪里、怎样试用': 'Where and how you want to try it',
  '对方据此决定是否同意。不要写技术秘密。': 'The other side decides by this. Write no technical secrets.',
} as const
