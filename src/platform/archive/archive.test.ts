import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { clockActor } from '#platform/access/access.ts'
import { destroyedConsumer } from '#platform/archive/routes.ts'
import { unpacked, zipEntries } from '#platform/files/zip.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { sweepOutbox } from '#platform/outbox/outbox.ts'
import { applied, letterDesk, type LetterDesk } from '#test/letter-desk.ts'

interface Volume {
  readonly id: string
  readonly part: number
  readonly others: readonly { readonly id: string; readonly part: number }[]
  readonly sha256: string
  readonly retention: string
  readonly keepUntil: string
  readonly items: readonly { readonly name: string; readonly sha256: string; readonly title: string }[]
  readonly next: { readonly propose: boolean; readonly destroy: boolean }
}

describe('archive of ended dossiers (practice.md P11)', () => {
  let desk: LetterDesk
  const refused = (promise: Promise<unknown>, why: RegExp) => assert.rejects(promise, why)
  const make = (dossierId: string) =>
    desk.call<{ volumeId: string | null }>('archive.make', clockActor, { dossierId })
  const granted = async () => {
    const { dossierId } = await desk.call<{ dossierId: string }>('paper.open', desk.people.firm, {
      title: '一件申请',
    })
    await desk.act('grant', desk.people.officer, dossierId)
    return dossierId
  }
  const volumeOf = async (dossierId: string) => {
    const { volumeId } = await make(dossierId)
    assert.ok(volumeId)
    return desk.ask<Volume>('archive.show', desk.people.officer, { id: volumeId })
  }

  before(async () => {
    desk = await letterDesk()
    await desk.at('2031-11-25T02:00:00.000Z')
  })
  after(() => desk.close())

  it('waits until the letters of the dossier are filed or cancelled', async () => {
    const { dossierId, letter } = await desk.drafted('refuse')
    assert.equal((await make(dossierId)).volumeId, null)
    await desk.call('letter.cancel', desk.people.decider, {
      id: letter.id,
      version: letter.version,
      reason: '不发',
    })
    assert.ok((await make(dossierId)).volumeId)
    const { dossierId: open } = await desk.drafted('ask')
    assert.equal((await make(open)).volumeId, null, 'an open dossier has no volume')
  })

  it('holds list, dossier, letters and digests; every digest is that of its file, and a second making has the same bytes', async () => {
    const { dossierId, letter } = await desk.drafted('refuse')
    const sealed = await desk.upTo(letter, 'seal')
    await desk.call('service-consent.give', desk.people.firm, { for: 'org' })
    const at = { id: sealed.id, version: sealed.version }
    const [row] = await desk.owner<{ org: string }>(
      'select addressee_org_ids[1] as org from platform.letter where id = $1',
      [sealed.id],
    )
    await desk.call('letter.serve', desk.people.officer, {
      ...at,
      addressee: `org:${row?.org}`,
      way: 'electronic',
    })
    await desk.call('letter.file', desk.people.officer, at)
    const volume = await volumeOf(dossierId)
    const bytes = desk.city.files.read(volume.sha256)
    assert.ok(bytes)
    const digests = new Map<string, string>()
    for (const entry of zipEntries(bytes)) {
      const hash = createHash('sha256')
      for await (const piece of unpacked(entry)) hash.update(piece)
      digests.set(entry.name, hash.digest('hex'))
    }
    assert.deepEqual(
      [...digests.keys()],
      ['00-卷内目录.pdf', '01-办件.pdf', '文书/01.pdf', '文书/01.docx', 'metadata.json', 'hashes.txt'],
    )
    for (const item of volume.items) assert.equal(digests.get(item.name), item.sha256, item.name)
    assert.equal((await make(dossierId)).volumeId, volume.id, 'one volume a dossier')
    await desk.owner('alter table platform.archive_volume disable trigger user')
    await desk.owner('delete from platform.archive_volume where id = $1', [volume.id])
    assert.equal((await volumeOf(dossierId)).sha256, volume.sha256)
  })

  it('holds the files of the application and the scan of the paper it came in by (P10, P11)', async () => {
    const { firm, officer } = desk.people
    const opened = await desk.call<{ dossierId: string }>('paper.open', firm, { title: '纸质申请' })
    const { dossierId } = opened
    applied.set(dossierId, { fileIds: [await desk.receipt(firm)] })
    // Of the case only what the volume reads: seat and people of it are nobody's concern here.
    for (const name of ['delegation_id', 'clerk_person', 'brought_by'])
      await desk.owner(`alter table platform.counter_case drop constraint counter_case_${name}_fkey`)
    await desk.owner(
      `with brought as (
         insert into platform.counter_case (id, public_id, org_id, unit_org_id, clerk_person, brought_by, delegation_id,
           matter, paper_on, scan_file_id, opened_at, closed_at)
         values (gen_random_uuid(), $5, $1, $2, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
           '一件申请', '2031-11-20', $3, now(), now()) returning id)
       insert into platform.counter_dossier (case_id, dossier_id, at, handed_in) select id, $4, now(), false from brought`,
      [firm.orgId, officer.orgId, await desk.receipt(officer), dossierId, publicId()],
    )
    await desk.act('grant', officer, dossierId)
    const { items } = await volumeOf(dossierId)
    assert.deepEqual(
      items.map(({ name }) => name),
      ['01-办件.pdf', '代录/01-扫描件.jpg', '代录/01-受理回执.pdf', '附件/01.jpg'],
    )
    assert.match(items[1]?.title ?? '', /纸质申请的日期 2031-11-20/)
  })

  it('makes a later volume of what came after, holding only that, kept from its own day', async () => {
    const { officer, decider } = desk.people
    const { dossierId, letter } = await desk.drafted('refuse')
    await desk.call('letter.cancel', decider, { id: letter.id, version: letter.version, reason: '改理由' })
    const first = await volumeOf(dossierId)
    assert.deepEqual([first.part, first.items.map(({ name }) => name)], [1, ['01-办件.pdf']])
    await desk.at('2031-12-01T02:00:00.000Z')
    const anew = await desk.call('letter.anew', officer, {
      id: letter.id,
      version: letter.version,
      title: '关于不予许可的决定书',
      text: '改正后的理由。',
      attachments: [],
      copies: [],
    })
    assert.equal((await make(dossierId)).volumeId, first.id, 'not before the letter is filed')
    const sealed = await desk.upTo(anew, 'seal')
    const [row] = await desk.owner<{ org: string }>(
      'select addressee_org_ids[1] as org from platform.letter where id = $1',
      [sealed.id],
    )
    const at = { id: sealed.id, version: sealed.version }
    await desk.call('letter.serve', officer, {
      ...at,
      addressee: `org:${row?.org}`,
      way: 'post',
      servedOn: '2031-12-01',
      receiptFileId: await desk.receipt(officer),
    })
    await desk.call('letter.file', officer, at)
    const later = await volumeOf(dossierId)
    assert.deepEqual(
      [later.part, later.items.map(({ name }) => name), later.keepUntil],
      [2, ['文书/01.pdf', '文书/01.docx', '文书/01-回执1.jpg'], '2041-12-01'],
    )
    assert.deepEqual(later.others, [{ id: first.id, part: 1 }])
    assert.equal((await make(dossierId)).volumeId, later.id, 'nothing came after')
    await desk.at('2031-12-02T02:00:00.000Z')
  })

  it('keeps a volume for the term of the rule, counted from the day it was closed', async () => {
    const volume = await volumeOf(await granted())
    assert.deepEqual([volume.retention, volume.keepUntil], ['10', '2041-12-02'])
    assert.deepEqual(volume.next, { propose: false, destroy: false })
    await refused(
      desk.call('archive.propose', desk.people.officer, { id: volume.id, reason: '到期' }),
      /保管到 2041-12-02/,
    )
    await refused(desk.call('archive.propose', desk.people.other, { id: volume.id, reason: '到期' }), /无权/)
  })

  it('is destroyed by two people after the term and never before; record and digests stay', async () => {
    const { officer, checker } = desk.people
    const volume = await volumeOf(await granted())
    await desk.at('2041-12-02T02:00:00.000Z')
    await refused(desk.call('archive.propose', officer, { id: volume.id, reason: '到期' }), /2041-12-03 起/)
    await desk.at('2041-12-03T02:00:00.000Z')
    await refused(desk.call('archive.destroy', checker, { id: volume.id }), /先由一人提出/)
    await desk.call('archive.propose', officer, { id: volume.id, reason: '已满保管期限' })
    await refused(desk.call('archive.destroy', officer, { id: volume.id }), /另一位同事/)
    const deputy = { ...checker, agentFor: officer.personId }
    await refused(desk.call('archive.destroy', deputy, { id: volume.id }), /视为同一人/)
    assert.equal((await desk.ask<Volume>('archive.show', deputy, { id: volume.id })).next.destroy, false)
    await desk.call('archive.destroy', checker, { id: volume.id })
    await sweepOutbox(desk.city.test.db, [destroyedConsumer(desk.city.test.db, desk.city.files)])
    assert.equal(desk.city.files.read(volume.sha256), undefined)
    await refused(desk.ask('archive.download', officer, { id: volume.id }), /已经销毁/)
    const left = await desk.ask<Volume & { destruction: object | null }>('archive.show', officer, {
      id: volume.id,
    })
    assert.ok(left.destruction)
    assert.deepEqual(left.items, volume.items)
    await refused(desk.call('archive.destroy', checker, { id: volume.id }), /已经销毁/)
  })
})
