import { complete } from '#modules/achievements/fixture.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import type { ModuleDef } from '#platform/module.ts'
import { openMarket, people, type Market } from './market.ts'
import { introductionsModule } from '#modules/introductions/module.ts'
import { relationsModule } from '#modules/relations/module.ts'
import { dealsModule } from '#modules/deals/module.ts'

const { office, officer, firm } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }

/** Terms of an ordinary licence that say all that must be said; for tests. */
export const licenceTerms = {
  mode: '普通许可',
  priceFen: 38_000_000,
  payment: '签约后 10 日内一次付清。',
  termMonths: 36,
  deliverables: '交付技术资料一套。',
  acceptance: '按双方确认的大纲验收。',
  liability: '逾期付款每日按未付款的万分之三支付违约金。',
}

export interface DealMarket extends Market {
  /** Publishes an achievement of the university; answers its identifier. */
  readonly achievement: (name: string) => Promise<string>
  /** Publishes a demand of the firm. */
  readonly demand: (name: string) => Promise<string>
  /** Performs an action of a dossier as its newest visit. */
  readonly act: (
    actor: typeof office,
    dossierId: string,
    action: string,
    input?: object,
    procedure?: string,
  ) => Promise<{ readonly state: string }>
}

/** A small market with a university that supplies, a firm that demands and a bureau; for tests. */
export async function openDealMarket(more: readonly ModuleDef[] = []): Promise<DealMarket> {
  const market = await openMarket([
    achievementsModule,
    exchangeModule,
    introductionsModule,
    relationsModule,
    dealsModule,
    ...more,
  ])
  const act: DealMarket['act'] = async (actor, dossierId, action, input = {}, procedure = 'deal') => {
    const [row] = await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    return market.write(actor, `${procedure}.${action}`, { dossierId, visit: row?.visit, ...input })
  }
  const publish = async (
    owner: typeof office,
    kind: 'achievement' | 'demand',
    form: object,
    submit: object,
  ) => {
    const saved = await market.write<{ id: string; dossierId: string }>(owner, `${kind}.draft`, form)
    await act(owner, saved.dossierId, 'submit', submit, `${kind}-listing`)
    await act(officer, saved.dossierId, 'approve', {}, `${kind}-listing`)
    return saved.id
  }
  return {
    ...market,
    act,
    achievement: (name) => publish(office, 'achievement', complete({ name }), review),
    demand: (name) =>
      publish(
        firm,
        'demand',
        {
          name,
          type: '技术攻关',
          techField: '资源与环境',
          problem: '尾水亚硝酸盐经常超标，需要低成本处理办法。',
          cooperationModes: ['合作开发'],
          negotiable: true,
          secrecy: '公开',
        },
        { declaresOpen: true },
      ),
  }
}
