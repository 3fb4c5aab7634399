import { z } from 'zod'
import { mustReach, reaches, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { listDeals, openDeal, sendMessage } from './commands.ts'
import { intentForm, messageForm } from './forms.ts'
import { dealProcedure } from './procedure.ts'
import * as store from './store.ts'

export const permissions = {
  'deal.open': { firm: 'org', tto: 'org', leader: 'org', serviceBody: 'org' },
  'deal.read': {
    firm: 'party',
    tto: 'party',
    leader: 'party',
    serviceBody: 'party',
    researcher: 'party',
    finance: 'party',
    legal: 'party',
    auditor: 'any',
  },
  'deal.message': { firm: 'party', tto: 'party', leader: 'party', serviceBody: 'party', researcher: 'party' },
} satisfies Permissions

const { read, write } = routesOf('deals')
const stateTitle = (state: string) =>
  Object.entries(dealProcedure.states).find(([name]) => name === state)?.[1].title ?? state

export const routes = [
  write({
    method: 'POST',
    path: '/deals',
    permission: 'deal.open',
    journal: 'deal.open',
    says: '{actor}对《{title}》提出合作意向',
    input: intentForm,
    gate: { subjects: 'actor' },
    verb: openDeal,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/messages',
    permission: 'deal.message',
    journal: 'deal.message',
    says: '{actor}在《{title}》洽谈中留言',
    input: messageForm.extend({ id: z.uuid() }),
    gate: { none: '留言不产生法律效果' },
    verb: sendMessage,
  }),
  read({
    path: '/deals',
    permission: 'deal.read',
    journal: 'deal.list',
    title: '洽谈列表',
    input: z.object({
      state: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    verb: async (tx, actor, query) => {
      const deals = await listDeals(tx, actor, query)
      const names = await orgNames(
        tx,
        deals.flatMap((deal) => [deal.seller_org_id, deal.buyer_org_id]),
      )
      return {
        items: deals.map((deal) => ({
          id: deal.id,
          dossierId: deal.dossier_id,
          achievementId: deal.achievement_id,
          name: deal.achievement_name,
          seller: names.get(deal.seller_org_id) ?? '',
          buyer: names.get(deal.buyer_org_id) ?? '',
          side: deal.seller_org_id === actor.orgId ? 'seller' : 'buyer',
          state: deal.state,
          stateTitle: stateTitle(deal.state),
          openedAt: deal.opened_at,
        })),
        total: deals.length,
      }
    },
  }),
  read({
    path: '/deals/{id}',
    permission: 'deal.read',
    journal: 'deal.show',
    title: '洽谈',
    input: z.object({ id: z.uuid() }),
    verb: async (tx, actor, { id }) => {
      const deal = await store.findDeal(tx, id)
      const parties = deal ? [deal.seller_org_id, deal.buyer_org_id] : []
      mustReach(actor, { partyOrgIds: parties })
      if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
      const messages = await store.messagesOf(tx, id)
      const terms = await store.termsOf(tx, id)
      const ending = await store.endingOf(tx, id)
      const orgs = await orgNames(tx, parties)
      const seller = await findOrganisation(tx, deal.seller_org_id)
      const people = await personNames(tx, [
        ...messages.map((message) => message.person_id),
        ...terms.map((version) => version.proposed_by),
      ])
      return {
        id: deal.id,
        dossierId: deal.dossier_id,
        achievementId: deal.achievement_id,
        demandId: deal.demand_id,
        name: deal.achievement_name,
        seller: { orgId: deal.seller_org_id, name: orgs.get(deal.seller_org_id) ?? '' },
        buyer: { orgId: deal.buyer_org_id, name: orgs.get(deal.buyer_org_id) ?? '' },
        side:
          deal.seller_org_id === actor.orgId
            ? 'seller'
            : reaches(actor, { partyOrgIds: parties })
              ? 'buyer'
              : null,
        sellerKind: seller?.kind ?? null,
        sellerIsStateFounded: seller?.stateFounded ?? deal.seller_is_state_founded,
        state: deal.state,
        stateTitle: stateTitle(deal.state),
        openedAt: deal.opened_at,
        agreedTermsVersion: deal.agreed_terms_version,
        messages: messages.map((message) => ({
          id: message.id,
          by: people.get(message.person_id) ?? '',
          org: orgs.get(message.org_id) ?? '',
          mine: message.org_id === actor.orgId,
          body: message.body,
          at: message.at,
        })),
        terms: terms.map((version) => ({
          version: version.version,
          data: version.data,
          by: people.get(version.proposed_by) ?? '',
          org: orgs.get(version.proposed_by_org_id) ?? '',
          mine: version.proposed_by_org_id === actor.orgId,
          at: version.at,
        })),
        ending: ending ? { reason: ending.reason, explanation: ending.explanation, at: ending.at } : null,
      }
    },
  }),
]
