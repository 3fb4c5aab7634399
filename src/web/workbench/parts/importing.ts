import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { exchangeFile, send, sendAndFollow, sendFiles, type Progress } from '../api.ts'
import { isChanged, proposed, type Look, type Mapping } from '../helpers/mapping.ts'
import { saveFile } from '../helpers/save.ts'
import type { ImportResult } from './ImportOutcome.tsx'

/** Whose records they are, when they are imported for another organisation. */
export type Owner = string | null

export interface Choices {
  readonly goodRows: boolean
  readonly publish: boolean
}

/** A run of the import, dry or not: on its way, done, or refused. */
export interface Run {
  readonly dryRun: boolean
  readonly progress?: Progress
  readonly result?: ImportResult
  readonly error?: unknown
}

/** The file a person has chosen and what the server has seen in it. */
function useLook(kind: string, owner: Owner) {
  const [file, setFile] = useState<File | null>(null)
  const [look, setLook] = useState<Look | null>(null)
  const [looking, setLooking] = useState(false)
  const [mapping, setMapping] = useState<Mapping>({})
  const [remember, setRemember] = useState(false)
  const choose = async (next: File | null, sheet: string | undefined) => {
    setFile(next)
    setLook(null)
    if (!next) return
    setLooking(true)
    try {
      const parts = { ...(sheet !== undefined && { sheet }), ...(owner !== null && { owner }), file: next }
      const seen = await sendFiles<Look>(`/import/${kind}/look`, parts)
      setLook(seen)
      setMapping(proposed(seen))
      setRemember(seen.needsMapping)
    } finally {
      setLooking(false)
    }
  }
  return { file, look, looking, mapping, setMapping, remember, setRemember, choose }
}

/** The steps of an import and what came of them. A new file or mapping takes the last outcome away. */
export function useImport(kind: string, owner: Owner) {
  const client = useQueryClient()
  const seen = useLook(kind, owner)
  const { file, look, mapping, remember } = seen
  const [run, setRun] = useState<Run | null>(null)
  const keptChanged = () => client.invalidateQueries({ queryKey: ['import mappings'] })
  const choose = async (next: File | null, sheet: string | undefined) => {
    setRun(null)
    await seen.choose(next, sheet).catch((error: unknown) => setRun({ dryRun: true, error }))
  }
  const start = async (dryRun: boolean, options: Choices) => {
    if (!file || !look) return
    setRun({ dryRun })
    try {
      if (remember && isChanged(look, mapping)) {
        await send('POST', '/import-mappings', keptOf(kind, look, mapping))
        await keptChanged()
      }
      const parts = { ...partsOf(file, look, mapping, options, owner), dryRun: String(dryRun) }
      const told = (progress: Progress) => setRun({ dryRun, progress })
      setRun({ dryRun, result: await sendAndFollow<ImportResult>(`/import/${kind}`, parts, told) })
      if (!dryRun) await client.invalidateQueries()
    } catch (error) {
      setRun({ dryRun, error })
    }
  }
  const forget = async () => {
    if (look?.keptId != null) await send('POST', `/import-mappings/${look.keptId}/drop`, {})
    await keptChanged()
    await choose(file, look?.sheet)
  }
  const saveErrors = async (options: Choices) => {
    if (!file || !look) return
    const parts = partsOf(file, look, mapping, options, owner)
    const { content, name } = await exchangeFile(`/import/${kind}/errors`, parts)
    saveFile(content, name)
  }
  const map = (next: Mapping) => {
    seen.setMapping(next)
    setRun(null)
  }
  return { ...seen, run, choose, map, start, forget, saveErrors }
}

function partsOf(file: File, look: Look, mapping: Mapping, { goodRows, publish }: Choices, owner: Owner) {
  return {
    sheet: look.sheet,
    ...(isChanged(look, mapping) && { map: JSON.stringify(mapping) }),
    ...(owner !== null && { owner }),
    goodRows: String(goodRows),
    publish: String(publish),
    file,
  }
}

function keptOf(kind: string, look: Look, mapping: Mapping) {
  return { kind, labels: look.columns.map(({ label }) => label), fields: mapping }
}
