/** English of the directories 服务与资源 and of booking. */
export const englishDirectories = {
  服务与资源: 'Services and resources',
  仪器设备: 'Instruments',
  技术经纪人: 'Technology brokers',
  专家: 'Experts',
  '{city}的服务机构、共享仪器设备、技术经纪人和专家名录。':
    'Service bodies, shared instruments, technology brokers and experts of {city}.',
  '找人、找机构、找仪器：公开的内容经本人或本单位同意，并经审核。':
    'Find people, bodies and instruments: what is shown was agreed to by the person or organisation and reviewed.',
  '全部：{list}': 'All: {list}',
  '还没有公开的记录。': 'Nothing published yet.',
  '{city}的技术转移、评估、法律、知识产权、检测、孵化和科技金融服务机构：价目、业绩和资质。':
    'Bodies of {city} for technology transfer, valuation, law, intellectual property, testing, incubation and finance: prices, performance and qualifications.',
  '{city}向社会开放的科研仪器设备：功能、收费和预约日历。':
    'Research instruments of {city} open to others: capability, fees and booking calendar.',
  '{city}持证的技术经纪人：级别、熟悉的领域和经本人同意公开的介绍。':
    'Certified technology brokers of {city}: level, fields and what they agreed to publish of themselves.',
  '{city}愿意提供咨询、检测和培训的专家：经本人同意公开的介绍。':
    'Experts of {city} who offer consulting, testing and training: what they agreed to publish of themselves.',
  '搜索服务机构：名称、服务内容或资质': 'Search service bodies: name, service or qualification',
  '搜索仪器：名称、型号、功能或单位': 'Search instruments: name, model, capability or owner',
  '搜索技术经纪人：姓名、领域或单位': 'Search brokers: name, field or organisation',
  '搜索专家：姓名、专长或单位': 'Search experts: name, skill or organisation',
  '{list}接口': '{list} API',
  搜索全站: 'Search the whole site',
  '在成果、需求、服务机构、仪器、技术经纪人和专家中搜索。':
    'Search achievements, demands, service bodies, instruments, brokers and experts.',

  // Headings and columns
  服务类型: 'Services',
  仪器类别: 'Class',
  可以提供: 'Offers',
  级别: 'Level',
  原值: 'Original value',
  资质: 'Qualifications',
  证书: 'Certificate',
  规格型号: 'Model',
  放置地点: 'Location',
  职称或职务: 'Title',
  专家类别: 'Kind of expert',
  所属单位: 'Organisation',
  管理单位: 'Kept by',
  所在单位: 'Organisation',
  服务介绍: 'Services offered',
  功能与技术指标: 'Capability',
  自我介绍: 'Introduction',
  专长介绍: 'Skills',
  网址: 'Website',
  无有效证书: 'No valid certificate',
  '证书有效至 {day}': 'Certified until {day}',
  未确认规则: 'Unconfirmed rule',
  '示例：本条记录为演示而写，不是真实的人员、机构或设备。':
    'Sample: written for demonstration; no real person, body or instrument.',
  撮合记录: 'Brokerage record',
  '尚无记录。': 'No record yet.',
  双方确认的引荐: 'Introductions confirmed by both sides',
  见面洽谈: 'Met',
  签约: 'Signed',
  向专家咨询: 'Ask this expert',
  向这位专家咨询: 'Ask this expert',
  '咨询经平台转达，专家的联系方式不公开。':
    'The platform passes your question on; contact details are not public.',

  // Booking
  预约: 'Booking',
  可预约: 'Bookable',
  预约日历: 'Booking calendar',
  '看日历，约时间': 'See the calendar and book',
  '这台仪器不在平台上接受预约。': 'This instrument is not booked on the platform.',
  '近一年对外使用 {times} 次，共 {hours} 小时。':
    'Used by others {times} times in the last year, {hours} hours.',
  '评价 {stars}（{n} 次）。': 'Rated {stars} ({n} ratings).',
  '{name}的预约日历': 'Booking calendar of {name}',
  '{name}的空闲时段；只显示忙闲，不显示预约单位。':
    'Free slots of {name}; shows free or busy, never who has booked.',
  '预约日历：只显示忙闲，不显示预约单位。': 'Booking calendar: free or busy, never who has booked.',
  下载忙闲日历文件: 'Download free and busy times (ics)',
  预约须知: 'Before you book',
  '最多提前 {days} 天。': 'Up to {days} days ahead.',
  '开始前可以免责取消；未到会被记录。': 'Free to cancel before the start; not coming is noted.',
  '至少提前 {n} 小时，最多提前 {days} 天。': 'At least {n} hours and at most {days} days ahead.',
  '提前 {n} 小时以上可以免责取消；更晚取消或未到会被记录。':
    'Free to cancel more than {n} hours before; later cancellations and no-shows are noted.',
  '有空即自动确认。': 'A free slot is confirmed at once.',
  '管理单位确认后生效；逾期未答复的预约自动失效。':
    'Valid once the keeper confirms; a request nobody answers in time lapses.',
  '费用由双方在平台外结清。': 'Fees are settled between the two sides outside the platform.',
  换一周: 'Weeks',
  前一周: 'Week before',
  后一周: 'Next week',
  '{from} 起 7 天': '7 days from {from}',
  不开放: 'Closed',
  '{when} 空闲，选这个时段': '{when} is free: choose it',
  已约: 'Taken',
  停用: 'Out of service',
  时间已过: 'Over',
  '临近，不能再约': 'Too near to book',
  还没有开放预约: 'Not open for booking yet',
  '已提交预约，结果会发消息通知。': 'Your request was sent; you will get a message.',
  到工作台查看预约: 'See your bookings in the workbench',
  登录后预约: 'Sign in to book',
  '您现在的身份不能预约；请切换到企业或单位经办人的身份。':
    'Your current role cannot book; switch to a company or office role.',
  '请先在日历上选一个空闲时段。': 'Choose a free slot in the calendar first.',
  '您刚才写的用途：{purpose}': 'The purpose you wrote: {purpose}',
  时段: 'Time',
  用途: 'Purpose',
  '只有管理单位能看到。写明样品、测试和有无危险，不要写技术秘密。':
    'Only the keeper sees this. Say what sample and test, and any hazard; no trade secrets.',
  '样品数（可不填）': 'Samples (optional)',
  提交预约: 'Request booking',
} as const
