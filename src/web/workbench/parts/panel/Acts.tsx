import { FormDialog } from '../FormDialog.tsx'
import type { PanelAct } from './types.ts'

/** Buttons for what the server says may be done next. */
export function Acts({
  next,
  initial,
  small = false,
}: {
  readonly next: readonly PanelAct[]
  /** Values to start from, by act. */
  readonly initial?: Readonly<Record<string, Record<string, unknown>>>
  readonly small?: boolean
}) {
  return next.map((act, index) => (
    <FormDialog
      key={act.name}
      title={act.title}
      form={act.form}
      path={act.path}
      primary={index === 0 && !small}
      small={small}
      danger={act.name === 'remove' || act.name === 'redraw'}
      {...(act.confirm !== undefined && { warning: act.confirm })}
      {...(initial?.[act.name] && { initial: initial[act.name] })}
    />
  ))
}
