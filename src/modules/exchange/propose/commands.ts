import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { organisationSigns } from '#platform/identity/signs.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { matches, rarity, sqlOf, type Match, type Sql } from '#platform/search/index.ts'
import type { proposeForm } from '../forms.ts'
import { tellingWords, type TellingWords } from '../blind/naming.ts'
import { signsOfOwner } from '../blind/signs.ts'
import type { Vote } from './fields.ts'
import { keywordCandidates } from './keywords.ts'
import { proposalFor, type Proposal } from './proposal.ts'

/** Records that vote for a field, and are counted as near: beyond these little is shared. */
const LOOKED_AT = 50
/** Part of what the text asks for that a record meets, from which it is called near; the sample pairs lie above. */
const NEAR_COVERAGE = 0.12
const VOTERS = 8
const SHOWN = 3
const PHRASES_SHOWN = 4
/** A word no record of the market knows may be a slip or a brand: it tells half. */
const UNKNOWN_WORD = 0.5

/** Achievements near a text that is stored nowhere. */
export interface Near {
  readonly total: number
  readonly top: readonly {
    readonly id: string
    readonly publicId: string
    readonly name: string
    readonly ownerName: string
    readonly phrases: readonly string[]
  }[]
}

/**
 * What a text says, what the market has for it, and which words would tell who the asker is; reads only, so that typing
 * leaves no trace.
 */
export async function propose(
  tx: Tx,
  actor: Pick<Actor, 'orgId'>,
  { text }: z.infer<typeof proposeForm>,
  now: Instant,
): Promise<Proposal & { readonly near: Near; readonly telling: readonly TellingWords[] }> {
  const today = dayOf(now)
  const rules = await loadRuleset(tx)
  const found = await proposeFrom(sqlOf(tx), 'achievement', text, {
    today,
    aroundBp: rules.number('demand.proposal.aroundBp', today),
  })
  const owner = actor.orgId === null ? undefined : await organisationSigns(tx, actor.orgId)
  return { ...found, telling: tellingWords(text, owner ? signsOfOwner(owner, '') : []) }
}

/** The same over an index of one's own: what the measurement calls. */
export async function proposeFrom(
  sql: Sql,
  kind: string,
  text: string,
  by: { readonly today: string; readonly aroundBp: number },
): Promise<Proposal & { readonly near: Near }> {
  const found = await matches(sql, { kind, of: { title: '', text }, limit: LOOKED_AT })
  const words = [...new Set(keywordCandidates(text).flatMap((candidate) => candidate.words))]
  const rare = await rarity(sql, kind, words)
  const proposal = proposalFor(text, {
    ...by,
    votes: found.slice(0, VOTERS).flatMap(voteOf),
    rarity: (word) => rare.get(word) ?? UNKNOWN_WORD,
  })
  return { ...proposal, near: nearOf(found) }
}

function voteOf({ item, name, score }: Match): Vote[] {
  const { techField } = item as { readonly techField?: unknown }
  const field = TECH_FIELDS.find((one) => one === techField)
  return field === undefined ? [] : [{ field, name, weight: score }]
}

function nearOf(found: readonly Match[]): Near {
  const near = found.filter(({ coverage }) => coverage >= NEAR_COVERAGE)
  return {
    total: near.length,
    top: near.slice(0, SHOWN).map(({ id, publicId, name, ownerName, phrases }) => ({
      id,
      publicId,
      name,
      ownerName,
      phrases: phrases.slice(0, PHRASES_SHOWN).map(({ phrase }) => phrase),
    })),
  }
}
