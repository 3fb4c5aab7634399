/** One entry of the left menu; shown to holders of one of `needs`, to everybody signed in without it. */
export interface MenuEntry {
  readonly path: string
  readonly title: string
  readonly needs?: readonly string[]
  /** Which number of the work list stands beside it. */
  readonly counts?: 'work'
  readonly only?: 'rehearsal'
  /** Shown from the seat of a paper application too, where other entries need a permission of that seat. */
  readonly atCounter?: true
}

export interface MenuGroup {
  readonly title: string
  readonly entries: readonly MenuEntry[]
}

export const menu: readonly MenuGroup[] = [
  {
    title: '办理',
    entries: [
      { path: '/', title: '工作台' },
      { path: '/review', title: '待办与审核', counts: 'work' },
      { path: '/listings', title: '待确认的信息', needs: ['listing.confirm'] },
      { path: '/notices', title: '公示' },
      { path: '/letters', title: '文书', needs: ['letter.list'] },
      {
        path: '/counter',
        title: '窗口代录',
        needs: ['counter.open', 'counter.object', 'counter.answer'],
        atCounter: true,
      },
      { path: '/archive', title: '档案', needs: ['archive.read'] },
      { path: '/my-panels', title: '专家评审', needs: ['pool-expert.apply'] },
      { path: '/messages', title: '消息' },
      { path: '/subscriptions', title: '订阅与提醒' },
    ],
  },
  {
    title: '成果交易',
    entries: [
      { path: '/achievements', title: '我的成果', needs: ['achievement.list'] },
      { path: '/demands', title: '我的需求', needs: ['demand.list'] },
      { path: '/matches', title: '供需匹配', needs: ['match.answer'] },
      { path: '/refusals', title: '谢绝原因', needs: ['match.statistics'] },
      { path: '/deals', title: '洽谈与签约', needs: ['deal.read'] },
      { path: '/settlements', title: '合同结算', needs: ['settlement.read'] },
      { path: '/registrations', title: '技术合同登记', needs: ['registration.read'] },
      { path: '/licences', title: '标价许可' },
      { path: '/lots', title: '挂牌竞价' },
      { path: '/outside-sales', title: '场外交易', needs: ['outside-sale.read'] },
      { path: '/bid-signals', title: '竞买线索核查', needs: ['bid-signal.read'] },
      { path: '/relations', title: '关联关系登记', needs: ['relation.read'] },
      { path: '/trials', title: '试用', needs: ['licence-trial.read'] },
      { path: '/income', title: '收益分配', needs: ['income.read'] },
      { path: '/income/mine', title: '我的转化收益' },
      { path: '/introductions', title: '引荐', needs: ['introduction.read'] },
      { path: '/commissions', title: '经纪佣金', needs: ['commission.complain', 'commission.pay'] },
      { path: '/events', title: '对接活动' },
      { path: '/help', title: '协助请求', needs: ['help.read'] },
      { path: '/patents', title: '知识产权台账', needs: ['patent.read'] },
      { path: '/past-contracts', title: '历史合同', needs: ['past-contract.read'] },
      { path: '/import', title: '导入导出', needs: ['bulk.import', 'bulk.export', 'past-contracts.export'] },
      { path: '/partners', title: '平台互通', needs: ['partner.read'] },
    ],
  },
  {
    title: '服务与资源',
    entries: [
      { path: '/instruments', title: '本单位的仪器', needs: ['instrument.list'] },
      { path: '/bookings', title: '仪器预约', needs: ['booking.list'] },
      { path: '/instrument-use', title: '共享机时', needs: ['booking.statistics'] },
      { path: '/pilot-bases', title: '中试基地', needs: ['pilot-base.read-matters'] },
      { path: '/pilot-bases/applications', title: '中试基地申报', needs: ['pilot-base.read-application'] },
      { path: '/pilot-services', title: '中试服务', needs: ['pilot-service.list'] },
      { path: '/pilot-bookings', title: '中试预约', needs: ['pilot-booking.list'] },
      { path: '/pilot-raises', title: '成熟度提议', needs: ['pilot-raise.list'] },
      { path: '/service-bodies', title: '服务机构信息', needs: ['service-body.list'] },
      { path: '/brokers', title: '技术经纪人', needs: ['broker.list'] },
      { path: '/experts', title: '专家资料', needs: ['expert.list'] },
      { path: '/pool', title: '专家库', needs: ['pool-expert.read'] },
    ],
  },
  {
    title: '单位与账号',
    entries: [
      { path: '/organisation', title: '本单位' },
      { path: '/my-enterprise', title: '企业库里的本单位', needs: ['enterprise.own'] },
      { path: '/enterprises', title: '企业库', needs: ['enterprise.list'] },
      { path: '/organisations', title: '单位名录', needs: ['organisation.read'] },
      { path: '/users', title: '用户与权限', needs: ['user.read'] },
      { path: '/undelivered', title: '未送达名单', needs: ['message.undelivered'] },
      { path: '/security', title: '登录与安全' },
      { path: '/my-data', title: '我的数据' },
    ],
  },
  {
    title: '规则与运行',
    entries: [
      { path: '/procedures', title: '办事流程' },
      { path: '/terms', title: '办理时限统计', needs: ['dossier.statistics'] },
      { path: '/competence', title: '职责分工', needs: ['competence.move', 'journal.read'] },
      { path: '/basis', title: '办理依据', needs: ['basis.set', 'basis.except'] },
      { path: '/ruleset', title: '规则', needs: ['ruleset.read'] },
      { path: '/calendar', title: '工作日历', needs: ['calendar.read'] },
      { path: '/journal', title: '日志', needs: ['journal.read'] },
      { path: '/webhooks', title: '向外通知', needs: ['webhook.read'] },
      { path: '/outgoing', title: '外发记录', needs: ['outgoing.read'] },
      { path: '/go-live', title: '上线检查', needs: ['go-live.read'] },
      { path: '/clock', title: '系统时钟', needs: ['instance.move-clock'], only: 'rehearsal' },
    ],
  },
]
