import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { Refusal } from '../refusal.ts'

/**
 * Addresses a webhook may be sent to (trust.md T38): the public ones alone. IANA special-purpose registries: loopback,
 * private, link-local with the cloud's metadata service, shared, documentation, benchmarking, multicast, reserved.
 */
const closed4 = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed4.addSubnet(net, bits, 'ipv4')

/** Of IPv6 only global unicast is open; what carries an IPv4 address inside (6to4, Teredo, NAT64, mapped) is closed. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const closed6 = new BlockList()
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed6.addSubnet(net, bits, 'ipv6')

/** Whether an address is a public one; what is no address at all is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed4.check(address, 'ipv4')
  if (!isIPv6(address) || address.includes('%')) return false
  return global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}

/** The host of an address without the brackets IPv6 stands in. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** Longer addresses no receiver has. */
export const URL_MAX = 500
const HTTPS = 443
/** Below this ports belong to services that are not web servers; 443 is the one exception. */
const OPEN_PORTS_FROM = 1024
/** Names that mean this machine or this network wherever they are asked. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)$/

/**
 * What an administrator typed as an address to call: https, a public host, no user and password in it. Throws Refusal.
 * Names are looked up, and their addresses checked, again at every call.
 */
export function webhookUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || text.length > URL_MAX) throw new Refusal('invalid', '请填写完整的接收地址，以 https:// 开头。')
  if (url.protocol !== 'https:')
    throw new Refusal('invalid', '接收地址须以 https:// 开头，内容才不会在路上被改动。')
  if (url.username !== '' || url.password !== '')
    throw new Refusal('invalid', '接收地址里不能带用户名和密码；请用签名密钥核对来源。')
  const port = url.port === '' ? HTTPS : Number(url.port)
  if (port !== HTTPS && port < OPEN_PORTS_FROM)
    throw new Refusal('invalid', '接收地址的端口须是 443 或 1024 以上。')
  const host = hostOf(url)
  const isName = isIP(host) === 0
  if (isName ? LOCAL_NAME.test(host) || !host.includes('.') : !isPublicAddress(host))
    throw new Refusal('invalid', '接收地址须在公网上，不能是本机、内网或保留地址。')
  return url
}
