import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { fold } from './fold.ts'
import { matches, sqlOf, upsert, type Match, type SearchDoc } from './index.ts'
import { explain } from './match-phrases.ts'
import { closenessParts } from './match-meaning.ts'
import { scoreMatch, type WeightedTerm } from './match-score.ts'
import { wantedPart } from './match-subject.ts'
import { subjectTerms } from './match-terms.ts'
import { lockKind } from './state.ts'

let database: TestDatabase

function record(kind: string, id: string, name: string, summary: string, owner = '示例单位'): SearchDoc {
  const publishedAt = '2026-01-01T00:00:00.000Z'
  const base = { kind, id, publicId: `p-${id}`, code: `${kind}-${id}`, name, summary, text: '', keywords: [] }
  return {
    ...base,
    facets: { region: id < 'c' ? '城区' : '东埔' },
    item: { name },
    publishedAt,
    ownerName: owner,
  }
}

const ACHIEVEMENTS = [
  record(
    'achievement',
    'a',
    '高韧性立方氮化硼单晶合成方法',
    '采用触媒配方优化与高温高压合成工艺，抗冲击韧性提高，用于磨具与切削刀具。',
  ),
  record(
    'achievement',
    'b',
    '荔枝采后保鲜与冷链运输技术',
    '气调包装与预冷结合，货架期延长，适合远距离冷链运输。',
  ),
  record('achievement', 'c', '海上风电单桩基础防腐涂料', '海洋飞溅区长效防腐，附着力强，施工简便。'),
  record(
    'achievement',
    'd',
    '石墨模具表面耐磨涂层',
    '在烧结金刚石锯片用的石墨模具表面制备耐磨涂层，导热性能好。',
  ),
  record(
    'achievement',
    'e',
    'Boundary layer control on slipstream wings',
    'Destalling of the boundary layer in a propeller slipstream was measured at several angles of attack.',
  ),
  record('achievement', 'f', '鱼糜制品凝胶增强工艺', '利用酶法交联提高鱼糜凝胶强度，减少添加剂。'),
]
const DEMANDS = [
  record(
    'demand',
    'a',
    '高韧性立方氮化硼CBN单晶的研制及其产业化',
    '需求内容：通过配方选取、触媒自制工艺优化、高温高压合成工艺改进，获得韧性好的立方氮化硼新牌号。',
  ),
  record(
    'demand',
    'b',
    '烧结金刚石圆锯片用模具新材料',
    '石墨材质的模具易变形、不耐磨，需要导热性能好、可反复使用的模具材料。',
  ),
  record('demand', 'c', '荔枝电商远距离运输损耗大', '希望采用保鲜和冷链运输方案，降低损耗。'),
]

async function index(docs: readonly SearchDoc[]): Promise<void> {
  await database.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    for (const [kind, group] of Map.groupBy(docs, (doc) => doc.kind)) {
      await lockKind(sqlOf(tx), kind)
      await upsert(sqlOf(tx), kind, group)
    }
  })
}

function achievementsFor(id: string, more: object = {}): Promise<Match[]> {
  return matches(database.db.reader, { kind: 'achievement', of: { kind: 'demand', id }, ...more })
}

function parts({ phrases, singles, other }: Pick<Match, 'phrases' | 'singles' | 'other'>): number {
  return phrases.reduce((sum, { weight }) => sum + weight, singles.weight + other)
}

