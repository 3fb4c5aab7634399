import type { Database } from '#platform/db/database.ts'
import type { Pack } from '#platform/pack/pack.ts'
import { upsert } from '#platform/search/index.ts'
import { proposals } from '#modules/exchange/index.ts'
import { scratchIndex } from './eval-matching.ts'

const KIND = 'eval'

/** How often the proposals of a demand's text agree with what a person filled in, on the pack's samples. */
export async function evalProposals(db: Database, pack: Pack) {
  return db.owner(async (client) => {
    const sql = await scratchIndex(client)
    await upsert(sql, KIND, pack.achievements.map(docOf))
    return proposals.measure(sql, KIND, pack.demands as unknown as Parameters<typeof proposals.measure>[2])
  })
}

function docOf(sample: Readonly<Record<string, unknown>>) {
  const text = (name: string) => (typeof sample[name] === 'string' ? sample[name] : '')
  return {
    kind: KIND,
    id: text('code'),
    publicId: text('code'),
    code: text('code'),
    name: text('name'),
    summary: text('summary'),
    text: ['advantages', 'application', 'benefits'].map(text).join('\n'),
    keywords: (sample['keywords'] as readonly string[] | undefined) ?? [],
    facets: {},
    item: { techField: sample['techField'] },
    publishedAt: '2026-01-01T00:00:00.000Z',
    ownerName: '',
  }
}
