import { v7 } from 'uuid'
import { databaseNow } from '#platform/instance/instance.ts'
import type { ModuleDef } from '#platform/module.ts'
import { lotBinding } from './commands.ts'
import { acceptForm, admitForm, applyForm, bidForm, lotForm, returnForm, standingForm } from './forms.ts'
import { uses } from './index.ts'
import { outsideBinding } from './outside/commands.ts'
import { outsideForm, resultFileForm, resultForm } from './outside/forms.ts'
import { rehearsalForm } from './rehearsal/forms.ts'
import { bidSignalBinding } from './signals/commands.ts'
import { forgetTraces, tracesDue } from './signals/retention.ts'
import { lotsToExamine } from './signals/store.ts'
import { appointForm } from './sealed/forms.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'
import { invariants } from './store-invariants.ts'
import { keepUptime } from './store-uptime.ts'
import { lotsInBidding, lotsToClose } from './store.ts'

/** A bid that arrived in the last moment may still be on its way: closed this much after the close. */
const GRACE_MS = 2_000
/** A run of the service is broken by a silence longer than this; far below what moves a close. */
const SILENCE_SECONDS = 20

export const auctionsModule: ModuleDef = {
  name: 'auctions',
  uses,
  permissions,
  routes,
  bindings: [lotBinding, bidSignalBinding, outsideBinding],
  forms: {
    lot: lotForm,
    'lot-application': applyForm,
    'lot-admission': admitForm,
    'lot-bid': bidForm,
    'lot-order': standingForm,
    'lot-deposit': returnForm,
    'lot-accept': acceptForm,
    'lot-custodian': appointForm,
    'lot-rehearsal': rehearsalForm,
    'outside-sale': outsideForm,
    'outside-result': resultForm,
    'outside-result-file': resultFileForm,
  },
  // What is won is concluded by the signed contract, not by the word to sign it.
  follows: [
    {
      topic: 'contract.concluded',
      performs: 'lot.follow-contract',
      input: ({ dealId, purpose }) => ({ dealId, purpose }),
    },
  ],
  invariants,
  forgets: [forgetTraces],
  ticks: [
    {
      performs: 'lot.close',
      due: async (tx, now) => {
        const past = new Date(Date.parse(now) - GRACE_MS).toISOString()
        return (await lotsToClose(tx, past)).map(({ id, closesAt }) => ({
          key: `${id}:${closesAt}`,
          input: { id },
        }))
      },
    },
    {
      performs: 'bid-signal.examine',
      due: async (tx) => (await lotsToExamine(tx)).map((id) => ({ key: id, input: { id } })),
    },
    { performs: 'bid-signal.erase-traces', due: tracesDue },
  ],
  background: ({ db }) => [
    {
      name: 'auction uptime',
      turn: async () => {
        const now = await db.read('auctions', databaseNow)
        if ((await db.read('auctions', (tx) => lotsInBidding(tx, now))).length === 0) return 0
        await db.transaction({ isolation: 'read committed', module: 'auctions' }, (tx) =>
          keepUptime(tx, v7(), now, SILENCE_SECONDS),
        )
        return 0
      },
    },
  ],
}