describe('matching', () => {
  before(async () => {
    database = await testDatabase()
    await index([...ACHIEVEMENTS, ...DEMANDS])
  })
  after(() => database.drop())

  it('finds achievements for a demand and demands for an achievement', async () => {
    assert.deepEqual(
      [
        (await achievementsFor('a'))[0]?.id,
        (await achievementsFor('b'))[0]?.id,
        (await achievementsFor('c'))[0]?.id,
      ],
      ['a', 'd', 'b'],
    )
    const back = await matches(database.db.reader, { kind: 'demand', of: { kind: 'achievement', id: 'b' } })
    assert.equal(back[0]?.id, 'c')
  })

  it('names the phrases met, longest first joined, all of them in both texts', async () => {
    const [match] = await achievementsFor('a')
    const phrases = match?.phrases.map(({ phrase }) => phrase) ?? []
    assert.ok(phrases.includes('高韧性立方氮化硼'), phrases.join())
    assert.ok(phrases.includes('高温高压合成工艺'), phrases.join())
    for (const demand of DEMANDS) {
      for (const found of await achievementsFor(demand.id)) {
        const achievement = ACHIEVEMENTS.find(({ id }) => id === found.id)
        for (const { phrase } of found.phrases) {
          assert.ok(phrase.length > 1)
          assert.ok(
            fold(`${demand.name}\n${demand.summary}`).includes(phrase),
            `${phrase} in demand ${demand.id}`,
          )
          assert.ok(
            fold(`${achievement?.name}\n${achievement?.summary}`).includes(phrase),
            `${phrase} in ${found.id}`,
          )
        }
      }
    }
  })

  it('scores the sum of what it names', async () => {
    for (const { id } of DEMANDS) {
      for (const match of await achievementsFor(id))
        assert.ok(Math.abs(parts(match) - match.score) < 1e-9 * match.score)
    }
  })

  it('scores less when a phrase is taken away', async () => {
    const [match] = await achievementsFor('a')
    for (const { phrase } of match?.phrases.slice(0, 5) ?? []) {
      const [demand] = DEMANDS
      const without = {
        title: fold(demand?.name ?? '').replaceAll(phrase, '。'),
        text: fold(demand?.summary ?? '').replaceAll(phrase, '。'),
      }
      const [less] = await matches(database.db.reader, { kind: 'achievement', of: without, only: ['a'] })
      assert.ok((less?.score ?? 0) < (match?.score ?? 0), phrase)
    }
  })

  it('gives words as reasons: no pieces of words, grammar, numbers or units', () => {
    const subject =
      '催化剂用于水产饲料，一次投放50kg，12个月内见效，立方氮化硼刀具，每次用药30 kg，杨某兰品系'
    const text = '氧化剂用于淡水，每次12个月一次，用药30 kg，氮化硼 刀具，水产饲料，用药剂用，杨某兰品系'
    const scored = scoreMatch(
      subjectTerms('', subject).map((term) => ({ ...term, weight: 1 })),
      text,
      1,
    )
    const explanation = explain(scored.parts, subject, text)
    assert.deepEqual(
      explanation.phrases.map(({ phrase }) => phrase).sort(),
      ['刀具', '杨某兰品系', '水产饲料', '氮化硼', '用药'].sort(),
    )
    assert.ok(explanation.other > 0)
    assert.ok(Math.abs(parts(explanation) - scored.score) < 1e-9)
  })

  it('matches English by stem and by neighbouring words', async () => {
    const found = await matches(database.db.reader, {
      kind: 'achievement',
      of: { title: '', text: 'how do boundary layers behave in slipstreams' },
    })
    assert.equal(found[0]?.id, 'e')
    assert.ok(
      found[0]?.phrases.every(({ phrase }) =>
        'how do boundary layers behave in slipstreams'.includes(phrase),
      ),
    )
  })

  it('does not match by owner, code or boilerplate', async () => {
    const of = { title: '示例单位', text: '需求内容：希望公司通过技术进行研究，achievement-a' }
    const found = await matches(database.db.reader, { kind: 'achievement', of })
    assert.deepEqual(
      found.flatMap(({ phrases, singles }) => [...phrases, ...singles.characters]),
      [],
      'words of any demand are no reason',
    )
    assert.deepEqual(
      await matches(database.db.reader, { kind: 'achievement', of: { kind: 'demand', id: 'unknown' } }),
      [],
    )
  })

  it('is the same after a record was indexed anew, again and again', async () => {
    const before = await achievementsFor('a')
    for (let i = 0; i < 5; i += 1) await index(ACHIEVEMENTS.slice(0, 2))
    const scores = (found: readonly Match[]) => found.map(({ id, score }) => [id, score.toFixed(9)])
    assert.deepEqual(scores(await achievementsFor('a')), scores(before))
  })

  it('keeps to the filters', async () => {
    const found = await achievementsFor('b', { filters: { region: '城区' } })
    assert.ok(found.every(({ id }) => id < 'c'))
  })
})

