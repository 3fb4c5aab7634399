/** Sends a short message; throws when the carrier did not take it (P7, P35). */
export interface SmsSender {
  send(phone: string, text: string): Promise<void>
}

/** A gateway that did not answer within this time is taken as failed; the person may ask again. */
const GATEWAY_MS = 5_000
/** The fake keeps no more than a page of messages. */
const KEPT = 100

export interface SentSms {
  readonly phone: string
  readonly text: string
}

/** Keeps messages instead of sending them: tests read them, the demo banner shows them. */
export function recordingSms(): SmsSender & { sentTo(phone: string): readonly SentSms[] } {
  const sent: SentSms[] = []
  return {
    send: async (phone, text) => {
      sent.push({ phone, text })
      if (sent.length > KEPT) sent.shift()
    },
    sentTo: (phone) => sent.filter((sms) => sms.phone === phone),
  }
}

/** Posts `{phone, text}` as JSON to the gateway of the city, with its token as bearer. */
export function httpSms(options: { url: string; token: string; fetch?: typeof fetch }): SmsSender {
  const call = options.fetch ?? fetch
  return {
    send: async (phone, text) => {
      const response = await call(options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
        body: JSON.stringify({ phone, text }),
        signal: AbortSignal.timeout(GATEWAY_MS),
        redirect: 'error',
      })
      if (!response.ok) throw new Error(`the SMS gateway answered ${response.status}`)
    },
  }
}
