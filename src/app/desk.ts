import { httpSms } from '#platform/identity/sms.ts'
import { machineNow } from '#platform/identity/machine-clock.ts'
import type { Keys } from '#platform/keys/keys.ts'
import { emailChannel, smsChannel, wecomChannel, type Channel } from '#platform/message/channels.ts'
import type { Desk } from '#platform/message/outgoing.ts'
import type { Pack } from '#platform/pack/pack.ts'
import type { Config } from './config.ts'

const EFFECTLESS = { demo: '【演示】', rehearsal: '【演练】', production: '' } as const

/** What leaves the house: the channels the operator has set up, once the site has an address for links. */
export function deskOf(config: Config, keys: Keys, pack: Pack): Desk {
  const { sms, wecom, email, origin, mode } = config
  const channels: Channel[] = [
    ...(sms ? [smsChannel(httpSms(sms))] : []),
    ...(wecom ? [wecomChannel(wecom, () => Date.parse(machineNow()))] : []),
    ...(email ? [emailChannel(email)] : []),
  ]
  return {
    channels: origin === undefined ? [] : channels,
    keys,
    origin: origin ?? '',
    market: `${EFFECTLESS[mode]}${pack.city.market.zh}`,
  }
}
