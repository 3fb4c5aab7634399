/** English of words that records hold: enumeration values, states and the sentences a visitor may meet. */
export const englishWords = {
  // 国家重点支持的高新技术领域
  电子信息: 'Electronics and information',
  生物与新医药: 'Biology and new medicine',
  航空航天: 'Aerospace',
  新材料: 'New materials',
  高技术服务: 'High-tech services',
  新能源与节能: 'New energy and energy saving',
  资源与环境: 'Resources and environment',
  先进制造与自动化: 'Advanced manufacturing',

  // Modes of transfer and cooperation
  转让: 'Assignment',
  独占许可: 'Exclusive licence',
  排他许可: 'Sole licence',
  普通许可: 'Non-exclusive licence',
  作价入股: 'Equity contribution',
  合作开发: 'Joint development',
  委托开发: 'Commissioned development',
  技术咨询: 'Technical consulting',
  技术服务: 'Technical service',
  自行实施: 'Own implementation',
  以成果为条件合作实施: 'Joint implementation',
  协议定价: 'Agreed price',
  挂牌: 'Listed price',
  拍卖: 'Auction',

  // Achievements and demands
  基础理论: 'Basic theory',
  应用技术: 'Applied technology',
  软科学: 'Soft science',
  技术攻关: 'Problem solving',
  成果引进: 'Technology wanted',
  检测: 'Testing',
  咨询: 'Consulting',
  融资: 'Financing',
  人才: 'Talent',
  国家财政: 'State budget',
  省财政: 'Provincial budget',
  市财政: 'City budget',
  县财政: 'County budget',
  企业: 'Company',
  自筹: 'Own funds',
  是: 'Yes',
  否: 'No',

  // Events
  对接会: 'Matchmaking meeting',
  路演: 'Roadshow',
  培训: 'Training',

  // Intellectual property
  发明专利: 'Invention patent',
  实用新型: 'Utility model',
  外观设计: 'Design',
  软件著作权: 'Software copyright',
  集成电路布图设计专有权: 'Layout design right',
  植物新品种权: 'Plant variety right',
  生物医药新品种: 'New biomedical variety',
  技术秘密: 'Trade secret',
  其他: 'Other',
  申请中: 'Pending',
  已授权: 'Granted',
  失效: 'Lapsed',

  // Kinds of organisation
  国家设立研发机构: 'State research institute',
  国家设立高校: 'State university',
  事业单位: 'Public institution',
  国企: 'State-owned enterprise',
  民企: 'Private enterprise',
  个人: 'Individual',
  政府: 'Government',
  服务机构: 'Service body',
  待核定: 'To be determined',

  // Headings of records
  技术优势: 'Advantages',
  应用场景: 'Use cases',
  预期效益: 'Expected benefits',
  成果类别: 'Kind of achievement',
  资金来源: 'Funding',
  二级领域: 'Subfield',
  'IPC 分类号': 'IPC classes',
  许可地域: 'Licence territory',

  // States
  已发布: 'Published',
  洽谈中: 'In negotiation',
  对接中: 'Being matched',
  已签约: 'Contract signed',
  已转化: 'Transferred',
  已出台: 'Issued',
  拟出台: 'Planned',
  状态待核实: 'Status to be verified',

  // Sentences a visitor may meet
  '没有找到这个页面，或它已下架。': 'There is no such page, or it was taken down.',
  '请先登录，再办理此事。': 'Please sign in first.',
  '系统出现故障，请稍后再试；如反复出现，请把事件编号告诉平台管理员。':
    'Something went wrong. Please try again later; if it keeps happening, tell the operator the incident number.',
  '数据库暂时连接不上，请稍后再试；您的内容没有丢失。':
    'The database cannot be reached at the moment. Please try again later; nothing was lost.',
  '翻页标记无效或与排序方式不符，请从第一页重新开始。':
    'This page mark is not valid for the chosen order; please start again from the first page.',
} as const
