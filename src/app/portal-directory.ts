import {
  brokerPersonOf,
  freeBusy,
  freeBusyFile,
  publicDirectoryRecord,
  publicUse,
  type FreeBusy,
  type PublicDirectoryRecord,
} from '#modules/directories/index.ts'
import { brokerRecord } from '#modules/introductions/index.ts'
import {
  freeBusy as pilotFreeBusy,
  freeBusyFile as pilotFreeBusyFile,
  publicService,
  type PublicService,
} from '#modules/pilot-services/index.ts'
import type { CalendarView, DirectoryKind, DirectoryView, RecordTable } from '#modules/portal/deps.ts'
import type { BookedKind } from '#modules/portal/pilot-deps.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { amount, fee } from '#platform/text/format.ts'

/** Free and busy days in a calendar file: as many as may be booked ahead at most are of no use to a program. */
const FILE_DAYS = 42

type Fields = Readonly<Record<string, unknown>>

/** What is public of one record of a directory as the portal shows it; null when nothing is. */
export async function portalDirectory(
  db: Database,
  kind: DirectoryKind,
  publicId: string,
): Promise<DirectoryView | null> {
  if (kind === 'pilot-service')
    return db.read('pilot-services', async (tx) => pilotView(tx, publicId, await databaseNow(tx)))
  return db.read('directories', async (tx) => {
    const now = await databaseNow(tx)
    const today = dayOf(now)
    const found = await publicDirectoryRecord(tx, kind, publicId, today)
    if (!found) return null
    const rules = await loadRuleset(tx)
    const use = found.kind === 'instrument' && found.bookable ? await publicUse(tx, found.id, now) : null
    const record = found.kind === 'broker' ? await brokerView(tx, found.id) : null
    return { ...sharedView(found), ...partsOf(found, rules, today), use, record }
  })
}

/** What a broker has brought about; a profile nobody has claimed has no person, and so no record. */
async function brokerView(tx: Tx, id: string): Promise<DirectoryView['record']> {
  const personId = await brokerPersonOf(tx, id)
  if (personId === null) return null
  const { established, met, signed } = await brokerRecord(tx, { personId })
  return { introduced: established, met, signed }
}

function sharedView(found: PublicDirectoryRecord | PublicService) {
  const fields: Fields = found.fields
  return {
    kind: found.kind,
    id: found.id,
    publicId: found.publicId,
    code: found.code,
    name: found.name,
    ownerName: found.owner.name,
    region: found.region,
    publishedAt: found.publishedAt ?? '',
    until: found.validUntil,
    sample: found.sample,
    summary: text(fields, 'summary') || text(fields, 'capability') || text(fields, 'introduction'),
    website: text(fields, 'website') || null,
  }
}

type Parts = Pick<
  DirectoryView,
  'subtitle' | 'certifiedUntil' | 'marks' | 'facts' | 'tables' | 'notes' | 'bookable'
>

const none: Parts = {
  subtitle: '',
  certifiedUntil: null,
  marks: [],
  facts: [],
  tables: [],
  notes: [],
  bookable: false,
}

type Found<Kind extends PublicDirectoryRecord['kind']> = Extract<
  PublicDirectoryRecord,
  { readonly kind: Kind }
>

function partsOf(found: PublicDirectoryRecord, rules: Ruleset, today: string): Parts {
  switch (found.kind) {
    case 'service-body':
      return serviceBodyParts(found, today)
    case 'instrument':
      return instrumentParts(found, rules, today)
    case 'broker':
      return brokerParts(found)
    default:
      return expertParts(found)
  }
}

function serviceBodyParts(found: Found<'service-body'>, today: string): Parts {
  return {
    ...none,
    certifiedUntil: found.qualifiedUntil,
    facts: facts([
      ['信用代码', [text(found.fields, 'creditCode')]],
      ['服务类型', found.types],
      ['技术领域', found.techFields],
    ]),
    tables: serviceTables(found.fields, today),
  }
}

function instrumentParts(found: Found<'instrument'>, rules: Ruleset, today: string): Parts {
  const { fields } = found
  return {
    ...none,
    subtitle: found.model ?? '',
    marks: sharingMark(found.originalValueFen, rules, today),
    facts: facts([
      ['规格型号', [found.model ?? '']],
      ['生产厂家', [text(fields, 'maker')]],
      ['仪器类别', [found.category ?? '']],
      ['技术领域', [found.techField ?? '']],
      ['原值', [found.originalValueFen === null ? '' : amount(found.originalValueFen)]],
      ['购置日期', [text(fields, 'boughtOn')]],
      ['放置地点', [found.location ?? '']],
      ['开放时间', openingOf(fields)],
    ]),
    tables: [
      {
        title: '收费标准',
        head: ['计费方式', '收费', '说明'],
        rows: rows(fields, 'fees').map((fee) => [text(fee, 'basis'), feeText(fee), text(fee, 'note')]),
      },
    ],
    notes: text(fields, 'feeRule') === '' ? [] : [['收费说明', text(fields, 'feeRule')]],
    bookable: found.bookable,
  }
}

function brokerParts(found: Found<'broker'>): Parts {
  return {
    ...none,
    subtitle: found.level ?? '',
    certifiedUntil: found.certificateUntil,
    facts: facts([
      ['级别', [found.level ?? '']],
      ['技术领域', found.techFields],
      ['证书编号', [found.certificateNo ?? '']],
      ['发证机构', [text(found.fields, 'issuer')]],
      ['证书有效期至', [found.certificateUntil ?? '']],
    ]),
  }
}

