import { v7 } from 'uuid'
import { z } from 'zod'
import { reachedByQuery, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { datesOf } from '../calendar/deadlines.ts'
import { loadCalendar } from '../calendar/store.ts'
import { routesOf, type Route } from '../command/command.ts'
import { formSchema } from '../forms/form.ts'
import { orgNames, personNames } from '../identity/names.ts'
import { bindingOf, isAsked, isOfAuthority, maySee, type Binding } from '../procedure/perform.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { entriesOf, findDossier, lockDossier, type DossierRow } from '../procedure/store.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { countedOf, currentDef, roundEnd } from './facet.ts'
import { isLate, isOver, remarkOf, silenceOf } from './rules.ts'
import { askedOf, insertOpinion, opinionsOn } from './store.ts'

export const permissions = {
  'opinion.give': { unitMember: 'any', officer: 'any', decider: 'any' },
  'opinion.list': { person: 'own' },
} satisfies Permissions

const { read, write } = routesOf('platform')

const WORDS_MAX = 2000
const opinionForm = z
  .object({
    verdict: z.enum(['同意', '不同意', '无意见']).meta({ title: '意见', widget: 'select' }),
    words: z
      .string()
      .trim()
      .max(WORDS_MAX)
      .default('')
      .meta({ title: '理由或建议（不同意的须写明理由）', widget: 'textarea' }),
  })
  .meta({ title: '会签意见' })

/** Giving and reading opinions of units on dossiers, over all procedures of the installation. */
export function opinionRoutes(bindings: readonly Binding[]): Route[] {
  const known: Known = (dossier) => {
    const newest = bindings.find(({ procedure }) => procedure.id === dossier?.procedure)
    if (!dossier || !newest) throw notFound()
    return [dossier, bindingOf(newest, dossier).procedure]
  }
  return [giveRoute(known), listRoute(known)]
}

type Known = (dossier: DossierRow | undefined) => [DossierRow, Procedure]

function notFound(): Refusal {
  return new Refusal('absent', '没有找到这个办件，或您无权查看。')
}

const giveInput = opinionForm.extend({ dossierId: z.uuid(), visit: z.int().min(1) })

function giveRoute(known: Known): Route {
  return write({
    method: 'POST',
    path: '/dossiers/{dossierId}/opinions',
    permission: 'opinion.give',
    journal: 'opinion.give',
    says: '{actor}对《{title}》提出会签意见：{verdict}',
    input: giveInput,
    gate: { none: '机关之间的会签，无相对人' },
    verb: async (tx, actor, input, now) => {
      const [dossier, procedure] = known(await lockDossier(tx, 'platform', input.dossierId))
      reachedByQuery(actor)
      if (!isAsked(dossier, actor) || actor.personId === null) throw notFound()
      const asked = (await askedOf(tx, 'platform', dossier.id)).find(
        (row) => row.visit === input.visit && row.unit_org_id === actor.orgId,
      )
      if (!asked) throw new Refusal('conflict', '这一轮没有向贵单位征求意见，请刷新后再办理。')
      if (input.verdict === '不同意' && input.words === '')
        throw new Refusal('invalid', '不同意的，请写明理由。', {}, [
          { field: 'words', message: '请写明理由。' },
        ])
      const { dueOn } = datesOf(asked.term, asked.starts_on, tx.calendar)
      const late = isLate(currentDef(procedure.states, dossier, asked.visit), dueOn, tx.today)
      const opinion = {
        id: v7(),
        asked_id: asked.id,
        verdict: input.verdict,
        words: input.words,
        late,
        person_id: actor.personId,
        at: now,
        journal_id: tx.journalId,
      }
      await insertOpinion(tx, 'platform', opinion, dossier.id)
      // A word after the end belongs in the volume too, in a later one.
      if (dossier.closed_at !== null) await tx.emit('archive.due', { dossierId: dossier.id })
      tx.about(dossier.subject_kind, dossier.subject_id, { title: dossier.title, verdict: input.verdict })
      return { late }
    },
  })
}

function listRoute(known: Known): Route {
  return read({
    path: '/dossiers/{dossierId}/opinions',
    permission: 'opinion.list',
    journal: 'opinion.list',
    title: '会签意见',
    input: z.object({ dossierId: z.uuid() }),
    verb: async (tx, actor, { dossierId }, now) => {
      const [dossier, procedure] = known(await findDossier(tx, 'platform', dossierId))
      reachedByQuery(actor)
      if (!maySee(procedure, dossier, actor)) throw notFound()
      const { rounds, mayGive } = await roundsOf(tx, procedure, dossier, dayOf(now))
      const own = isAsked(dossier, actor) ? mayGive(actor.orgId) : undefined
      const shown = dossier.closed_at !== null || isOfAuthority(procedure, dossier, actor)
      return {
        rounds: shown ? rounds : rounds.map(withoutOpinions),
        hidden: !shown,
        give: own === undefined ? null : { visit: own, form: formSchema(opinionForm) },
      }
    },
  })
}

/** What was said is between units until the matter is decided: who applied knows only whom it was asked of. */
function withoutOpinions<R extends { readonly units: readonly object[] }>(round: R) {
  return { ...round, units: round.units.map((unit) => ({ ...unit, opinions: [], silence: null })) }
}

/** What was asked and said, round by round; and the newest round in which a unit may speak. */
async function roundsOf(tx: Tx, procedure: Procedure, dossier: DossierRow, today: string) {
  const rows = await askedOf(tx, 'platform', dossier.id)
  const opinions = await opinionsOn(
    tx,
    'platform',
    rows.map(({ id }) => id),
  )
  const calendar = await loadCalendar(tx)
  const orgs = await orgNames(
    tx,
    rows.map((row) => row.unit_org_id),
  )
  const people = await personNames(
    tx,
    opinions.map((one) => one.person_id),
  )
  const entries = await entriesOf(tx, 'platform', dossier.id)
  const visits = [...new Set(rows.map(({ visit }) => visit))]
  const rounds = visits.map((visit) => {
    const def = currentDef(procedure.states, dossier, visit)
    return {
      visit,
      current: def !== undefined,
      silence: rows.find((row) => row.visit === visit)?.silence ?? def?.silence ?? null,
      units: rows
        .filter((row) => row.visit === visit)
        .map((row) => {
          const { nominalOn, dueOn, provisional } = datesOf(row.term, row.starts_on, calendar)
          const counted = countedOf(row, opinions, calendar)
          return {
            unit: orgs.get(row.unit_org_id) ?? '',
            place: row.place,
            basis: row.basis,
            nominalOn,
            dueOn,
            provisional,
            over: isOver(dueOn, today),
            silence: silenceOf(row.silence ?? def?.silence, counted, roundEnd(entries, visit, today)) ?? null,
            opinions: opinions
              .filter((one) => one.asked_id === row.id)
              .map(({ verdict, words, late, person_id, at }) => ({
                verdict,
                words,
                remark: remarkOf(late, dueOn, dayOf(at)),
                by: people.get(person_id) ?? '',
                at,
              })),
          }
        }),
    }
  })
  const newest = visits.at(-1)
  const mayGive = (orgId: string | null) =>
    rows.some((row) => row.visit === newest && row.unit_org_id === orgId) ? newest : undefined
  return { rounds, mayGive }
}
