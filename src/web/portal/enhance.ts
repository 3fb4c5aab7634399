/**
 * The portal's only script on every page. Everything works without it: it opens printing, keeps a form from being sent
 * twice, fetches the verifier when asked for (`data-load`), asks anew for what goes on (`data-live`), moves the focus to
 * the reason of a refusal and lets static copies switch to the elder version.
 */
const root = document.documentElement
const ELDER = 'keqiao_elder'

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => {
    window.print()
  })
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[method=post]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset['sent'] !== undefined) event.preventDefault()
    form.dataset['sent'] = ''
  })
}
// A page that comes back from the browser's memory may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]'))
    delete form.dataset['sent']
})

// A script that only some need comes when they ask for it.
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-load]')) {
  button.hidden = false
  button.addEventListener('click', () => {
    const script = document.createElement('script')
    script.type = 'module'
    script.src = button.dataset['load'] ?? ''
    document.head.append(script)
    delete button.dataset['load']
    button.hidden = true
  })
}

/** Often enough for somebody who watches, seldom enough for a thousand who do. */
const LIVE_MS = 5_000

/** Puts the part as it now is in its place; where nothing goes on any more, the page has another shape. */
async function askAnew(part: HTMLElement): Promise<void> {
  // A connection that is half open answers nothing and shows no error.
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), LIVE_MS)
  const answer = await fetch(location.href, { signal: limit.signal })
  if (!answer.ok) throw new Error(String(answer.status))
  const html = await answer.text()
  clearTimeout(timer)
  const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live]')
  if (fresh === null) location.reload()
  else part.replaceWith(fresh)
}

function keepLive(): void {
  const part = document.querySelector<HTMLElement>('[data-live]')
  if (part === null) return
  setTimeout(() => {
    askAnew(part)
      .catch(() => {
        for (const lost of part.querySelectorAll<HTMLElement>('[data-lost]')) lost.hidden = false
      })
      .finally(keepLive)
  }, LIVE_MS)
}
keepLive()

document.querySelector<HTMLElement>('[data-focus]')?.focus()

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-elder-switch]')) {
  button.hidden = false
  if (localStorage.getItem(ELDER) !== null) root.dataset['elder'] = ''
  button.addEventListener('click', () => {
    if (root.dataset['elder'] === undefined) {
      root.dataset['elder'] = ''
      localStorage.setItem(ELDER, '1')
    } else {
      delete root.dataset['elder']
      localStorage.removeItem(ELDER)
    }
  })
}
