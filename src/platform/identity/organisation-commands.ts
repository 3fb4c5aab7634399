import { v7 } from 'uuid'
import { mustReach } from '../access/access.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { openDossier } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import { organisationChangeForm, organisationForm } from './forms.ts'
import { firstRoles } from './kinds.ts'
import { newOrganisation } from './organisations.ts'
import { ownPerson } from './session-commands.ts'
import { identity } from './tables.ts'
import { verificationBinding } from './verification.ts'

const { write } = routesOf('platform')

/** Organisations one person may register before any is verified: enough for slips, too few to flood the verifier. */
const UNVERIFIED_MAX = 3

const register = write({
  method: 'POST',
  path: '/organisations',
  permission: 'organisation.register',
  journal: 'organisation.register',
  says: '{actor}登记单位“{name}”',
  input: organisationForm,
  gate: { none: '单位尚未核验，没有可供核验的主体' },
  verb: async (tx, actor, input, now) => {
    const personId = ownPerson(actor)
    if (input.kind === '政府') {
      throw new Refusal('forbidden', '政府单位由平台管理员按城市数据包建立，请联系平台管理员邀请您加入。')
    }
    await mustBeFree(tx, input.creditCode, null)
    const pending = await identity(tx)
      .selectFrom('platform.organisation')
      .select('id')
      .where('created_by', '=', personId)
      .where('verified_at', 'is', null)
      .limit(UNVERIFIED_MAX)
      .execute()
    if (pending.length >= UNVERIFIED_MAX) {
      throw new Refusal('conflict', '您已有 {n} 个单位尚未通过核验，请先办完再登记新的单位。', {
        n: pending.length,
      })
    }
    const org = newOrganisation(
      {
        kind: input.kind,
        name: input.name,
        credit_code: input.creditCode ?? null,
        region: input.region ?? null,
        country: input.country,
        registration_no: input.registrationNo ?? null,
        address: input.address,
        business: input.business,
        evidence_file_id: input.evidenceFileId ?? null,
        created_by: personId,
      },
      now,
    )
    const { id } = org
    await identity(tx).insertInto('platform.organisation').values(org).execute()
    const membership = {
      id: v7(),
      person_id: personId,
      org_id: id,
      title: '单位管理员',
      roles: [...firstRoles(input.kind)],
      from_day: tx.today,
      until_day: null,
      created_at: now,
    }
    await identity(tx).insertInto('platform.membership').values(membership).execute()
    const opening = { title: input.name, subject: { kind: 'organisation', id }, orgId: id }
    const dossier = await openDossier(tx, verificationBinding, opening, actor, now)
    tx.about('organisation', id, { name: input.name })
    return {
      id,
      publicId: org.public_id,
      membershipId: membership.id,
      dossierId: dossier.id,
      visit: dossier.visit,
      location: '/app/organisation',
    }
  },
})

const change = write({
  method: 'PUT',
  path: '/organisations/{id}',
  permission: 'organisation.edit',
  journal: 'organisation.change',
  says: '{actor}更正单位“{name}”的登记信息',
  input: organisationChangeForm,
  gate: { none: '只更正登记信息' },
  verb: async (tx, actor, input) => {
    const { id } = input
    mustReach(actor, { orgId: id })
    const org = await identity(tx)
      .selectFrom('platform.organisation')
      .select(['name', 'credit_code', 'verified_at'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!org) throw new Refusal('absent', '没有找到这个单位。')
    const name = input.name ?? org.name
    const code = input.creditCode ?? org.credit_code
    if (org.verified_at !== null && (name !== org.name || code !== org.credit_code)) {
      throw new Refusal(
        'conflict',
        '单位已通过核验，名称和统一社会信用代码不能自行更改；确有变更，请向核验单位申请。',
      )
    }
    if (input.creditCode !== undefined) await mustBeFree(tx, input.creditCode, id)
    await identity(tx)
      .updateTable('platform.organisation')
      .set({
        name,
        credit_code: code,
        ...(org.verified_at === null && input.name !== undefined && { short_name: name }),
        ...(input.region !== undefined && { region: input.region }),
        ...(input.registrationNo !== undefined && { registration_no: input.registrationNo }),
        ...(input.address !== undefined && { address: input.address }),
        ...(input.business !== undefined && { business: input.business }),
        ...(input.evidenceFileId !== undefined && { evidence_file_id: input.evidenceFileId }),
      })
      .where('id', '=', id)
      .execute()
    tx.about('organisation', id, { name })
    await tx.emit('record.changed', { kind: 'organisation', id })
    return { id }
  },
})

async function mustBeFree(
  tx: CommandTx,
  creditCode: string | undefined,
  ownId: string | null,
): Promise<void> {
  if (creditCode === undefined) return
  const taken = await identity(tx)
    .selectFrom('platform.organisation')
    .select(['id', 'name', 'verified_at'])
    .where('credit_code', '=', creditCode)
    .executeTakeFirst()
  if (!taken || taken.id === ownId) return
  // The name of an unverified organisation is nobody's business yet.
  const name = taken.verified_at === null ? '另一单位' : `“${taken.name}”`
  throw new Refusal(
    'conflict',
    '这个统一社会信用代码已由{name}登记；如您属于该单位，请联系其管理员邀请您加入。',
    { name },
    [{ field: 'creditCode', message: '这个代码已经登记。' }],
  )
}

export const organisationRoutes = [register, change]
