import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { get } from '../api.ts'
import type { Me } from '../types.ts'

/** The reply of /me, and how far the server's clock is ahead of this machine's. */
export type Session = Me & { readonly skewMs: number }

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

/** Who is signed in, for which organisation, and what they may do. Only below the shell. */
export function useMe(): Session {
  const me = useContext(SessionContext)
  if (!me) throw new Error('useMe outside the shell')
  return me
}

/** Loads the session; the shell decides what to do while it loads or fails. */
export function useSession() {
  return useQuery({ queryKey: ['me'], queryFn: readMe, staleTime: 60_000 })
}

async function readMe(): Promise<Session> {
  const me = await get<Me>('/me')
  return { ...me, skewMs: Date.parse(me.now) - Date.now() }
}

/** Whether the person holds one of these permissions. The server checks again; this only draws. */
export function holds(me: Me, permissions: readonly string[] | undefined): boolean {
  return permissions === undefined || permissions.some((name) => me.may.includes(name))
}

/** Where to sign in and come back to the page one was on. */
export function signInUrl(): string {
  return `/sign-in?back=${encodeURIComponent(window.location.pathname + window.location.search)}`
}
