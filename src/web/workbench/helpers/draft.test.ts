import assert from 'node:assert/strict'
import { test } from 'node:test'
import { draftKey, dropDraft, keepDraft, readDraft, type Store } from './draft.ts'
import { fieldsOf } from './schema.ts'

function memory(): Store & { readonly all: Map<string, string> } {
  const all = new Map<string, string>()
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
  }
}

const fields = fieldsOf({
  type: 'object',
  properties: {
    name: { type: 'string', title: '名称' },
    secretPart: { type: 'string', title: '保密内容', secret: true },
    code: { type: 'string', title: '验证码', widget: 'code' },
    people: {
      type: 'array',
      items: {
        type: 'object',
        properties: { who: { type: 'string' }, phone: { type: 'string', transient: true } },
      },
    },
  },
})
const now = Date.parse('2026-11-23T01:00:00Z')

test('what was typed comes back, secrets and codes are never kept in the browser', () => {
  const store = memory()
  const key = draftKey('p1', 'achievement')
  keepDraft(
    store,
    key,
    fields,
    { name: '海参苗', secretPart: '配方', code: '123456', people: [{ who: '甲', phone: '138' }] },
    now,
  )
  assert.deepEqual(readDraft(store, key, now)?.values, { name: '海参苗', people: [{ who: '甲' }] })
  assert.ok(![...store.all.values()].some((text) => /配方|123456|138/.test(text)))
  dropDraft(store, key)
  assert.equal(readDraft(store, key, now), undefined)
})

test('another person at the same computer has another draft', () => {
  assert.notEqual(draftKey('p1', 'achievement'), draftKey('p2', 'achievement'))
})

test('an old or broken draft is none, and a full store does not break the page', () => {
  const store = memory()
  keepDraft(store, 'k', fields, { name: '旧' }, now - 31 * 86_400_000)
  assert.equal(readDraft(store, 'k', now), undefined)
  store.setItem('k', '{broken')
  assert.equal(readDraft(store, 'k', now), undefined)
  const full: Store = {
    ...memory(),
    setItem: () => {
      throw new Error('QuotaExceededError')
    },
  }
  assert.doesNotThrow(() => keepDraft(full, 'k', fields, { name: '新' }, now))
})
