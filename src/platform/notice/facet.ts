import type { Tx } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import type { Facet } from '../procedure/facet.ts'
import type { DossierRow } from '../procedure/store.ts'
import { beginNotice, endNotice, noticeDefOf } from './begin.ts'
import { closingDay, heldByNotice, type NoticeStanding } from './rules.ts'
import * as words from './store-words.ts'
import * as store from './store.ts'

/** Public notices 公示: begun when a dossier enters a state that declares one, ended when it leaves. */
export const noticeFacet: Facet = {
  name: 'notice',
  standing: async (tx, binding, dossier) => {
    if (!noticeDefOf(binding, dossier.state)) return {}
    const now = await noticeStanding(tx, dossier)
    if (!now) return {}
    const { state, openObjections, upheld } = now
    return { notice: { open: state === 'open', openObjections, upheld } }
  },
  holds: async (tx, binding, dossier, action) => {
    if (!noticeDefOf(binding, dossier.state)) return undefined
    const standing = await noticeStanding(tx, dossier)
    // A dossier that came here before its procedure gave notice has nothing to wait for, and nothing that ran.
    const none: NoticeStanding = { state: 'withdrawn', dueOn: null, openObjections: 0, upheld: 0 }
    const today = closingDay(await databaseNow(tx))
    return heldByNotice(binding.procedure, dossier.state, action, standing ?? none, today)
  },
  entered: async (tx, binding, dossier, _actor, now) => {
    const def = noticeDefOf(binding, dossier.state)
    if (!def) return
    if (!binding.notice) throw new Error(`${binding.procedure.id} does not say what its notice says`)
    const { fields } = await binding.notice(tx, dossier)
    await beginNotice(tx, binding, dossier, def, fields, now)
  },
  left: async (tx, binding, dossier, action, now) => {
    if (!noticeDefOf(binding, dossier.state)) return
    const notice = await store.noticeOf(tx, dossier)
    if (notice?.state !== 'open') return
    const ran = notice.due_on !== null && notice.due_on < tx.today
    await endNotice(tx, notice, ran ? 'closed' : 'withdrawn', ran ? null : action.title, now)
  },
}

async function noticeStanding(tx: Tx, dossier: DossierRow): Promise<NoticeStanding | undefined> {
  const notice = await store.noticeOf(tx, dossier)
  if (!notice) return undefined
  const { open, upheld } = await words.countWords(tx, notice.id)
  return { state: notice.state, dueOn: notice.due_on, openObjections: open, upheld }
}
