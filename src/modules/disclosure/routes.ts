import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import {
  addToAchievement,
  addToDeal,
  askForAccess,
  grantAccess,
  renewItem,
  withdrawItem,
} from './commands.ts'
import { grantForm, itemForm, versionForm } from './forms.ts'
import { openItem, readCopy, readOpening } from './opening.ts'
import { exportRecord, printRecord } from './papers.ts'
import { listOpenings, showAchievementRoom, showRoom } from './view.ts'

const { read, write } = routesOf('disclosure')
const id = z.uuid()
const itemId = z.uuid()
const opening = z.object({ id, openingId: z.uuid() })

const keeping = [
  write({
    method: 'POST',
    path: '/achievements/{id}/room',
    permission: 'room.keep',
    journal: 'room.add',
    says: '{actor}在《{title}》的资料室放了一份资料',
    input: itemForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: addToAchievement,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/room',
    permission: 'room.keep-in-deal',
    journal: 'room.add-to-deal',
    says: '{actor}在《{title}》洽谈的资料室放了一份资料',
    input: itemForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: addToDeal,
  }),
  write({
    method: 'PUT',
    path: '/room-items/{id}',
    permission: 'room.keep',
    journal: 'room.renew',
    says: '{actor}更新了{title}的一份资料',
    input: versionForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: renewItem,
  }),
  write({
    method: 'POST',
    path: '/room-items/{id}/withdraw',
    permission: 'room.keep',
    journal: 'room.withdraw',
    says: '{actor}收回了{title}的一份资料',
    input: z.object({ id }),
    gate: { none: '收回资料不产生新的披露' },
    verb: withdrawItem,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/room/{itemId}/access',
    permission: 'room.grant',
    journal: 'room.grant',
    says: '{actor}决定《{title}》洽谈的对方可否查看一份资料',
    input: grantForm.extend({ id, itemId }),
    gate: { subjects: 'actor' },
    verb: grantAccess,
  }),
]

const visiting = [
  write({
    method: 'POST',
    path: '/deals/{id}/room/{itemId}/ask',
    permission: 'room.open',
    journal: 'room.ask',
    says: '{actor}请求查看《{title}》资料室里的一份资料',
    input: z.object({ id, itemId }),
    gate: { none: '请求查看不产生法律效果' },
    verb: askForAccess,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/room/{itemId}/open',
    permission: 'room.open',
    journal: 'room.open',
    says: '{actor}开启了《{title}》资料室里的一份资料',
    input: z.object({ id, itemId }),
    gate: { subjects: 'actor' },
    verb: openItem,
  }),
]

const readings = [
  read({
    path: '/achievements/{id}/room',
    permission: 'room.keep',
    journal: 'room.show-achievement',
    title: '成果的资料室',
    input: z.object({ id }),
    verb: showAchievementRoom,
  }),
  read({
    path: '/deals/{id}/room',
    permission: 'room.read',
    journal: 'room.show',
    title: '洽谈的资料室',
    input: z.object({ id }),
    verb: showRoom,
  }),
  read({
    path: '/deals/{id}/room/openings',
    permission: 'room.read',
    journal: 'room.openings',
    title: '资料查阅记录',
    input: z.object({ id }),
    verb: listOpenings,
  }),
  read({
    path: '/deals/{id}/room/record.pdf',
    permission: 'room.read',
    journal: 'room.record-pdf',
    title: '资料查阅记录（PDF）',
    input: z.object({ id }),
    verb: printRecord,
  }),
  read({
    path: '/deals/{id}/room/record.csv',
    permission: 'room.read',
    journal: 'room.record-csv',
    title: '资料查阅记录（CSV）',
    input: z.object({ id }),
    verb: exportRecord,
  }),
  read({
    path: '/deals/{id}/room/openings/{openingId}',
    permission: 'room.open',
    journal: 'room.read-opening',
    title: '开启的资料',
    input: opening,
    verb: readOpening,
  }),
  read({
    path: '/deals/{id}/room/openings/{openingId}/pages/{n}',
    permission: 'room.open',
    journal: 'room.page',
    title: '资料的一页（带水印）',
    input: opening.extend({ n: z.coerce.number().int().min(1).max(1000) }),
    verb: readCopy,
  }),
  read({
    path: '/deals/{id}/room/openings/{openingId}/file',
    permission: 'room.open',
    journal: 'room.file',
    title: '下载资料（带水印）',
    input: opening,
    verb: (tx, actor, of) => readCopy(tx, actor, { ...of, n: 0 }),
  }),
]

export const routes = [...keeping, ...visiting, ...readings]
