import type { DirectoryView } from './deps.ts'

/** schema.org data of a record, from what the page shows and nothing else. */
export function structuredData(record: DirectoryView, url: string): Readonly<Record<string, unknown>> {
  const shared = {
    '@context': 'https://schema.org',
    identifier: record.code,
    name: record.name,
    description: record.summary,
    url,
  }
  const facts = new Map(record.facts)
  const fields = facts.get('技术领域') ?? []
  switch (record.kind) {
    case 'service-body':
      return {
        ...shared,
        '@type': 'Organization',
        knowsAbout: fields,
        ...(record.website !== null && { sameAs: record.website }),
      }
    case 'instrument':
      return {
        ...shared,
        '@type': 'IndividualProduct',
        model: facts.get('规格型号')?.[0],
        category: facts.get('仪器类别')?.[0],
        offeredBy: { '@type': 'Organization', name: record.ownerName },
      }
    case 'pilot-service':
      return {
        ...shared,
        '@type': 'Service',
        serviceType: facts.get('工艺')?.[0],
        provider: { '@type': 'Organization', name: record.ownerName },
      }
    default:
      return {
        ...shared,
        '@type': 'Person',
        jobTitle: record.subtitle,
        knowsAbout: fields,
        worksFor: { '@type': 'Organization', name: record.ownerName },
      }
  }
}
