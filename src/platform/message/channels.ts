import { createHmac } from 'node:crypto'
import type { SmsSender } from '../identity/sms.ts'

/**
 * Ways out of the house. Their addresses are the operator's (environment), never a user's: nobody can make the server
 * call an address of their own choosing (trust.md T38). None follows a redirect.
 */
export const CHANNELS = { sms: '短信', wecom: '企业微信/粤政易', email: '电子邮件' } as const
export type ChannelName = keyof typeof CHANNELS
export const channelNames = Object.keys(CHANNELS) as [ChannelName, ...ChannelName[]]

/** What a channel carries: counts and links only. */
export interface Outgoing {
  readonly title: string
  readonly text: string
  /** Address that stops this channel for this person without signing in (RFC 8058); null for what is no digest. */
  readonly stop: string | null
}

export interface Addressee {
  readonly phone: string | null
  readonly email: string | null
}

/** What cannot arrive however often it is tried: a missing or refused address. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable'
}

export interface Channel {
  readonly name: ChannelName
  /** Sends once; `key` is the same at each try. Throws, `Undeliverable` when trying again is no use. */
  send(to: Addressee, message: Outgoing, key: string): Promise<void>
}

/** A relay that did not answer within this time is taken as failed; the text is sent again later. */
const RELAY_MS = 10_000

/** SMS by the gateway that also carries codes (P7). */
export function smsChannel(sender: SmsSender): Channel {
  return {
    name: 'sms',
    send: async ({ phone }, { text }) => {
      if (phone === null) throw new Undeliverable('没有登记手机号')
      await sender.send(phone, text)
    },
  }
}

export interface Relay {
  readonly url: string
  readonly token: string
  readonly fetch?: typeof fetch
}

/**
 * A robot of WeCom or 粤政易 that writes into a group and mentions the person by phone. The body is signed (HMAC-SHA256
 * over time and body) for relays that check it; WeCom itself knows the robot by its address.
 */
export function wecomChannel({ url, token, fetch: call = fetch }: Relay, now: () => number): Channel {
  return {
    name: 'wecom',
    send: async ({ phone }, { text }, key) => {
      if (phone === null) throw new Undeliverable('没有登记手机号')
      const body = JSON.stringify({
        msgtype: 'text',
        text: { content: text, mentioned_mobile_list: [phone] },
      })
      const timestamp = String(Math.floor(now() / 1000))
      const signature = createHmac('sha256', token).update(`${timestamp}.${body}`).digest('hex')
      const answer = await post(call, url, body, {
        'x-keqiao-timestamp': timestamp,
        'x-keqiao-signature': signature,
        'idempotency-key': key,
      })
      const { errcode } = JSON.parse(answer || '{}') as { errcode?: number }
      if (errcode !== undefined && errcode !== 0) throw new Error(`the robot answered errcode ${errcode}`)
    },
  }
}

/** E-mail by an HTTP relay, as SMS: `{to, subject, text, headers}` as JSON with the token as bearer. */
export function emailChannel({ url, token, fetch: call = fetch }: Relay): Channel {
  return {
    name: 'email',
    send: async ({ email }, { title, text, stop }, key) => {
      if (email === null) throw new Undeliverable('没有登记电子邮箱')
      const headers = stop !== null && {
        'List-Unsubscribe': `<${stop}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }
      await post(
        call,
        url,
        JSON.stringify({ to: email, subject: title, text, ...(headers && { headers }) }),
        {
          authorization: `Bearer ${token}`,
          'idempotency-key': key,
        },
      )
    },
  }
}

async function post(
  call: typeof fetch,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await call(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(RELAY_MS),
    redirect: 'error',
  })
  if (response.status === 400 || response.status === 404 || response.status === 410)
    throw new Undeliverable(`the relay refused it: ${response.status}`)
  if (!response.ok) throw new Error(`the relay answered ${response.status}`)
  return response.text()
}
