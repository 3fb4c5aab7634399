import { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { closedFields, openPart } from '#platform/forms/publicity.ts'
import type { RecordKind } from '#platform/records/kind.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { shownEvidence } from './evidence.ts'
import { SERVICE_TYPES, serviceBodyForm, type ServiceBody, draftOf } from './forms.ts'
import { LIVE, VALIDITY } from './kinds.ts'
import { PROVIDERS, serviceBodyListing, serviceBodyRevision } from './procedure.ts'
import { qualifiedUntil, serviceBodyFaults, serviceBodyGaps } from './rules.ts'
import { serviceBodies } from './store.ts'
import type { DossierRow } from '#platform/procedure/store.ts'

/** A row of the directory of service bodies. */
export interface ServiceBodyItem extends ListedItem<'service-body'> {
  readonly types: readonly string[]
  readonly techFields: readonly string[]
  /** Last day of the longest certificate; later the record carries no badge. */
  readonly qualifiedUntil: string | null
}

const CLOSED = closedFields(serviceBodyForm)

/** Open fields; the certificate itself lies in the owner's evidence library. */
function openOf(form: ServiceBody): ServiceBody {
  const open: ServiceBody = openPart(form, CLOSED)
  if (!open.qualifications) return open
  return { ...open, qualifications: open.qualifications.map(({ evidenceId: _own, ...rest }) => rest) }
}

export function serviceBodyItem(record: RecordWith<ServiceBody>, _today: string): ServiceBodyItem {
  const open = openOf(record.data)
  return {
    ...listedItem('service-body', record, open),
    types: open.types ?? [],
    techFields: open.techFields ?? [],
    qualifiedUntil: qualifiedUntil(open),
  }
}

export const serviceBodyKind: RecordKind<ServiceBody> = {
  kind: 'service-body',
  title: '服务机构',
  module: 'directories',
  codePrefix: 'FW',
  store: serviceBodies,
  liveStates: LIVE,
  publishedState: 'published',
  validityRule: VALIDITY,
  link: (id) => `/app/service-bodies/${id}`,
  faults: (form, _rules, today) => serviceBodyFaults(form, today),
  gaps: (form) => serviceBodyGaps(form),
  warnings: async (_tx, _id, form) =>
    (form.qualifications ?? []).flatMap(({ name, evidenceId }, i) =>
      evidenceId
        ? []
        : [
            {
              field: `qualifications.${i}.evidenceId`,
              message: `资质“${name}”还没有附证书，审核时可能退回补充。`,
            },
          ],
    ),
  submitting: (tx, actor, { form }, dossier, now) => certificatesShown(tx, actor, form, dossier, now),
  lastDayField: 'validUntil',
}

/** The certificates count today, say what the record says, and can be read by the reviewing unit. */
async function certificatesShown(
  tx: CommandTx,
  actor: Actor,
  form: ServiceBody,
  dossier: DossierRow,
  now: Instant,
): Promise<void> {
  const named = (form.qualifications ?? []).flatMap((row) =>
    row.evidenceId ? [{ ...row, evidenceId: row.evidenceId }] : [],
  )
  const ids = named.map(({ evidenceId }) => evidenceId)
  const items = await shownEvidence(tx, actor, ids, dossier, now)
  for (const [i, { name, validUntil }] of named.entries()) {
    const until = items[i]?.valid_until ?? null
    if (until !== null && until < validUntil)
      throw new Refusal(
        'invalid',
        '资质“{name}”填写的有效期晚于材料库中证书的有效期（{until}），请按证书更正。',
        { name, until },
      )
  }
}

export const serviceBodyListed = listedRecord<ServiceBody, ServiceBodyItem>({
  kind: serviceBodyKind,
  path: '/service-bodies',
  procedure: serviceBodyListing,
  revision: serviceBodyRevision,
  form: serviceBodyForm,
  draftForm: draftOf(serviceBodyForm),
  owners: PROVIDERS,
  readers: ['leader', 'legal', 'orgAdmin'],
  publicView: (form) => ({ fields: openOf(form), withheld: null }),
  item: serviceBodyItem,
  absent: '没有找到这家服务机构，或它已下架。',
})

export const serviceBodySource = recordSearch<ServiceBody>({
  kind: 'service-body',
  list: { title: '服务机构', path: '/service-bodies' },
  store: serviceBodies,
  filters: { types: z.enum(SERVICE_TYPES), techField: z.enum(TECH_FIELDS) },
  item: serviceBodyItem,
  parts: ({ data }) => {
    const open = openOf(data)
    return {
      summary: open.summary ?? '',
      texts: [
        ...(open.prices ?? []).map(({ item }) => item),
        ...(open.qualifications ?? []).map(({ name }) => name),
        ...(open.performance ?? []).map(({ text }) => text),
      ],
      keywords: open.types ?? [],
      facets: { types: open.types, techField: open.techFields },
    }
  },
})
