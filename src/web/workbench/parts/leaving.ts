import { useEffect } from 'react'

const WARNING = '填写的内容还没有提交，只在本机存有草稿。确定离开吗？'

/** Asks before a page with something unsent is left: by the browser's own question, or one before following a link. */
export function useLeaveWarning(unsent: boolean): void {
  useEffect(() => {
    if (!unsent) return undefined
    const unload = (event: BeforeUnloadEvent) => event.preventDefault()
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null
      if (!link || !leaves(link as HTMLAnchorElement) || window.confirm(WARNING)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('beforeunload', unload)
    // Before the router sees the click.
    document.addEventListener('click', follow, true)
    return () => {
      window.removeEventListener('beforeunload', unload)
      document.removeEventListener('click', follow, true)
    }
  }, [unsent])
}

/** Whether a link leads to another page of the workbench; what leaves the program asks by itself. */
function leaves({ target, download, origin, pathname }: HTMLAnchorElement): boolean {
  return (
    target === '' &&
    download === '' &&
    origin === window.location.origin &&
    pathname.startsWith('/app') &&
    pathname !== window.location.pathname
  )
}
