import { useState } from 'react'

/** The portal's cookie. */
const COOKIE = 'keqiao_elder'
/** A year, in seconds: the choice outlives the session and is shared with the portal. */
const KEPT = 31_536_000

/** 长者版: one choice for portal and workbench, kept in a cookie and marked on the page. */
export function useElder(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => {
    const chosen = document.cookie.split('; ').includes(`${COOKIE}=1`)
    mark(chosen)
    return chosen
  })
  return [
    on,
    (next) => {
      document.cookie = `${COOKIE}=${next ? '1' : '0'}; path=/; max-age=${String(KEPT)}; samesite=lax`
      mark(next)
      setOn(next)
    },
  ]
}

function mark(on: boolean): void {
  if (on) document.documentElement.dataset['elder'] = '1'
  else delete document.documentElement.dataset['elder']
}
