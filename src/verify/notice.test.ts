import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { noticeDesk } from '#test/notice-desk.ts'
import { secondProcedure } from '#test/second-procedure.ts'
import { noticeSteps } from '#web/portal/evidence-steps.ts'
import { isNotice, leavesOfNotice, noticeFaults, type PublishedNotice } from './notice.ts'

const fields = [
  { label: '名称', value: '示例成果', material: true },
  { label: '完成人', value: '张示例', personal: true, material: true },
  { label: '联系电话', value: '0660-0000000' },
]

/** What the script in the reader's browser finds wrong: it must agree with the command line in every case below. */
async function browserFaults(notice: PublishedNotice) {
  return (await noticeSteps(notice)).filter(({ is }) => !is)
}

describe('a published notice verified from outside (P12, A8)', () => {
  let desk: Awaited<ReturnType<typeof noticeDesk>>
  let notice: PublishedNotice

  before(async () => {
    desk = await noticeDesk([secondProcedure(), secondProcedure({ id: 'internal', audience: 'unit' })])
    await desk.loadYear({
      year: 2030,
      source: '测试',
      days: [{ day: '2030-01-01', kind: '放假', festival: '元旦' }],
    })
    const { id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    await desk.at('2030-03-20T02:00:00Z')
    await desk.sweep()
    const shown: unknown = JSON.parse(JSON.stringify(await desk.show(id)))
    assert.ok(isNotice(shown))
    notice = shown
  })
  after(() => desk.close())

  it('holds as it is published, open or over, and rests on a leaf for each version and its end', async () => {
    assert.deepEqual(noticeFaults(notice), [])
    assert.deepEqual(await browserFaults(notice), [])
    assert.equal(leavesOfNotice(notice).length, 2)
  })

  it('holds when names were taken down, and for a unit whose lines are not shown', async () => {
    const taken = notice.fields?.map((line) =>
      line.label === '完成人' ? { ...line, value: '已按期撤下' } : line,
    )
    assert.deepEqual(noticeFaults({ ...notice, fields: taken ?? null }), [])
    assert.deepEqual(await browserFaults({ ...notice, fields: taken ?? null }), [])
    const { id } = await desk.noticed('2030-04-01T02:00:00Z', fields, 'internal')
    const shown: unknown = JSON.parse(JSON.stringify(await desk.show(id)))
    assert.ok(isNotice(shown) && shown.fields === null)
    assert.deepEqual(noticeFaults(shown), [])
    assert.deepEqual(await browserFaults(shown), [])
  })

  const edits: readonly [what: string, edit: (text: string) => string][] = [
    ['a line that is shown', (text) => text.replace('"value":"示例成果"', '"value":"别的成果"')],
    [
      'the text of a version',
      (text) => text.replace('\\"value\\":\\"示例成果\\"', '\\"value\\":\\"别的成果\\"'),
    ],
    ['the digest', (text) => text.replace(/"digest":"../, '"digest":"zz')],
    ['when it began', (text) => text.replaceAll('2030-03-04T02:00', '2030-03-01T02:00')],
    [
      'when it began, on the page only',
      (text) => text.replace('"openedAt":"2030-03-04', '"openedAt":"2030-03-01'),
    ],
    ['what it ended as', (text) => text.replace(/"state":"\w+"/, '"state":"withdrawn"')],
    ['when it ended', (text) => text.replace(/"end":\{"at":"2030-03-2\d/, '"end":{"at":"2030-03-29')],
    ['the title', (text) => text.replaceAll(/"name":"[^"]*：/g, '"name":"另一个题目：')],
    ['the leaf', (text) => text.replace(/"leaf":"../, '"leaf":"zz')],
    ['what the leaf says', (text) => text.replace('\\"attested\\"', '\\"attesteD\\"')],
    ['the identifier', (text) => text.replace(`"id":"${notice.id}"`, '"id":"n9n9n9n9n9n9"')],
    ['a version left out', (text) => text.replace('"version":1', '"version":2')],
  ]
  for (const [what, edit] of edits) {
    it(`names a change of ${what}, on the command line and in the browser`, async () => {
      const text = JSON.stringify(notice)
      const changed = edit(text)
      assert.notEqual(changed, text)
      const read = JSON.parse(changed) as PublishedNotice
      assert.notDeepEqual(noticeFaults(read), [])
      assert.notDeepEqual(await browserFaults(read), [])
    })
  }

  it('a notice without any version is none', async () => {
    assert.match(noticeFaults({ ...notice, versions: [] })[0]?.why ?? '', /没有任何版本/)
    assert.notDeepEqual(await browserFaults({ ...notice, versions: [] }), [])
  })
})
