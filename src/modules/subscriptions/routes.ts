import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import { change, list, pause, remove, save } from './commands.ts'
import { changeForm, saveForm } from './forms.ts'
import type { Listed } from './percolation.ts'

/** Everybody signed in keeps searches of their own; visitors have the feed. */
export const permissions = { 'saved-search.own': { person: 'own' } } satisfies Permissions

const { read, write } = routesOf('subscriptions')
const none = { none: '订阅只涉及本人的提醒' } as const
const id = z.uuid()
const permission = 'saved-search.own'

export function routesOver(lists: ReadonlyMap<string, Listed>): Route[] {
  return [
    read({
      path: '/my/searches',
      permission,
      journal: 'saved-search.list',
      title: '我的订阅',
      input: z.object({}),
      verb: (tx, actor) => list(tx, lists, actor),
    }),
    write({
      method: 'POST',
      path: '/my/searches',
      permission,
      journal: 'saved-search.save',
      says: '{actor}订阅了搜索“{name}”',
      input: saveForm,
      gate: none,
      verb: (tx, actor, input, now) => save(tx, lists, actor, input, now),
    }),
    write({
      method: 'PUT',
      path: '/my/searches/{id}',
      permission,
      journal: 'saved-search.change',
      says: '{actor}修改了订阅“{name}”',
      input: changeForm.extend({ id }),
      gate: none,
      verb: change,
    }),
    write({
      method: 'POST',
      path: '/my/searches/{id}/pause',
      permission,
      journal: 'saved-search.pause',
      says: '{actor}暂停了订阅“{name}”',
      input: z.object({ id }),
      gate: none,
      verb: (tx, actor, input, now) => pause(tx, actor, input.id, now),
    }),
    write({
      method: 'POST',
      path: '/my/searches/{id}/remove',
      permission,
      journal: 'saved-search.remove',
      says: '{actor}删除了订阅“{name}”',
      input: z.object({ id }),
      gate: none,
      verb: (tx, actor, input) => remove(tx, actor, input.id),
    }),
  ]
}
