import { closedFields, openPart } from '#platform/forms/publicity.ts'
import type { PublicView } from '#platform/records/reading.ts'
import { achievementForm, type Achievement } from './forms.ts'
import { teaserReason } from './rules.ts'

/** Fields that tell nothing technical and stay public even while only a teaser may be shown. */
const TEASER_FIELDS: readonly string[] = [
  'code',
  'name',
  'kind',
  'techField',
  'techField2',
  'industrySection',
  'industryDivision',
  'jobRelated',
  'trl',
  'modes',
  'priceMode',
  'negotiable',
  'priceFen',
  'secrecy',
  'exportControl',
  'validUntil',
  'source',
]

/** Fields that nobody outside the owner may see (practice.md P12); the teaser is shown in place of them, never beside. */
const CLOSED = new Set([...closedFields(achievementForm), 'teaser'])

/** What the public may read of a record (P12, P17): open fields, or only the teaser while novelty or a secret is at stake. */
export function publicView(form: Achievement, today: string): PublicView {
  const open = openPart(form, CLOSED)
  const reason = teaserReason(form, today)
  if (reason === undefined) return { fields: withoutDetails(open), withheld: null }
  const teaser = Object.fromEntries(Object.entries(open).filter(([name]) => TEASER_FIELDS.includes(name)))
  return {
    fields: { ...teaser, summary: form.teaser ?? '技术内容在签订保密协议后提供。' },
    withheld: `${reason}，技术内容在签订保密协议后提供。`,
  }
}

/** Consents between co-owners are their own business; names and shares are public. */
function withoutDetails(open: Achievement): Record<string, unknown> {
  if (!open.coOwners) return { ...open }
  return { ...open, coOwners: open.coOwners.map(({ name, shareBp }) => ({ name, shareBp })) }
}
