/** What another system may be told of: that something happened and its identifiers, never what it is about (P35). */
export const EVENTS = { 'dossier.moved': '办件有进展' } as const
export type EventName = keyof typeof EVENTS
export const eventNames = Object.keys(EVENTS) as [EventName, ...EventName[]]

/** The call that only tries whether an address answers. */
export const PING = 'ping'
