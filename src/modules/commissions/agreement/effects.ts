import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { standing, writeDues } from '../dues.ts'
import type { reasonForm } from '../forms.ts'
import { commissionOf, partiesOf, tell } from '../hands.ts'
import * as store from '../store.ts'
import { brokerFault, lateFor } from './fit.ts'
import { commissionProcedure, type AgreementFacts } from './procedure.ts'

async function factsOf(tx: Tx, dossier: DossierRow): Promise<AgreementFacts> {
  const row = await commissionOf(tx, dossier.id)
  const who = {
    brokerOrgId: row.broker_org_id,
    brokerPersonId: row.broker_person_id,
    payer: row.payer_org_id,
    other: row.other_org_id,
  }
  const { openFen, overFen, isPending } = await standing(tx, row)
  return {
    payerOrgId: row.payer_org_id,
    brokerFault: await brokerFault(tx, who, dayOf(await databaseNow(tx))),
    late: await lateFor(tx, row.introduction_id),
    open: isPending
      ? '还有付款等待确认，请先确认或退回。'
      : openFen > 0
        ? `还有 ${yuanText(openFen)} 没有付清，付清后再结清。`
        : overFen > 0
          ? `合同退款后多付了 ${yuanText(overFen)}，退回付款方以后再结清。`
          : undefined,
  }
}

type Effects = Partial<Record<ActionsOf<typeof commissionProcedure>, Effect>>
type Reason = z.infer<typeof reasonForm>

/** Broker and payer, or one of them, are told. */
const told =
  (to: 'broker' | 'payer' | 'both', template: string): Effect =>
  async (tx, dossier, input: Partial<Reason> | null) => {
    const row = await commissionOf(tx, dossier.id)
    const whom = { broker: [row.broker_org_id], payer: [row.payer_org_id], both: partiesOf(row) }[to]
    await tell(tx, row, whom, template, { reason: input?.reason ?? '' })
  }

const effects: Effects = {
  confirm: told('broker', '《{name}》的佣金约定已经确认，合同签订后自动成立。'),
  refuse: told('broker', '《{name}》的佣金约定未获同意：{reason}'),
  lapse: told('both', '《{name}》的佣金约定逾期未确认，没有成立。'),
  arise: told('both', '《{name}》的合同已经签订，佣金成立，按到账应付。'),
  accept: told('broker', '《{name}》的佣金主张得到认可，按到账应付。'),
  contest: told('broker', '《{name}》的佣金主张未获认可：{reason}；可以提出争议，由办理机构按记录处理。'),
  passUnanswered: told('both', '对《{name}》的佣金主张逾期未答复，视为未认可；任何一方可以提出争议。'),
  settle: told('payer', '《{name}》的佣金已经结清。'),
  waive: told('payer', '经纪人撤回了《{name}》的佣金约定。'),
}

export const commissionBinding: Binding = {
  procedure: commissionProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier, now) => {
    const row = await store.findCommission(tx, { dossierId: dossier.id })
    if (!row) return
    await store.updateCommission(tx, row.id, { state: dossier.state })
    // Receipts that came before the claim stood count too; what a decision took away no longer does.
    if (row.contract_id === null) return
    const isTakenAway = dossier.state === 'dismissed' && (await store.duesOf(tx, row.id)).length > 0
    if (dossier.state === 'claimed' || isTakenAway) await writeDues(tx, row, now)
  },
}

/** Moves a commission by an act of another command. */
export async function move(
  tx: CommandTx,
  row: store.CommissionRow,
  action: 'arise' | 'raise' | 'dispute' | 'uphold' | 'dismiss' | 'returnToClaim' | 'returnToContest',
  input: object,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const act = { dossierId: row.dossier_id, action, visit: undefined, input, event: true } as const
  await perform(tx, commissionBinding, act, actor, now)
}
