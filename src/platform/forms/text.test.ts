import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { line, NOT_PUBLIC, prose, textFault } from './text.ts'

describe('secrecy marks in free text (P17)', () => {
  const marked = [
    '机密★10年',
    '秘 密 ☆ 长期',
    '无人机技术秘密★10年',
    '密级：秘密',
    '密级:机密',
    '密 级 ： 绝 密',
    '密级　机密',
    '保密级别：“秘密”',
    '本项目有关情况（密级：秘密，内部传阅，★10年）',
    '绝密（仅限项目组）★ 30 年',
    '机密 内部资料 ★１０年',
    '秘密，不得外传 ★十年',
    '机密 存档 ★长期',
    '第一行\n密级：机密\n第三行',
  ]
  for (const text of marked)
    it(`refuses “${text.replaceAll('\n', ' ')}” in a form and in a cell, repeating nothing`, () => {
      assert.equal(textFault(text, 'prose'), NOT_PUBLIC)
      assert.equal(prose(100).safeParse(text).error?.issues[0]?.message, NOT_PUBLIC)
      if (!text.includes('\n')) assert.equal(line(100).safeParse(text).success, false)
    })

  const ordinary = [
    '双方已签保密协议，保护商业秘密和技术秘密。',
    '密级：公开',
    '密级：非涉密',
    '支持按密级（秘密、机密、绝密）管理电子文件',
    '商业秘密保护服务，客户评价 ★★★★★',
    '技术秘密许可，重点推荐 ★10年质保',
    '秘密共享与门限签名算法',
    '机密计算环境。推荐指数 ★10年',
    '解开土壤微生物的秘密，获评 ★★★',
    '保密级别高的场所可用',
  ]
  for (const text of ordinary)
    it(`takes “${text}”`, () => {
      assert.equal(textFault(text, 'prose'), undefined)
    })
})
