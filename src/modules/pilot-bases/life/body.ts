import type { Day } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { isCityRegion } from '#platform/ruleset/city.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { barredFrom, isInForce } from '../rules.ts'
import * as matters from '../store-matters.ts'
import * as store from '../store.ts'

/** Why an organisation cannot become the body of a base on a day; undefined when it can. */
export async function bodyFault(
  tx: Tx,
  base: store.BaseRow,
  orgId: string,
  { rules, today }: { readonly rules: Ruleset; readonly today: Day },
): Promise<string | undefined> {
  const org = await findOrganisation(tx, orgId)
  if (!org) return '没有找到新的建设主体，请重新选择。'
  if (org.id === base.org_id) return '新的建设主体就是现在的建设单位，请重新选择。'
  if (!org.verified) return '新的建设主体还没有通过核验，请其先在“单位”页提交核验。'
  if (!isCityRegion(rules, org.region, today)) return '新的建设主体的所在地不在本市，不能承接基地。'
  const owned = await store.basesOfOrg(tx, org.id)
  if (owned.some((one) => isInForce(one, today))) return '新的建设主体已有有效的中试基地，不能再承接一家。'
  const barred = barredFrom(owned, today)
  if (barred !== undefined) return `新的建设主体的基地认定曾被撤销，${barred} 起才可以承接基地。`
  if (base.status === 'revoked') return '基地认定已被撤销，不能变更建设主体。'
  if (await matters.openMatter(tx, base.id, 'revocation'))
    return '这家基地的撤销正在办理，办结以前不能变更建设主体。'
  return undefined
}

/** Why a change of body waits although the new body is right: a renewal is the old body's own application. */
export async function bodyWaits(tx: Tx, base: store.BaseRow): Promise<string | undefined> {
  const renewal = await store.openApplication(tx, base.org_id, 'renewal')
  return renewal && '这家基地的续期申请还没有办结，请办结后再同意变更建设主体。'
}
