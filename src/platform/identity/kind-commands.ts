import { z } from 'zod'
import { mustReach } from '../access/access.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { openDossier } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import { orgKinds } from './kinds.ts'
import { settleKind } from './settle-kind.ts'
import { identity } from './tables.ts'
import { verificationBinding } from './verification.ts'

const { write } = routesOf('platform')

const setKind = write({
  method: 'POST',
  path: '/organisations/{id}/kind',
  permission: 'organisation.set-kind',
  journal: 'organisation.set-kind',
  says: '{actor}将“{name}”的单位类型由“{from}”更改为“{to}”，理由：{reason}',
  input: z.object({
    id: z.uuid(),
    kind: z.enum(orgKinds).meta({ title: '单位类型', widget: 'select' }),
    reason: z.string().trim().min(2).max(500).meta({
      title: '理由和依据',
      widget: 'textarea',
      help: '例如：据事业单位法人证书、批准设立的文件（文号）更正',
    }),
  }),
  gate: { none: '更正单位类型，不办理业务' },
  verb: async (tx, actor, input) => {
    mustReach(actor, { orgId: input.id })
    const before = await identity(tx)
      .selectFrom('platform.organisation')
      .select(['kind', 'slug'])
      .where('id', '=', input.id)
      .executeTakeFirst()
    if (!before) throw new Refusal('absent', '没有找到这个单位。')
    if (before.kind === '政府' || input.kind === '政府')
      throw new Refusal('forbidden', '政府单位由城市数据包建立，不能在此改换类型。')
    const name = await settleKind(tx, input.id, input.kind)
    tx.about('organisation', input.id, { name, from: before.kind, to: input.kind, reason: input.reason })
    return { id: input.id, kind: input.kind }
  },
})

/** An organisation that was not registered by its own people (an import named it) gets its verification. */
const askVerification = write({
  method: 'POST',
  path: '/organisations/{id}/verification',
  permission: 'organisation.edit',
  journal: 'organisation.ask-verification',
  says: '{actor}为“{name}”申请单位核验',
  input: z.object({ id: z.uuid() }),
  gate: { none: '单位尚未核验，没有可供核验的主体' },
  verb: async (tx, actor, { id }, now) => {
    mustReach(actor, { orgId: id })
    const org = await identity(tx)
      .selectFrom('platform.organisation')
      .select(['name', 'verified_at'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!org) throw new Refusal('absent', '没有找到这个单位。')
    if (org.verified_at !== null) throw new Refusal('conflict', '单位已通过核验。')
    if (await hasOpenVerification(tx, id))
      throw new Refusal('conflict', '单位核验正在办理，请在“待办”或单位页继续。')
    const subject = { kind: 'organisation', id }
    const dossier = await openDossier(
      tx,
      verificationBinding,
      { title: org.name, subject, orgId: id },
      actor,
      now,
    )
    tx.about('organisation', id, { name: org.name })
    return { dossierId: dossier.id, visit: dossier.visit }
  },
})

async function hasOpenVerification(tx: CommandTx, orgId: string): Promise<boolean> {
  const row = await tx
    .as<{
      'platform.dossier': { id: string; procedure: string; subject_id: string; closed_at: string | null }
    }>('platform')
    .selectFrom('platform.dossier')
    .select('id')
    .where('procedure', '=', verificationBinding.procedure.id)
    .where('subject_id', '=', orgId)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export const kindRoutes = [setKind, askVerification]
