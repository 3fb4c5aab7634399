import { englishDirectories } from './english-directories.ts'
import { englishDraws } from './english-draws.ts'
import { englishEvents } from './english-events.ts'
import { englishGuides } from './english-guides.ts'
import { englishLicences } from './english-licences.ts'
import { englishLog } from './english-log.ts'
import { englishLots } from './english-lots.ts'
import { englishMarket } from './english-market.ts'
import { englishMatches } from './english-matches.ts'
import { englishNotices } from './english-notices.ts'
import { englishPapers } from './english-papers.ts'
import { englishPilotBases } from './english-pilot-bases.ts'
import { englishPilotServices } from './english-pilot-services.ts'
import { englishPosting } from './english-posting.ts'
import { englishWords } from './english-words.ts'

/** English of the portal and the sign-in, keyed by the Chinese template; parameters keep their names. */
export const english = {
  ...englishWords,
  ...englishDirectories,
  ...englishDraws,
  ...englishEvents,
  ...englishGuides,
  ...englishMarket,
  ...englishMatches,
  ...englishNotices,
  ...englishPapers,
  ...englishPilotBases,
  ...englishPilotServices,
  ...englishPosting,
  ...englishLicences,
  ...englishLog,
  ...englishLots,

  // Frame of every page
  跳到正文: 'Skip to content',
  演示: 'Demo',
  演示提示: 'Demo notice',
  '本系统为演示，所办事项不产生效力。': 'This is a demo; nothing done here has any effect.',
  '选一个身份，一键登录体验': 'Pick a role and sign in with one click',
  演练: 'Rehearsal',
  演练提示: 'Rehearsal notice',
  '演练时间 {time}。此处办理的一切事项都不产生效力。':
    'Rehearsal time {time}. Nothing done here has any effect.',
  主导航: 'Main',
  首页: 'Home',
  科技成果: 'Achievements',
  技术需求: 'Demands',
  改革方案: 'Reform plan',
  长者版: 'Large print',
  标准版: 'Standard',
  登录: 'Sign in',
  工作台: 'Workbench',
  '退出 {name}': 'Sign out {name}',
  当前位置: 'You are here',
  '当前位置：': 'You are here:',
  关于本站: 'About this site',
  开放数据与接口: 'Open data and API',
  咨询渠道: 'Ask us',
  网站地图: 'Sitemap',
  '主办单位：{name}': 'Run by: {name}',
  '网站标识码：{code}': 'Site code: {code}',
  '联系电话：{phone}': 'Phone: {phone}',
  没有提交成功: 'Not submitted',

  // Search and lists
  搜索: 'Search',
  '搜索成果：名称、技术内容、单位或编号': 'Search achievements: name, content, owner or number',
  '搜索需求：问题、指标、企业或编号': 'Search demands: problem, target, company or number',
  站内搜索: 'Site search',
  '搜索：{q}': 'Search: {q}',
  筛选: 'Filters',
  '{title}：不限': '{title}: any',
  不限: 'Any',
  排序: 'Sort by',
  相关度: 'Relevance',
  最新发布: 'Newest',
  名称: 'Name',
  翻页: 'Pages',
  回到第一页: 'Back to first page',
  '第 {page} 页': 'Page {page}',
  已是最后一页: 'Last page',
  下一页: 'Next page',
  下载: 'Download',
  '下载 {format}': 'Download {format}',
  '共 {total} 条': '{total} found',
  '超过 {total} 条': 'More than {total} found',
  '{list}：{q}': '{list}: {q}',
  '{city}可供转化的科技成果：技术领域、成熟度、转化方式和价格。':
    'Achievements of {city} open for transfer: field, maturity, mode and price.',
  '{city}企业公开征集解决方案的技术需求：问题、指标、预算和截止日期。':
    'Technical problems for which companies of {city} seek solutions: targets, budget and deadline.',
  没有找到符合条件的记录: 'Nothing found',
  '换一个更短或更常用的说法，或检查有没有错别字。':
    'Try a shorter or more common word, or check the spelling.',
  去掉筛选条件再找: 'Search again without filters',
  '在“{list}”里找': 'Search in “{list}”',
  '在“{list}”里看全部': 'See all in “{list}”',
  '登录后发布一条技术需求，系统会自动比对今后上架的成果。':
    'Sign in and publish a demand; it is compared with every achievement listed later.',
  '登录后发布成果，系统会自动比对今后上架的需求。':
    'Sign in and publish an achievement; it is compared with every demand listed later.',
  全部: 'All',
  全部成果: 'All achievements',
  全部需求: 'All demands',

  // Home
  '{market}：检索科技成果和技术需求，查看改革方案与清单。':
    '{market}: search achievements and demands, read the reform plan and its lists.',
  '企业说问题，院所说成果，系统说明为什么合适；价格和合同在这里谈定。':
    'Companies state problems, institutes offer achievements, and the system says why they fit. Price and contract are settled here.',
  在架成果: 'Achievements listed',
  公开需求: 'Open demands',
  供需撮合: 'Matches proposed',
  技术合同: 'Technology contracts',
  项: 'items',
  对: 'pairs',
  份: 'signed',
  '份，另有历史合同 {n} 份': 'signed, and {n} of the past',
  来源: 'Source',
  '来源：{platform}': 'Source: {platform}',
  查看原始页面: 'See the original page',
  请联系: 'Please contact',
  '这条记录来自{platform}，由对方平台办理对接。':
    'This record comes from {platform}, which handles enquiries itself.',
  '需要协助的，可以向本平台运营方求助，由工作人员与对方平台联系。':
    'If you need help, ask the operator of this platform; staff will talk to the other platform.',
  按技术领域找成果: 'Achievements by field',
  最新成果: 'Newest achievements',
  最新需求: 'Newest demands',
  '还没有发布的成果。': 'No achievement has been published yet.',
  '还没有发布的需求。': 'No demand has been published yet.',
  成果按技术领域: 'Achievements by field',
  成果按地区: 'Achievements by region',
  成果按成熟度: 'Achievements by maturity',
  成果数: 'Achievements',
  查看数据表: 'Show as table',
  '还没有可以统计的记录。': 'There are no records to count yet.',
  改革方案与四张清单: 'Reform plan and its four lists',

  // Records
  编号: 'Number',
  发布: 'Published',
  更新: 'Updated',
  状态: 'Status',
  有效期至: 'Valid until',
  截止日期: 'Deadline',
  已到期: 'Expired',
  '剩余 {days} 天': '{days} days left',
  完成单位: 'Owner',
  需求单位: 'Company',
  单位类别: 'Kind of organisation',
  地区: 'Region',
  '市外 {code}': 'Outside {code}',
  技术领域: 'Field',
  成熟度: 'Maturity',
  转化方式: 'Mode of transfer',
  合作方式: 'Mode of cooperation',
  需求类型: 'Kind of demand',
  定价方式: 'Pricing',
  意向价格: 'Asking price',
  预算: 'Budget',
  类型: 'Type',
  面议: 'Negotiable',
  待补充: 'Not yet given',
  不公开: 'Not public',
  关键词: 'Keywords',
  简介: 'Summary',
  需要解决的问题: 'Problem to solve',
  目标指标: 'Target figures',
  指标: 'Figure',
  要求: 'Target',
  知识产权: 'Intellectual property',
  号码: 'Number (IP)',
  法律状态: 'Legal status',
  日期: 'Dates',
  权利人: 'Holder',
  '申请 {day}': 'filed {day}',
  '授权 {day}': 'granted {day}',
  '届满 {day}': 'expires {day}',
  办理经过: 'History',
  示例: 'Sample',
  '示例：本条记录为演示而写，不是真实的成果或需求。':
    'Sample: written for demonstration, not a real achievement or demand.',
  相近的需求: 'Similar demands',
  可能适用的成果: 'Achievements that may fit',
  '暂时没有共同用语足够多的记录；有新记录时会自动比对。':
    'No record shares enough wording yet; new ones are compared automatically.',
  都提到: 'Both mention',
  固定网址: 'Permanent address',
  打印: 'Print',
  对这项成果有意向: 'Interested in this achievement',
  能解决这个问题: 'Can you solve this?',
  登录后提交合作意向: 'Sign in to express interest',
  登录后对接: 'Sign in to respond',
  我能解决: 'I can solve this',

  '这条记录已不再接受新的意向。': 'This record takes no new expressions of interest.',
  '已提交合作意向，对方会收到通知。': 'Your interest was sent; the other side will be told.',
  到工作台查看洽谈: 'See it in the workbench',
  '提交意向不收费，也不产生合同义务。': 'Expressing interest is free and creates no obligation.',
  '您现在的身份不能提出意向；请切换到企业或单位经办人的身份。':
    'Your present role cannot express interest; please switch to a role of a company or institution.',
  合作意向: 'Expression of interest',
  '说明想解决什么问题、希望怎样合作。不要写技术秘密。':
    'Say what problem you want to solve and how you wish to cooperate. Do not write technical secrets.',
  提交合作意向: 'Send',
  责任单位: 'Responsible unit',
  电话: 'Phone',
  电子邮箱: 'E-mail',
  地址: 'Address',
  办公时间: 'Office hours',
  答复期限: 'Time to answer',
  '{days} 个工作日': '{days} working days',
  '联系方式待责任单位公布。': 'The responsible unit has not published its contact yet.',

  // Plan
  '《{title}》全文、责任单位和四张清单。': 'Full text of {title}, its responsible units and four lists.',
  '方案原文为中文，没有官方译本。': 'The plan is in Chinese; there is no official translation.',
  四张清单: 'Four lists',
  方案全文: 'Full text',
  问题清单: 'Problems',
  任务清单: 'Tasks',
  政策清单: 'Policies',
  品牌清单: 'Brands',
  存在问题: 'Problem',
  工作任务: 'Task',
  政策: 'Policy',
  '{list}政策': '{list} policies',
  品牌: 'Brand',
  牵头: 'lead',
  序号: 'No.',
  完成时限和目标: 'Due date and target',
  方案未规定: 'Not set by the plan',
  对应任务: 'Tasks',
  '{heading}：共 {count} 项，列明责任单位和牵头单位。':
    '{heading}: {count} items with responsible units and lead.',

  // About
  '本站是什么、怎样使用数据和接口、向谁咨询。':
    'What this site is, how to use its data and API, whom to ask.',
  '{market}依据《{plan}》建设，为成果方和需求方提供检索、对接、议价和签约。':
    '{market} was set up under the plan 《{plan}》. It serves owners of achievements and companies with search, matching, negotiation and contract.',
  怎样用: 'How to use it',
  '不登录：检索和阅读全部公开的成果、需求、改革方案和四张清单。':
    'Without signing in: search and read all public achievements, demands, the plan and its lists.',
  '企业：登录后写一条需求，查看匹配的成果和理由，提出意向、议价和签约。':
    'Companies: sign in, write a demand, see matching achievements and why they match, express interest, negotiate and sign.',
  '高校院所：登录后登记或批量导入成果，经保密审查和审核后公开。':
    'Universities and institutes: sign in, register or import achievements; they become public after secrecy check and review.',
  '列表页可以下载 Excel、CSV 和 JSON；每条记录有固定网址。涉及个人的信息和未经同意的单笔价格不公开。':
    'Lists can be downloaded as Excel, CSV and JSON; every record has a permanent address. Personal data and prices of single deals without consent are not public.',
  成果接口: 'Achievements API',
  需求接口: 'Demands API',
  接口说明: 'API description',
  方案数据: 'Plan data',
  无障碍: 'Accessibility',
  '本站不依赖脚本，可只用键盘操作；页面右上角可切换长者版和英文。':
    'The site works without scripts and by keyboard alone; large print and Chinese can be chosen at the top right.',

  // Sign-in
  '登录{market}。': 'Sign in to {market}.',
  登录名: 'Login',
  密码: 'Password',
  输入验证码: 'Enter the code',
  验证码: 'Code',
  确认: 'Confirm',
  发送短信验证码: 'Send a code by SMS',
  '演示：发往您手机的验证码显示在这里': 'Demo: codes sent to your phone are shown here',
  '演示身份，一键登录': 'Demo roles, one click to sign in',
  '示例人物和单位均为虚构。': 'Sample people and organisations are invented.',

  // Accounts
  注册: 'Register',
  注册账号: 'Open an account',
  '小写字母开头，3 至 32 位小写字母、数字、点或连字符。':
    '3 to 32 small letters, digits, dots or hyphens, starting with a letter.',
  姓名: 'Name of the person',
  手机号: 'Mobile number',
  '用于短信验证码，只有您和有权办理的人员能看到。':
    'For codes by SMS; only you and those entitled to can see it.',
  新密码: 'New password',
  '可以用一句容易记的话；不要用别处用过的密码。':
    'A sentence that is easy to remember is fine; not one used elsewhere.',
  '姓名和手机号只用于登录、联系和办事留痕，保存到您注销账号为止；您可以随时在“我的个人信息”中查看、更正、下载和删除。':
    'Name and mobile number are used only for signing in, contact and the record of what you do, until you close the account. You can see, correct, download and delete them under “My personal data” at any time.',
  '已有账号，去登录': 'I have an account',
  登记单位: 'Register an organisation',
  '登记后由主管单位核验；核验前可以存草稿，不能发布和洽谈。':
    'The competent unit verifies it. Until then drafts can be kept, but nothing published or negotiated.',
  '单位已登记。请到工作台的“单位”页上传证照并提交核验。':
    'The organisation is registered. Add its certificate in the workbench and submit it for verification.',
  去提交核验: 'Go and submit',
  单位类型: 'Kind of organisation',
  单位名称: 'Name of the organisation',
  '与营业执照或法人证书一致。': 'As on the business licence or certificate.',
  统一社会信用代码: 'Unified social credit code',
  '18 位；个人和境外单位不填。': '18 characters; individuals and bodies registered abroad have none.',
  签署文本: 'Sign a text',
  '这个链接已失效或已使用。请联系发链接的单位重新发送，或改用纸质签字盖章。':
    'This link has been used or is no longer valid. Ask the sender for a new one, or sign on paper.',
  '{org}请您签署一份文本。先核对您是谁，再看文本。':
    '{org} asks you to sign a text. Say who you are first, then read it.',
  '链接到 {time} 有效，签署后即失效；填错次数过多也会失效。':
    'The link is valid until {time} and ends when you have signed, or after too many wrong tries.',
  您的姓名: 'Your name',
  您手机号的末四位: 'Last four digits of your mobile number',
  '验证码会发到对方填写的您的手机号；末四位不符的，请联系对方更正。':
    'The code goes to the mobile number the sender gave for you; if the digits do not match, ask the sender to correct it.',
  获取验证码: 'Get a code',
  您代表: 'You sign for',
  '文本摘要（SHA-256）': 'Digest of the text (SHA-256)',
  下载并阅读文本: 'Download and read the text',
  您的确认算什么: 'What your confirmation counts for',
  电子确认条款: 'Clause on electronic confirmation',
  '我已阅读文本，同意电子确认条款，以本人名义作出确认':
    'I have read the text, agree to the clause on electronic confirmation, and confirm in my own name',
  短信验证码: 'Code from the text message',
  '已发到您的手机，5 分钟内有效；过期的请重新填写姓名获取。':
    'Sent to your phone, valid for five minutes; if it has expired, open the link again and give your name.',
  演示短信: 'Demo message',
  确认签署: 'Confirm and sign',
  '您已于 {time} 确认。请保存本页作为回执。': 'You confirmed on {time}. Keep this page as your receipt.',
  文本: 'Text',
  存证回执: 'Evidence receipt',
  注册地或国籍: 'Place of registration or nationality',
  境外登记号码: 'Registration number abroad',
  '中国内地以外的单位填写当地登记机关的号码；内地单位不填。':
    'Bodies registered outside Mainland China give the number of their local register; others leave it empty.',
  '所在县（市、区）': 'County or district',
  '（选填）': ' (optional)',
  请选择: 'Please choose',
  我有邀请码: 'I have an invitation code',
  '以后再说，进入工作台': 'Later; go to the workbench',
  '请先登录或注册，再办理此事。': 'Please sign in or register first.',
  启用首位管理员: 'First administrator',
  一次性代码: 'One-time code',
  '代码在第一次启动时显示在服务器的控制台上，只能用一次。启用后请先登记动态口令。':
    "The code was shown on the server's console at the first start and works once. Then enrol an authenticator app.",
  启用: 'Start',
  接受邀请: 'Accept an invitation',
  邀请码: 'Invitation code',
  加入单位: 'Join',
  找回密码: 'Reset password',
  '请向本单位管理员索取重置代码（单位没有管理员的，向平台管理员索取），24 小时内有效。':
    "Ask your organisation's administrator (or the platform's) for a reset code; it is valid for 24 hours.",
  重置代码: 'Reset code',
  设置新密码: 'Set new password',
  修改密码: 'Change password',
  '密码到了更换期限的，修改后才能继续办理。其他设备上的登录会一并退出。':
    "When the password's term is over it must be changed before anything else. Sessions on other devices end.",
  现在的密码: 'Present password',
  请您确认的代拟材料: 'Drafts for you to confirm',
  '没有等您确认的材料。': 'Nothing waits for you.',
  '确认后由起草人提交，记录上写明谁代拟、谁确认；内容再有修改的，会重新请您确认。':
    'Once confirmed, the drafter submits it; the record names who drafted and who confirmed. A later change is confirmed anew.',
  '{who}代拟': 'Drafted by {who}',
  '已核对，确认': 'Checked, confirm',
  退回修改: 'Send back',
  哪里要改: 'What to change',

  // What went wrong
  请求不完整: 'Incomplete request',
  需要登录: 'Please sign in',
  无权查看: 'Not allowed',
  没有这个页面: 'Page not found',
  现在不能办理: 'Not possible now',
  内容过大: 'Too large',
  内容需要更正: 'Please correct your input',
  操作过于频繁: 'Too many requests',
  系统故障: 'System fault',
  请稍后再试: 'Please try again later',
  '事件编号：{incident}': 'Incident number: {incident}',
} as const
