import { asList, list } from '#platform/bulk/cells.ts'
import {
  column,
  dayColumn,
  digitsColumn,
  listColumn,
  secrecyColumn,
  wordColumn,
} from '#platform/bulk/columns.ts'
import type { BulkColumn } from '#platform/bulk/kind.ts'
import { foldWidth } from '#platform/forms/text.ts'
import { registerBulk } from '#platform/records/register-bulk.ts'
import { IP_STATES } from './forms.ts'
import { patentForm, REGISTERED_TYPES } from './patent-forms.ts'
import { patentKind } from './patents.ts'

const columns: readonly BulkColumn[] = [
  digitsColumn('number', '申请号或登记号', {
    aliases: ['专利号', '申请号', '登记号', '证书号', '申请号/专利号', '专利申请号'],
    help: '专利号写作 ZL202110123456.7；按它区分各项',
    example: 'ZL202010000001.1',
  }),
  column('name', '名称', {
    aliases: ['专利名称', '发明名称', '知识产权名称', '软件名称'],
    example: '一种水质监测装置',
  }),
  wordColumn('type', '类型', REGISTERED_TYPES, ['专利类型', '知识产权类型', '类别']),
  listColumn('owners', '权利人', { aliases: ['专利权人', '申请人', '著作权人', '权利人/申请人'] }),
  wordColumn('status', '法律状态', IP_STATES, ['状态', '当前状态', '专利状态']),
  column('ipc', 'IPC分类号', {
    aliases: ['ipc', '主分类号', '分类号'],
    read: (cell) => list(foldWidth(cell).toUpperCase()),
    write: asList,
    help: '写作 A23L 或 A23L17/00，几项用“；”隔开',
  }),
  dayColumn('filedOn', '申请日', ['申请日期']),
  dayColumn('publishedOn', '公布日', ['公开日', '公开日期', '公布日期']),
  dayColumn('grantedOn', '授权日', ['授权日期', '授权公告日', '登记日期']),
  dayColumn('expiresOn', '届满日', ['到期日', '有效期至']),
  dayColumn('annualFeeDueOn', '下一次年费缴纳期限', ['年费到期日', '年费缴纳期限', '缴费截止日']),
  column('note', '备注'),
  secrecyColumn,
]

export const patentBulk = registerBulk({ name: 'patents', kind: patentKind, columns, row: patentForm })
