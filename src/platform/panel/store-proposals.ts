import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

/** What one person proposed and another must answer. */
export interface ProposalRow {
  id: string
  panel_id: string
  kind: 'remove' | 'redraw'
  seat_id: string | null
  draw_id: string | null
  conflict: string | null
  reason: string
  person_id: string
  agent_for: string | null
  at: string
  journal_id: string
}

export interface AnswerRow {
  proposal_id: string
  agrees: boolean
  words: string
  person_id: string
  at: string
  journal_id: string
}

/** A proposal with its answer; null while there is none. */
export interface Proposal extends ProposalRow {
  agrees: boolean | null
  words: string | null
  answered_by: string | null
  answered_at: string | null
}

interface ProposalTables {
  'platform.panel_proposal': ProposalRow
  'platform.panel_proposal_answer': AnswerRow
}

const tables = (tx: Tx) => tx.as<ProposalTables>('platform')

export async function insertProposal(tx: Tx, row: ProposalRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_proposal').values(row).execute()
}

export async function insertAnswer(tx: Tx, row: AnswerRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_proposal_answer').values(row).execute()
}

async function proposals(tx: Tx, where: ReturnType<typeof sql>): Promise<Proposal[]> {
  const { rows } = await sql<Proposal>`
    select p.*, a.agrees, a.words, a.person_id as answered_by, a.at as answered_at
    from platform.panel_proposal p left join platform.panel_proposal_answer a on a.proposal_id = p.id
    ${where}`.execute(tx.as('platform'))
  return rows
}

export async function findProposal(tx: Tx, id: string): Promise<Proposal | undefined> {
  const [row] = await proposals(tx, sql`where p.id = ${id}`)
  return row
}

/** Everything proposed for a panel, the newest first. */
export async function proposalsOf(tx: Tx, panelId: string): Promise<Proposal[]> {
  return proposals(tx, sql`where p.panel_id = ${panelId} order by p.at desc, p.id desc`)
}
