import { z } from 'zod'
import type { Tx } from '#platform/db/database.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { closedFields, openPart } from '#platform/forms/publicity.ts'
import type { RecordKind } from '#platform/records/kind.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { shownEvidence } from './evidence.ts'
import { BROKER_LEVELS, brokerForm, type Broker, draftOf } from './forms.ts'
import { LIVE, VALIDITY } from './kinds.ts'
import { brokerListing, brokerRevision } from './procedure.ts'
import { brokerFaults, brokerGaps } from './rules.ts'
import { brokers, withCertificates } from './store.ts'

/** A row of the directory of brokers; all of it is public by the person's consent. */
export interface BrokerItem extends ListedItem<'broker'> {
  readonly level: string | null
  readonly techFields: readonly string[]
  readonly certificateNo: string | null
  /** Last day of the certificate; later the record carries no badge. */
  readonly certificateUntil: string | null
}

const CLOSED = closedFields(brokerForm)

function openOf(form: Broker): Broker {
  return openPart(form, CLOSED)
}

export function brokerItem(record: RecordWith<Broker>, _today: string): BrokerItem {
  const open = openOf(record.data)
  return {
    ...listedItem('broker', record, { name: open.name, summary: open.introduction }),
    level: open.level ?? null,
    techFields: open.techFields ?? [],
    certificateNo: open.certificateNo ?? null,
    certificateUntil: open.certificateUntil ?? null,
  }
}

export const brokerKind: RecordKind<Broker> = {
  kind: 'broker',
  title: '技术经纪人',
  module: 'directories',
  codePrefix: 'JJ',
  store: brokers,
  headName: (code) => `技术经纪人 ${code}`,
  liveStates: LIVE,
  publishedState: 'published',
  validityRule: VALIDITY,
  link: (id) => `/app/brokers/${id}`,
  faults: (form, _rules, today) => brokerFaults(form, today),
  gaps: (form) => brokerGaps(form),
  warnings: async () => [],
  submitting: async (tx, actor, { id, form }, dossier, now) => {
    const [twin] = await withCertificates(tx, [form.certificateNo ?? ''], [id])
    if (twin)
      throw new Refusal(
        'conflict',
        '这个证书编号已用于另一份技术经纪人资料，请核对编号；如是本人的，请联系审核单位。',
      )
    if (form.evidenceId) await shownEvidence(tx, actor, [form.evidenceId], dossier, now)
  },
  lastDayField: 'validUntil',
}

export const brokerListed = listedRecord<Broker, BrokerItem>({
  kind: brokerKind,
  path: '/brokers',
  procedure: brokerListing,
  revision: brokerRevision,
  form: brokerForm,
  draftForm: draftOf(brokerForm),
  owners: ['broker'],
  readers: ['serviceBody', 'orgAdmin'],
  publicView: (form) => ({ fields: openOf(form), withheld: null }),
  item: brokerItem,
  absent: '没有找到这位技术经纪人，或资料已撤下。',
})

export const brokerSource = recordSearch<Broker>({
  kind: 'broker',
  list: { title: '技术经纪人', path: '/brokers' },
  store: brokers,
  filters: { level: z.enum(BROKER_LEVELS), techField: z.enum(TECH_FIELDS) },
  item: brokerItem,
  parts: ({ data }) => {
    const open = openOf(data)
    return {
      summary: open.introduction ?? '',
      texts: [open.issuer, open.certificateNo],
      keywords: open.techFields ?? [],
      facets: { level: open.level, techField: open.techFields },
    }
  },
})

/** What others may ask of a broker: the certificate a published profile names, and whether it counts on the day. */
interface BrokerCertificate {
  readonly publicId: string
  readonly name: string
  readonly number: string
  readonly level: string
  readonly until: string
  readonly inForce: boolean
}

/** The broker's certificate as published with consent; undefined for a person without a published profile. */
export async function brokerCertificate(
  tx: Tx,
  personId: string,
  today: string,
): Promise<BrokerCertificate | undefined> {
  const profile = await brokers.profileOf(tx, personId, ['published'])
  const record = profile && (await brokers.findPublic(tx, profile.id))
  if (!record) return undefined
  const { name = '', certificateNo = '', level = '', certificateUntil = '' } = openOf(record.data)
  return {
    publicId: record.public_id,
    name,
    number: certificateNo,
    level,
    until: certificateUntil,
    inForce: certificateUntil >= today,
  }
}

/** The person a public profile is of, for whoever counts what that person has brought about; null without one. */
export async function brokerPersonOf(tx: Tx, id: string): Promise<string | null> {
  return (await brokers.findPublic(tx, id))?.person_id ?? null
}
