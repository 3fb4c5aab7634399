import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { roleTitles, type Role } from '#platform/access/access.ts'
import { planCoverage } from '#platform/pack/coverage.ts'
import type { Pack } from '#platform/pack/pack.ts'
import { procedurePage } from '#platform/procedure/derive.ts'
import type { Procedure } from '#platform/procedure/procedure.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Generated pages by path from the root; a test holds the files against them. */
export function generatedDocs(procedures: readonly Procedure[], pack: Pack): ReadonlyMap<string, string> {
  const pages = new Map<string, string>()
  for (const procedure of procedures) {
    pages.set(`docs/procedures/${procedure.id}.md`, procedurePage(procedure))
  }
  pages.set('docs/plan-coverage.md', planCoverage(pack, coverageInput(procedures, pack)))
  return pages
}

export function writeDocs(pages: ReadonlyMap<string, string>): string[] {
  mkdirSync(join(ROOT, 'docs/procedures'), { recursive: true })
  for (const [path, text] of pages) writeFileSync(join(ROOT, path), text)
  return [...pages.keys()]
}

/** An act of a unit: an action of a procedure whose part is bound to the competent unit (P4, P5). */
function coverageInput(procedures: readonly Procedure[], pack: Pack) {
  const acts = procedures.flatMap((procedure) => {
    const competent = pack.competence.filter((row) => row.procedure === procedure.id && row.to === null)
    const titles = Object.values(procedure.actions)
      .filter((action) => [action.by].flat().some((part) => partIsUnit(procedure, part)))
      .map((action) => action.title)
    return competent.flatMap((row) =>
      titles.map((title) => ({ unit: row.unit, procedure: procedure.id, title })),
    )
  })
  return {
    procedures: procedures.map((procedure) => ({
      id: procedure.id,
      title: procedure.title,
      planItems: [...procedure.planItems],
      roles: rolesOf(procedure).map((role) => roleTitles[role]),
    })),
    acts,
  }
}

function partIsUnit(procedure: Procedure, name: string): boolean {
  return procedure.parts[name]?.within === 'unit'
}

function rolesOf(procedure: Procedure): Role[] {
  return [...new Set(Object.values(procedure.parts).flatMap((part) => part.hold))]
}
