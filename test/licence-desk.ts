import assert from 'node:assert/strict'
import { writeRoutes } from '#app/runtime.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { contractDesk, ok } from '#modules/contracts/fixture.ts'
import type { Client, TestCity } from './city.ts'
import { invariants } from '#modules/licences/store-invariants.ts'

/** Posted terms of an ordinary licence that say all that must be said; for tests. */
export const posted = {
  mode: '普通许可',
  territory: '广东省',
  termMonths: 36,
  deliverables: '交付工艺规程一套。',
  acceptance: '连续运行三批检验合格。',
  paymentKind: '一次总付',
  priceFen: 12_800_050,
  payment: '合同成立后 10 日内付清。',
  validUntil: '2028-12-31',
}

const { mode: _mode, ...shared } = posted
export const open = {
  ...shared,
  patentNumber: 'ZL202110123456.3',
  declarationNumber: 'KF2026-00001',
  announcedOn: '2026-03-02',
  noObstacle: true,
}

const { paymentKind: _kind, ...plain } = shared
export const trialTerms = {
  ...plain,
  scope: '试用方一条生产线',
  trialDays: 60,
  answerDays: 15,
  meter: '按车间地磅记录的成品重量，每周一次',
  unit: '吨',
  priceFen: 5_000_000,
  unitFen: 20_050,
  capFen: 9_000_000,
}

/** A desk at which licences are posted, taken and tried; for tests. */
export async function licenceDesk(options: { workbench?: boolean } = {}) {
  const desk = await contractDesk(options)
  const { city, seller, buyer } = desk
  const post = async (kind: '' | '/open' | '/trial', terms: object, achievementId?: string) => {
    const id = achievementId ?? (await desk.publish())
    return ok(await seller.post(`/api/v1/licence-offers${kind}`, { ...terms, achievementId: id }))
      .result as Offered
  }
  const take = async (offer: { id: string }, by: Client = buyer) =>
    ok(await by.post(`/api/v1/licence-offers/${offer.id}/take`, {})).result as {
      dealId: string
      contractId: string
    }
  const signText = signer(desk)
  const actOnTrial = (client: Client, trial: { dossierId: string }, action: string, input: object = {}) =>
    desk.act(client, 'licence-trial', trial.dossierId, action, input)
  const showTrial = async (client: Client, trial: { id: string }) =>
    ok(await client.get(`/api/v1/licence-trials/${trial.id}`))
  const today = async () => ok(await seller.get('/api/v1/me')).today as string
  /** A trial that runs from today. */
  const running = async (terms: object = {}) => {
    const offer = await post('/trial', { ...trialTerms, ...terms })
    const purpose = '在一号车间试用两个月。'
    const trial = ok(await buyer.post(`/api/v1/licence-offers/${offer.id}/try`, { purpose }))
      .result as Offered & { dealId: string }
    ok(await actOnTrial(seller, trial, 'accept'))
    await signText(trial.dealId, 'trial')
    ok(await actOnTrial(buyer, trial, 'receive', { receivedOn: await today() }))
    return trial
  }
  return { ...desk, ...clockOf(city), post, take, signText, actOnTrial, showTrial, running, today }
}

interface Offered {
  readonly id: string
  readonly dossierId: string
  readonly state: string
}

/** Both sign the open text of that purpose of a deal, by agreed electronic confirmation. */
function signer(desk: Awaited<ReturnType<typeof contractDesk>>) {
  const { city, seller, buyer } = desk
  // Nobody signs so many texts in an hour; the count of codes sent would stop them.
  const agePastCodes = () =>
    city.runtime.db.owner((client) =>
      client.query(`update platform.one_time_code set created_at = created_at - interval '2 hours'`),
    )
  return async (dealId: string, purpose: string) => {
    const { items } = ok(await seller.get(`/api/v1/contracts?deal=${dealId}&purpose=${purpose}`))
    const drafted = (items as { id: string; state: string }[]).find((one) => one.state === 'drafted')
    const shown = await desk.show(seller, drafted?.id ?? '')
    const made = { id: shown.id, dossierId: shown.dossierId, sha256: shown.documents[0].sha256 }
    await agePastCodes()
    await desk.consentBoth(made, shown.version)
    for (const client of [seller, buyer]) ok(await desk.confirm(client, made))
    await city.runtime.drain()
  }
}

function clockOf({ runtime }: TestCity) {
  return {
    /** The clock's turn over what is due, and what follows it. */
    sweep: async () => {
      const fail = (error: unknown) => {
        throw error
      }
      while ((await sweepDeadlines(runtime.db, runtime.bus, writeRoutes(runtime.routes), fail)) > 0);
      await runtime.drain()
    },
    mustHold: async () => {
      for (const { name, rows } of invariants)
        assert.deepEqual(await runtime.db.read('licences', rows), [], name)
    },
    stages: () =>
      runtime.db.owner(
        async (client) =>
          (await client.query('select * from licences.pub_stage')).rows as {
            deal_id: string
            stage: string
          }[],
      ),
  }
}
