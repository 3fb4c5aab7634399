import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { minifySync, transformSync } from 'rolldown/utils'

/** Oldest browser kernel the portal's script must run in (practice.md P36). */
const OLDEST_KERNEL = 'chrome87'

export interface Asset {
  /** Path with the hash of the content, so that it may be kept for ever. */
  readonly path: string
  readonly type: string
  readonly body: string
}

export interface Assets {
  readonly css: Asset
  readonly js: Asset
  readonly icon: Asset
  /** Loaded on a click only (`data-load`): checks evidence in the browser. */
  readonly verify: Asset
  /** The same for draws of experts. */
  readonly recompute: Asset
}

/** Bars and type, content, then what other modes (elder, narrow, print) change; later sheets win. */
const sheets = ['frame.css', 'content.css', 'modes.css']

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" fill="#0b57a4"/>' +
  '<path d="M4 21h24M6 21c2-12 18-12 20 0M12 21v-7M16 21v-8M20 21v-7" fill="none" stroke="#fff" stroke-width="2"/></svg>'

/** Stylesheet, script and icon of the portal as they are served, made from their sources. */
export function readAssets(): Assets {
  const source = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
  // The last part is the script, those before it the modules it imports, served in one file.
  const script = (...names: readonly string[]): Asset => {
    const name = names.join(' + ')
    const joined = names.map((part) => withoutImports(source(part))).join('')
    const { code, errors } = transformSync('script.ts', joined, { lang: 'ts', target: OLDEST_KERNEL })
    if (errors[0]) throw new Error(`${name}: ${errors[0].message}`)
    return asset('js', 'text/javascript; charset=utf-8', minifySync('script.js', code).code)
  }
  return {
    css: asset('css', 'text/css; charset=utf-8', minifyCss(sheets.map(source).join(''))),
    js: script('enhance.ts'),
    verify: script('evidence-log.ts', 'evidence-steps.ts', 'verify.ts'),
    recompute: script('evidence-log.ts', 'evidence-steps.ts', 'recompute.ts'),
    icon: asset('svg', 'image/svg+xml', ICON),
  }
}

/** A part of a script: what it imports from the other parts stands before it. */
function withoutImports(text: string): string {
  return text.replace(/^import [^']*'\.\/[^']*'$/gm, '').replace(/^export /gm, '')
}

function asset(ending: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `/assets/portal-${hash}.${ending}`, type, body }
}

/** Takes out comments and spaces that carry nothing; spaces around + and - stay because calc() needs them. */
function minifyCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim()
}
