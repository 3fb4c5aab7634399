import { englishRegistrations } from './english-registrations.ts'

/** English of the page 市场运行 and of the figures of contract registration. */
export const englishMarket = {
  ...englishRegistrations,
  市场运行: 'Market figures',
  '{market}：发布、询问、洽谈、签约各阶段的数量，陈旧率和不成交的原因。':
    '{market}: how many records were listed, asked for, met and signed, how many are stale, and why deals fail.',
  '每条信息从发布到签约走到了哪一步，按事实统计，没有人工填报。统计时间 {time}。':
    'How far each record got between listing and contract, counted from facts; nobody types these figures in. As of {time}.',
  成果还是需求: 'Achievements or demands',
  按首次发布的时间: 'By the time of first listing',
  全部时间: 'All time',
  '{year} 年': '{year}',
  '{year} 年第 {quarter} 季度': 'Q{quarter} {year}',
  尚未启用: 'not in use yet',
  不公布: 'withheld',
  未公开: 'Not told',
  阶段: 'Stage',
  有人询问: 'Asked for',
  开始洽谈: 'Met',
  试用: 'Trial',
  签约: 'Signed',
  付款: 'Paid',
  到达本阶段或之后: 'Reached this stage or a later one',
  占已发布: 'Share of listed',
  有本阶段记录: 'With a record of this stage',
  一半在多少天内走到: 'Half of them took at most',
  '自{stage}起 {days} 天': '{days} days from “{stage}”',
  '；': '; ',
  从发布到付款: 'From listing to payment',
  到达各阶段的条数: 'Records that reached each stage',
  条: 'Records',
  '没有经过试用而签约的，也算到达“试用”之后。为保护单笔交易，少于 {n} 条的数量不公布；能由合计推出它们的数量也不公布。':
    'A contract signed without a trial counts as past the trial. To protect single deals, counts below {n} are withheld, and so are counts from which they would follow.',
  按技术领域: 'By field',
  按地区: 'By region',
  按单位类别: 'By kind of organisation',
  数据: 'Data',
  陈旧率: 'Stale rate',
  '在架 {live} 条，其中到了提醒日还没有确认的 {asked} 条；近 12 个月下架 {ended} 条，其中没有说明去向的 {unexplained} 条。':
    '{live} on the shelf, {asked} of them reminded and not confirmed; {ended} taken down in 12 months, {unexplained} of them without saying what came of it.',
  '陈旧率 =（到期前 {remind} 天提醒后仍未确认的在架信息 + 近 12 个月下架、超过 {outcome} 天没有说明去向的信息）÷（在架信息 + 近 12 个月下架的信息）。这些天数是产品建议值，不是法定数。':
    'Stale rate = (records on the shelf not confirmed although reminded {remind} days before their end + records taken down in the last 12 months whose outcome was not told within {outcome} days) ÷ (records on the shelf + records taken down in the last 12 months). These numbers of days are proposals of the product, not law.',
  陈旧率逐月变化: 'Stale rate by month',
  在架信息最近一次确认: 'Last confirmation of records on the shelf',
  日期: 'Date',
  距今: 'Ago',
  下架的去向: 'What came of records taken down',
  '数量过少，暂不公布。': 'Too few to publish.',
  原因: 'Reason',

  // Feeds and saved searches
  订阅此搜索: 'Follow this search',
  登录后每天提醒我: 'Sign in to be told daily',
  每天提醒我: 'Tell me daily',
  '已订阅，有新信息会在每日汇总里提醒。': 'Saved. News will be in your daily summary.',
  管理订阅: 'My saved searches',
  最近确认有效: 'Last confirmed',
  停止接收提醒: 'Stop these messages',
  确认信息仍然有效: 'Confirm that records still hold',
  '已停止。': 'Stopped.',
  '已确认，感谢。': 'Confirmed, thank you.',
  登录后可以修改提醒方式: 'Sign in to change how you are told',
  '不再通过“{channel}”发送每日汇总；站内消息不受影响。':
    'No more daily summaries by {channel}; messages inside the platform go on.',
  停止接收: 'Stop',
  '没有等您确认的信息。': 'Nothing waits for your confirmation.',
  '下面的信息快到期了。仍然有效的请保留勾选并确认；不再有效的请取消勾选，登录后下架并说明去向。':
    'These records are about to end. Keep those ticked that still hold; untick the others, sign in, and say what came of them.',
  '{day} 到期': 'until {day}',
  勾选的仍然有效: 'The ticked ones still hold',
} as const
