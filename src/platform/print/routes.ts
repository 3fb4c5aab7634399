import { z } from 'zod'
import { reachedByQuery } from '../access/access.ts'
import { routesOf, type Route } from '../command/command.ts'
import { printPdf } from '../documents/pdf.ts'
import { stationeryOf } from '../documents/stationery.ts'
import { fileResponse } from '../files/respond.ts'
import type { ModuleDef } from '../module.ts'
import { bindingOf, maySee, type Binding } from '../procedure/perform.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { dossierPaper } from './dossier.ts'
import { formPaper } from './form.ts'

/** An empty form never changes with time: dated by the epoch of the format, so that its bytes repeat. */
const EMPTY_AT = '2026-01-01T00:00:00.000Z'
const PDF = 'application/pdf'

const { read } = routesOf('platform')

/** Papers of forms and dossiers (practice.md P10), derived from what is declared; who may read is as on the screen. */
export function printRoutes(modules: readonly ModuleDef[], bindings: readonly Binding[]): Route[] {
  const forms = new Map(modules.flatMap((module) => Object.entries(module.forms ?? {})))
  return [
    read({
      path: '/forms/{form}/form.pdf',
      permission: 'form.read',
      journal: 'form.print',
      title: '空白表单（PDF）',
      input: z.object({ form: z.string().max(60) }),
      verb: async (tx, _actor, { form: id }) => {
        const form = forms.get(id)
        if (!form) throw new Refusal('absent', '没有这份表单。')
        const { origin } = await stationeryOf(tx, false)
        const title = form.meta()?.title ?? `表单 ${id}`
        return printed({ title, version: '空白表单', form, url: `${origin}/api/v1/forms/${id}/form.pdf` })
      },
    }),
    read({
      path: '/procedures/{procedure}/form.pdf',
      permission: 'procedure.list',
      journal: 'procedure.print-form',
      title: '办事程序的空白申请表（PDF）',
      input: z.object({ procedure: z.string().max(60) }),
      verb: async (tx, _actor, { procedure: id }) => {
        const binding = bindings.find(({ procedure }) => procedure.id === id)
        const form = binding?.application?.form ?? forms.get(binding?.procedure.form ?? '')
        if (!binding || !form) throw new Refusal('absent', '这个程序没有单独的申请表。')
        const { origin } = await stationeryOf(tx, false)
        return printed({
          title: `${binding.procedure.title}申请表`,
          version: `第 ${binding.procedure.version} 版`,
          form,
          url: `${origin}/api/v1/procedures/${id}/form.pdf`,
        })
      },
    }),
    read({
      path: '/dossiers/{id}/dossier.pdf',
      permission: 'dossier.show',
      journal: 'dossier.print',
      title: '办件（PDF）',
      input: z.object({ id: z.uuid() }),
      verb: async (tx, actor, { id }) => {
        reachedByQuery(actor)
        const dossier = await findDossier(tx, 'platform', id)
        const newest = bindings.find(({ procedure }) => procedure.id === dossier?.procedure)
        const binding = dossier && newest && bindingOf(newest, dossier)
        if (!dossier || !binding || !maySee(binding.procedure, dossier, actor))
          throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
        const { bytes } = await printPdf(await dossierPaper(tx, binding, dossier, actor))
        return fileResponse(bytes, `办件-${id}.pdf`, PDF)
      },
    }),
  ]
}

async function printed(given: {
  readonly title: string
  readonly version: string
  readonly form: z.ZodObject
  readonly url: string
}): Promise<Response> {
  const { title, version, form, url } = given
  const paper = formPaper({ title, version, at: EMPTY_AT, form, address: { url, caption: '扫码取新版表格' } })
  const { bytes } = await printPdf(paper)
  return fileResponse(bytes, `${title}.pdf`, PDF)
}
