import { beforeAll, expect, test } from 'vitest'
import { packsForRows } from '../../../server/catalogue/packs-for-rows.ts'
import { readProduceWords } from '../../../server/catalogue/produce-words.queries.ts'
import { countSearched, searchCatalogue } from '../../../server/catalogue/search-catalogue.ts'
import { interpretationsOf, rowSearch } from '../../../server/catalogue/search-interpretations.ts'
import { browse, facets } from '../../../shared/catalogue/catalogue.api.ts'
import { testDatabase } from '../../support/database.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { searches, shelves } from './searched-words.ts'

const database = await testDatabase()

beforeAll(async () => {
  const cooperative = await aCooperative(database)
  for (const goods of shelves.split(' ')) {
    const [name = '', variety = ''] = goods.split('/')
    const of = { cooperativeId: cooperative.id, originCode: '500237222213' }
    await anOffer(database, { ...of, name, variety, category: 'processed', stockGrams: 0 })
  }
})

async function search(q: string, { page = 1, pageSize = 100 } = {}) {
  const query = browse.query.parse({ q, page, pageSize })
  const question = { query, today: '2026-11-26', monthDay: 1126, unitId: null }
  const found = await searchCatalogue(database.db, question)
  const names = found.cards.map(({ opening }) => String(JSON.parse(`${opening}}`).name))
  return { ...found, names }
}

test('a hundred searches find what they mean, and nothing that only looks like it', async () => {
  expect(searches.length).toBeGreaterThanOrEqual(100)
  const missed: string[] = []
  const wrong: string[] = []
  let meant = 0
  for (const [typed, found, kept = ''] of searches) {
    const { names } = await search(typed)
    for (const name of found.split(' ')) {
      meant += 1
      if (!names.includes(name)) missed.push(`${typed}: ${name}`)
    }
    for (const name of kept.split(' ')) if (names.includes(name)) wrong.push(`${typed}: ${name}`)
  }
  expect({ missed, wrong }).toEqual({ missed: [], wrong: [] })
  expect(meant).toBeGreaterThan(searches.length)
})

test('the counts beside the filters count what is found', async () => {
  for (const q of ['土豆', '番茄 辣椒', '蜂密', 'cuili']) {
    const query = facets.query.parse({ q })
    const { total } = await countSearched(database.db, { query, monthDay: 1126 })
    expect(total, q).toBe((await search(q)).names.length)
  }
})

test('a page behind the last one holds no goods of another way to read the words', async () => {
  expect((await search('土豆', { page: 1, pageSize: 1 })).names).toEqual(['高山洋芋'])
  const behind = await search('土豆', { page: 2, pageSize: 1 })
  expect(behind).toMatchObject({ names: [], hasMore: false, how: 'exact', near: [] })
})

test('the longest search is of few words, though one sign may be made many', async () => {
  const words = await readProduceWords(database.db)
  for (const sign of ['\ufdfa', '㍿', '重', '重 ', 'a ', '一二三 ']) {
    const longest = sign.repeat(60 / sign.length)
    const interpretations = interpretationsOf(words, longest)
    expect(interpretations.length, sign).toBeLessThanOrEqual(5)
    for (const { groups } of interpretations)
      expect(groups.flat().length, sign).toBeLessThanOrEqual(200)
  }
})

test.each([
  ['one long word', '重行长乐着了的地得和'.repeat(20)],
  ['many words', '一二三 '.repeat(25)],
  ['signs of many words', '\ufdfa'.repeat(11)],
])('the longest list keeps nobody waiting for long: %s', async (_, row) => {
  const words = await readProduceWords(database.db)
  const begun = performance.now()
  for (let count = 0; count < 200; count += 1) rowSearch(words, row)
  expect(performance.now() - begun).toBeLessThan(2_500)
})

test('goods that are only similar are marked; nothing found offers what there is', async () => {
  expect((await search('蜂密')).how).toBe('similar')
  expect((await search('蜂蜜')).how).toBe('exact')
  const { names, near } = await search('草莓番茄糕')
  expect(names).toEqual([])
  expect(near).toContain('番茄')
  expect(near).not.toContain('草莓')
})

test.each([
  ['土豆', ['高山洋芋'], true],
  ['洋芋（本地）', ['高山洋芋'], false],
  ['包菜', ['莲花白'], true],
  ['李子', ['黄金奈李', '巫山脆李'], false],
  ['高山甘篮', ['莲花白'], false],
  ['豆角', ['四季豆', '豇豆'], false],
  ['紫皮蒜头', ['紫皮大蒜'], true],
])('§2.7 a row of an order means one kind, or is asked: %s', async (row, goods, whole) => {
  const packs = await packsForRows(database.db, [row])
  expect(packs.map((pack) => pack.productName)).toEqual(expect.arrayContaining(goods))
  expect(packs.some((pack) => pack.whole)).toBe(whole)
})
