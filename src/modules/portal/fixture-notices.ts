import type { NoticeItem, NoticeView } from '#platform/notice/view.ts'
import type { PortalDeps } from './deps.ts'

const item: NoticeItem = {
  id: 'n0n0n0n0n0n0',
  code: 'n0n0n0n0n0n0',
  name: '示例事项公示：一件申请',
  procedure: '示例事项',
  unit: '示例局',
  audience: 'public',
  audienceTitle: '社会',
  state: 'open',
  stateTitle: '公示中',
  openedAt: '2026-11-20T02:00:00.000Z',
  startsOn: '2026-11-20',
  lastDay: '2026-12-04',
  provisional: false,
  term: { kind: '工作日', days: 10 },
  daysLeft: 8,
  closedAt: null,
  openObjections: 1,
  sample: true,
}

/** A corrected notice that runs, with lines of every kind. */
const sampleNotice: NoticeView = {
  ...item,
  org: '示例大学',
  reason: null,
  identity: 'named',
  fields: [
    { label: '名称', value: '示例成果', personal: false, material: true },
    { label: '完成人', value: '张示例', personal: true, material: true },
  ],
  versions: [
    {
      version: 1,
      at: '2026-11-20T02:00:00.000Z',
      reason: null,
      digest: 'a'.repeat(64),
      text: '{}',
      leaf: 'b'.repeat(64),
      leafBody: '{}',
      changes: [],
    },
    {
      version: 2,
      at: '2026-11-21T02:00:00.000Z',
      reason: '错别字',
      digest: 'c'.repeat(64),
      text: '{}',
      leaf: 'd'.repeat(64),
      leafBody: '{}',
      changes: [{ label: '名称', before: '示列成果', after: '示例成果' }],
    },
  ],
  end: null,
  takesObjections: true,
  others: [{ id: 'n1n1n1n1n1n1', openedAt: '2026-11-10T02:00:00.000Z', stateTitle: '已重新公示' }],
}

/** The same for a unit only: what everybody may know of it. */
const unitNotice: NoticeView = {
  ...sampleNotice,
  id: 'n2n2n2n2n2n2',
  name: '示例事项公示',
  audience: 'unit',
  audienceTitle: '本单位',
  org: null,
  fields: null,
  takesObjections: false,
  versions: sampleNotice.versions.map((version) => ({ ...version, changes: [] })),
}

const notices = [sampleNotice, unitNotice]

export const noticeFixture: Pick<PortalDeps, 'notices' | 'notice' | 'objection' | 'newCode'> = {
  notices: async () => ({ items: notices, total: notices.length, totalIsCapped: false, next: null }),
  notice: async (publicId) => notices.find(({ id }) => id === publicId) ?? null,
  objection: async (code) =>
    code === '0123456789abcdefghjk'
      ? {
          notice: item.name,
          noticeId: item.id,
          kind: 'objection',
          at: '2026-11-22T02:00:00.000Z',
          state: 'rejected',
          answer: '经核实，公示内容无误。',
          answeredAt: '2026-11-23T02:00:00.000Z',
        }
      : null,
  newCode: () => '0123456789abcdefghjk',
}
