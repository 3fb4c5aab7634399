import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarOf, type YearTable } from '#platform/calendar/calendar.ts'
import {
  calendarVersion,
  datesOf,
  missingYears,
  previewYear,
  type DatedDeadline,
} from '#platform/calendar/deadlines.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { parseNotice, parseYearCsv, type ParsedYear } from '#platform/calendar/notice.ts'

const tables = readYearTables('packs/shanwei/calendar')
const NOTICE_2026 = `国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、
2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
国务院办公厅
2025年11月4日`
const NOTICE_2025 = `一、元旦：1月1日（周三）放假1天，不调休。二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）
放假调休，共8天。1月26日（周日）、2月8日（周六）上班。三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。五、端午节：5月31日（周六）至6月2日
（周一）放假，共3天。六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。`

function marks(table: YearTable | undefined): string[] {
  return (table?.days ?? []).map(({ day, kind }) => `${day} ${kind}`)
}

function ready(parsed: ParsedYear): YearTable {
  if (!parsed.ok) throw new Error(parsed.faults.join(' '))
  return parsed.table
}

function faults(parsed: ParsedYear): string {
  return parsed.ok ? '' : parsed.faults.join('\n')
}

test('the notices of 2025 and 2026, pasted, give the calendars of the pack', () => {
  assert.deepEqual(marks(ready(parseNotice(NOTICE_2025, 2025, '通知'))), marks(tables[0]))
  assert.deepEqual(marks(ready(parseNotice(NOTICE_2026, 2026, '通知'))), marks(tables[1]))
})

test('a notice of the older style: 星期, no totals, advice that is no holiday, days in December before', () => {
  const text = `一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
  二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。鼓励各单位安排职工在除夕（2月3日）放假。
  三、清明节：4月5日放假，与周末连休。四、劳动节：5月1日至4日放假调休。五、端午节：6月7日放假，与周末连休。
  六、中秋节：9月13日放假。七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。`
  const found = marks(ready(parseNotice(text, 2019, '通知')))
  assert.ok(found.includes('2018-12-31 放假') && found.includes('2018-12-29 上班'))
  assert.ok(found.includes('2019-02-03 上班') && found.includes('2019-06-07 放假'))
  assert.equal(found.length, 3 + 1 + 7 + 2 + 1 + 4 + 1 + 1 + 7 + 2)
})

test('every slip in a notice is told in words', () => {
  const changed = (from: string, to: string, year = 2026) => {
    assert.ok(NOTICE_2026.includes(from))
    return faults(parseNotice(NOTICE_2026.replace(from, to), year, '通知'))
  }
  assert.match(changed('1月4日（周日）上班', '1月4日（周一）上班'), /2026-01-04 是周日，通知里写的是周一/)
  assert.match(changed('共9天', '共8天'), /“春节”写明共 8 天，按起止日期是 9 天/)
  assert.match(changed('五、端午节', '五、'), /没有找到“端午”/)
  assert.match(changed('5月9日（周六）', '5月8日'), /2026-05-08 是周五，本来就上班/)
  assert.match(changed('4月4日（周六）至6日（周一）', '4月31日至6日'), /起止日期不对/)
  assert.match(changed('1月1日（周四）至3日（周六）', '1日至3日'), /没有写明月份/)
  assert.match(changed('国务院', '国务院', 2027), /文件标题写的是 2026 年/)
  assert.match(changed('2月14日（周六）、', '2月15日（周日）、'), /2026-02-15 写了两次/)
  assert.match(faults(parseNotice('', 2027, '通知')), /请粘贴完整的通知/)
  assert.match(faults(parseNotice(NOTICE_2026, 2026, ' ')), /请填写节假日安排的来源/)
})

test('a csv gives the same year, and a broken one is told row by row', () => {
  const csv = `\uFEFF日期,类型\n${(tables[1]?.days ?? []).map(({ day, kind }) => `${day.replaceAll('-', '/')},${kind}`).join('\n')}\n`
  assert.deepEqual(marks(ready(parseYearCsv(csv, 2026, '通知'))), marks(tables[1]))
  assert.match(faults(parseYearCsv('a,b\n1,2', 2026, '通知')), /第 1 行须有/)
  const broken = faults(
    parseYearCsv('date,kind\n2026-02-30,放假\n2026-01-01,休\n2024-01-01,放假', 2026, '通知'),
  )
  assert.match(broken, /第 2 行的日期“2026-02-30”无法识别/)
  assert.match(broken, /第 3 行的类型“休”/)
  assert.match(broken, /2024-01-01 不属于 2026 年/)
  assert.match(broken, /2026-10-01 是法定节日/)
  assert.match(faults(parseYearCsv('date,kind\n"2026-01-01,放假', 2026, '通知')), /引号/)
})

test('P1: loading a year moves the provisional deadlines, and only those it touches', () => {
  const before = calendarOf(tables.slice(0, 1))
  const row = (id: string, days: number): DatedDeadline => {
    const kept = { term: { days }, suspensions: [] }
    return { id, kept, startsOn: '2025-12-20', ...datesOf(kept, '2025-12-20', before) }
  }
  const rows = [row('in 2025', 5), row('on 1 January', 12), row('in June', 180)]
  assert.deepEqual(
    rows.map(({ provisional }) => provisional),
    [false, true, true],
  )
  const table = tables[1]
  assert.ok(table)
  assert.deepEqual(previewYear(before, table, rows), [
    {
      id: 'on 1 January',
      before: { nominalOn: '2026-01-01', dueOn: null, provisional: true },
      after: { nominalOn: '2026-01-04', dueOn: '2026-01-04', provisional: false },
    },
    {
      id: 'in June',
      before: { nominalOn: '2026-06-18', dueOn: null, provisional: true },
      after: { nominalOn: '2026-06-18', dueOn: '2026-06-18', provisional: false },
    },
  ])
  const kept = { term: { workingDays: 1 }, suspensions: [['2025-12-22', '2025-12-23'] as const] }
  assert.equal(datesOf(kept, '2025-12-19', before).dueOn, '2025-12-24')
  const reminder = { term: { days: 12 }, suspensions: [], daysBefore: 3 }
  const dates = (on: string) => ({ nominalOn: on, dueOn: on, provisional: false })
  assert.deepEqual(datesOf(reminder, '2025-12-20', before), dates('2025-12-29'))
  assert.deepEqual(datesOf(reminder, '2025-12-20', calendarOf(tables)), dates('2026-01-01'))
})

test('P1: a missing year is told 30 days before it is needed', () => {
  const calendar = calendarOf(tables)
  assert.deepEqual(missingYears(calendar, '2026-12-01', 30), [])
  assert.deepEqual(missingYears(calendar, '2026-12-02', 30), [2027])
  assert.deepEqual(missingYears(calendar, '2027-01-02', 30), [2027])
})

test('the version of a calendar follows its content, not the order of loading', () => {
  assert.equal(calendarVersion(calendarOf(tables)), calendarVersion(calendarOf(tables.toReversed())))
  assert.notEqual(calendarVersion(calendarOf(tables)), calendarVersion(calendarOf(tables.slice(1))))
})