describe('what a subject asks for', () => {
  it('leaves out what is headed as something else, and what all say counts little (figures/matching.md)', () => {
    const demand = fold(
      '需求内容：研发立方氮化硼单晶。预期目标：韧性提高。3、现有工作基础：公司有厂房三栋，石墨生产线两条。二、考核指标：峰值强度。项目预算：五百万元',
    )
    const wanted = wantedPart(demand)
    assert.match(wanted, /立方氮化硼.*韧性提高.*峰值强度/)
    assert.doesNotMatch(wanted, /厂房|石墨|五百万/)
    assert.equal(
      wantedPart(fold('现有基础：石墨生产线')),
      fold('现有基础：石墨生产线'),
      'nothing else is left',
    )
    const weights = new Map(subjectTerms('', wanted).map(({ term, weight }) => [term, weight]))
    assert.ok((weights.get('内容') ?? 0) < 0.25)
  })

  it('counts common words of general Chinese less, rare single characters full, pairs inside a word less', () => {
    const weights = new Map(
      subjectTerms('', '生产系统 荔枝 铌 膜 立方氮化硼').map(({ term, weight }) => [term, weight]),
    )
    const of = (term: string): number => weights.get(term) ?? 0
    assert.ok(of('生产') < 0.8 * of('荔枝') && of('系统') < of('荔枝'))
    assert.equal(of('铌'), of('荔枝'))
    assert.ok(of('方氮') > 0 && of('方氮') < of('产系'), 'inside a word; between two')
  })
})

describe('nearness by meaning', () => {
  const at = (closeness: readonly [string, number][]) => ({
    near: async () => [],
    closeness: async () => new Map(closeness),
  })
  const candidates = ['a', 'b', 'c', 'd'].map((id, i) => ({ id, score: i * 10 }))

  it('is on the scale of the scores and adds up to nothing; without vectors it says nothing', async () => {
    const parts = await closenessParts(
      at([
        ['a', 0.9],
        ['b', 0.8],
        ['c', 0.7],
      ]),
      candidates,
      100,
    )
    assert.ok(Math.abs([...parts.values()].reduce((sum, part) => sum + part, 0)) < 1e-9)
    assert.ok((parts.get('a') ?? 0) > 10 && parts.get('d') === undefined)
    assert.equal((await closenessParts(undefined, candidates, 100)).size, 0)
    assert.equal((await closenessParts(at([['a', 0.9]]), candidates, 100)).size, 0)
  })
})

describe('explanation of a match', () => {
  const vocabulary = [
    '海上风电',
    '立方氮化硼',
    '的',
    '防腐涂料',
    '，',
    '与',
    '高韧性',
    '硅',
    'boundary layer',
    'CBN',
    '合成工艺',
    ' ',
    '\n',
    '鱼糜制品',
  ]
  const text = fc
    .array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 15 })
    .map((words) => fold(words.join('')))

  it('names only what stands in both texts, and adds up to the score', () => {
    fc.assert(
      fc.property(text, text, text, (title, body, document) => {
        const terms: WeightedTerm[] = subjectTerms(title, body).map((term) => ({
          ...term,
          weight: term.weight * 2,
        }))
        const { score, parts: scored } = scoreMatch(terms, document, 1)
        const explanation = explain(scored, `${title}\n${body}`, document)
        for (const { phrase, weight } of explanation.phrases) {
          assert.ok(document.includes(phrase) && `${title}\n${body}`.includes(phrase), phrase)
          assert.ok(phrase.length > 1 && weight > 0)
        }
        assert.ok(Math.abs(parts(explanation) - score) < 1e-9)
      }),
      { numRuns: 300 },
    )
  })
})
