import { v7 } from 'uuid'
import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { post } from '#platform/ledger/ledger.ts'
import { Refusal } from '#platform/refusal.ts'
import { PROOF, runOps, writeEffect } from './store.ts'

export const permissions = { 'proof.write': { officer: 'any' } } satisfies Permissions

const { write } = routesOf(PROOF)

const op = z.discriminatedUnion('do', [
  z.object({ do: z.literal('read'), key: z.string() }),
  z.object({ do: z.literal('append'), key: z.string(), item: z.int(), copy: z.boolean() }),
])

/** Reads and appends lists in one command; refuses at the very end when told to, after its writes. */
export const listRoute = write({
  method: 'POST',
  path: '/proof/lists',
  permission: 'proof.write',
  journal: 'proof.list',
  says: '{actor}读写了验证用的列表',
  input: z.object({ ops: z.array(op).max(20), refuse: z.boolean() }),
  gate: { subjects: 'actor' },
  verb: async (tx, _actor, input) => {
    const steps = await runOps(tx, input.ops)
    if (input.refuse) throw new Refusal('conflict', '验证：写入之后拒绝。')
    return { steps }
  },
})

/** One effect under a key, one more on the writer's account, one outbox row. */
export const effectRoute = write({
  method: 'POST',
  path: '/proof/effects',
  permission: 'proof.write',
  journal: 'proof.effect',
  says: '{actor}写入了验证记录',
  input: z.object({ key: z.string().max(100), writer: z.int().min(0), text: z.string().max(200).optional() }),
  gate: { subjects: 'actor' },
  verb: async (tx, _actor, input) => {
    const id = v7()
    await writeEffect(tx, { id, key: input.key, writer: input.writer })
    tx.about('proof', id)
    await tx.emit('proof.written', { id })
    return { id }
  },
})

/** One posting of the ledger, in the queue of its account with a floor. */
export const ledgerRoute = write({
  method: 'POST',
  path: '/proof/postings',
  permission: 'proof.write',
  journal: 'proof.posting',
  says: '{actor}写入了验证用的一笔账',
  input: z.object({
    id: z.uuid(),
    bookId: z.uuid(),
    account: z.uuid(),
    from: z.uuid(),
    to: z.uuid(),
    fen: z.int().min(1),
  }),
  gate: { subjects: 'actor' },
  queue: ({ account }) => `account:${account}`,
  verb: async (tx, actor, { id, bookId, from, to, fen }, now) => {
    const entries = [
      { accountId: from, amount: -fen },
      { accountId: to, amount: fen },
    ]
    const transfer = { id, bookId, kind: 'proof', entries, onDay: tx.today, receipt: id }
    await post(tx, actor, transfer, now)
    tx.about('proof', id)
    return { id }
  },
})

export const routes = [listRoute, effectRoute, ledgerRoute]