function expertParts(found: Found<'expert'>): Parts {
  return {
    ...none,
    subtitle: found.jobTitle ?? '',
    facts: facts([
      ['专家类别', found.types],
      ['技术领域', found.techFields],
      ['IPC 分类号', found.ipc],
      ['可以提供', found.services],
    ]),
  }
}

/** 「原值达到共享标准」 by the rule of the day, which carries its own badge while nobody has confirmed it. */
function sharingMark(fen: number | null, rules: Ruleset, today: string): Parts['marks'] {
  const key = 'instrument.sharing.minValueFen'
  if (fen === null || fen < rules.number(key, today)) return []
  return [{ text: '原值达到共享标准', unconfirmed: rules.badges([key], today).length > 0 }]
}

function serviceTables(fields: Fields, today: string): readonly RecordTable[] {
  return [
    {
      title: '价目表',
      head: ['项目', '计价单位', '收费'],
      rows: rows(fields, 'prices').map((price) => [text(price, 'item'), text(price, 'unit'), feeText(price)]),
    },
    {
      title: '资质',
      head: ['资质名称', '证书编号', '发证机构', '有效期'],
      // A certificate that has run out is no qualification any more.
      rows: rows(fields, 'qualifications')
        .filter((row) => text(row, 'validUntil') >= today)
        .map((row) => [text(row, 'name'), text(row, 'number'), text(row, 'issuer'), text(row, 'validUntil')]),
    },
    {
      title: '业绩',
      head: ['年份', '业绩'],
      rows: rows(fields, 'performance').map((row) => [numberText(row, 'year'), text(row, 'text')]),
    },
  ]
}

function openingOf(fields: Fields): readonly string[] {
  const days = Array.isArray(fields['openDays']) ? fields['openDays'].map(String) : []
  const [from, until] = [text(fields, 'openFrom'), text(fields, 'openUntil')]
  if (fields['bookable'] !== true || from === '' || until === '') return []
  return [...days, `${from}–${until}`]
}

function feeText(row: Fields): string {
  const fen = row['priceFen']
  return typeof fen === 'number' ? yuanText(fen) : row['negotiable'] === true ? '面议' : ''
}

/** Titles and values of the facts that say something. */
function facts(
  all: readonly (readonly [string, readonly string[]])[],
): readonly (readonly [string, readonly string[]])[] {
  return all
    .map(([title, values]) => [title, values.filter((value) => value !== '')] as const)
    .filter(([, values]) => values.length > 0)
}

function text(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

function numberText(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'number' ? String(value) : ''
}

function rows(fields: Fields, name: string): Fields[] {
  const value = fields[name]
  return Array.isArray(value) ? (value as Fields[]) : []
}

/** A pilot line as the portal shows it. */
async function pilotView(tx: Tx, publicId: string, now: string): Promise<DirectoryView | null> {
  const found = await publicService(tx, publicId, dayOf(now))
  if (!found) return null
  const { fields } = found
  const base = await pilotFreeBusy(tx, { id: publicId, days: 1 }, now)
  return {
    ...none,
    ...sharedView(found),
    facts: facts([
      ['技术领域', [found.techField ?? '']],
      ['工艺', found.processes],
      ['适用物料', found.materials],
      ['每批', [`${fields.batchLeast ?? ''}–${fields.batchMost ?? ''} ${fields.batchUnit ?? ''}`]],
      ['成熟度', [`${found.trlFrom ?? ''} → ${found.trlTo ?? ''}`]],
      ['单价', [found.unitFeeFen === null ? '' : `${fee(found.unitFeeFen)}/${found.feeUnit ?? ''}`]],
      ['交付周期', [`${fields.leadDays ?? ''} 天`]],
      ['可同时进行', [`${fields.capacity ?? 1} 项`]],
      ['危险类别', fields.hazards ?? []],
      ['可以保密承接', [fields.keepsSecret === true ? '是' : '']],
      ['开放时间', openingOf(fields)],
    ]),
    tables: [
      {
        title: '安全批准',
        head: ['危险类别', '批准或许可的名称', '批准文号', '有效期至'],
        rows: (fields.approvals ?? []).map((one) => [one.hazard, one.name, one.number, one.until]),
      },
    ],
    bookable: base !== undefined,
    use: null,
    record: null,
  }
}

/** Free and busy slots of an instrument or a pilot line for its page; null when it is not booked here. */
export async function portalCalendar(
  db: Database,
  kind: BookedKind,
  publicId: string,
  from: string,
  days: number,
): Promise<CalendarView | null> {
  const query = { id: publicId, from, days }
  if (kind === 'pilot-service')
    return db.read('pilot-services', async (tx) => {
      const found = await pilotFreeBusy(tx, query, await databaseNow(tx))
      return found ? calendarView(found.serviceId, found) : null
    })
  return db.read('directories', async (tx) => {
    const found = await freeBusy(tx, query, await databaseNow(tx))
    return found ? calendarView(found.instrumentId, found) : null
  })
}

function calendarView(resourceId: string, found: Omit<FreeBusy, 'instrumentId'>): CalendarView {
  const { slotsMost, leadHours, cancelHours, autoConfirm } = found.rules
  const { horizonDays, days } = found
  return { resourceId, slotsMost, leadHours, cancelHours, autoConfirm, horizonDays, days }
}

export async function portalCalendarFile(
  db: Database,
  kind: BookedKind,
  publicId: string,
): Promise<string | null> {
  const query = { id: publicId, days: FILE_DAYS }
  if (kind === 'pilot-service')
    return db.read(
      'pilot-services',
      async (tx) => (await pilotFreeBusyFile(tx, query, await databaseNow(tx))) ?? null,
    )
  return db.read('directories', async (tx) => (await freeBusyFile(tx, query, await databaseNow(tx))) ?? null)
}
