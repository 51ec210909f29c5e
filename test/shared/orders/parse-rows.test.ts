import { expect, test } from 'vitest'
import { packsFor } from '../../../shared/orders/packs-for.ts'
import { parseRows, parseSheet } from '../../../shared/orders/parse-rows.ts'
import { plainTitle } from '../../../shared/orders/sheet-head.ts'
import { amountText, sheets } from './sheets.ts'

test.each(sheets)('§2.7 a pasted list means what its writer meant: $name', ({ text, rows }) => {
  const read = parseRows(text).map((row) => [
    row.words,
    amountText(row.amount),
    row.packGrams,
    row.question,
  ])
  const meant = rows.map(([goods, amount, packGrams = null, question = null]) => {
    return [goods, amount, packGrams, question]
  })
  expect(read).toEqual(meant)
})

test.each([
  ['20箱\t脆李', ['脆李', 20, null]],
  ['脆李\t20', ['脆李', '20?', null]],
  ['脆李\t20\t箱', ['脆李', 20, null]],
  ['土豆\t300斤', ['土豆', '150000g', null]],
  ['土豆\t150\t公斤', ['土豆', '150000g', null]],
  ['土豆\t0.5吨', ['土豆', '500000g', null]],
  ['脆李\t5公斤/箱\t12', ['脆李', 12, 5_000]],
  ['脆李\t5公斤\t12', ['脆李', 12, 5_000]],
  ['脆李\t10斤装\t12箱', ['脆李', 12, 5_000]],
  ['脆李 5kg装 20箱', ['脆李', 20, 5_000]],
])('one row, understood: %s', (text, expected) => {
  const [row] = parseRows(text)
  expect([row?.words, amountText(row?.amount ?? null), row?.packGrams]).toEqual(expected)
})

test.each(['土豆 -5斤', '土豆 −5斤', '土豆\t-5斤'])(
  '§2.7 less than nothing is asked: %j',
  (text) => {
    const [row] = parseRows(text)
    expect([row?.words, row?.amount, row?.question]).toEqual(['土豆', null, 'number'])
  },
)

test.each(['份', '盒', '捆'])('§2.7 how many packs 100%s are is asked', (unit) => {
  const pack = { packName: '25kg/袋', packGrams: 25_000 }
  const packs = packsFor({ kind: 'packs', value: 100, unit, packGrams: null }, pack)
  expect(packs).toEqual({ quantity: null, rounded: false, question: 'unit' })
})

test('a head that stands over two columns is one column to decide about', () => {
  const { columns } = parseSheet('品名\t备注\t数量(斤)\t备 注\n土豆\t大\t50\t急', new Map())
  expect(columns.map(({ title }) => title)).toEqual(['品名', '备注', '数量(斤)'])
})

test.each([
  ['品名\t每日用量(斤)\n土豆\t50\n白菜\t40', '每日用量(斤)', '斤'],
  ['品名\t日均\n土豆\t50\n白菜\t40', '日均', ''],
])('§2.7 an amount a day is asked once, at its head: %j', (list, title, unit) => {
  const { columns, rows } = parseSheet(list, new Map())
  expect(columns[1]).toEqual({ title, kind: 'ignored', unit, isOpen: true })
  expect(rows.map(({ amount, question }) => [amount, question])).toEqual([
    [null, null],
    [null, null],
  ])
  const said = new Map([[plainTitle(title), { kind: 'quantity' as const, bareUnit: null }]])
  const again = parseSheet(list, said)
  expect(again.columns[1]).toMatchObject({ kind: 'quantity', isOpen: false })
  expect(again.rows.every(({ amount }) => amount !== null)).toBe(true)
})

test('§2.7 of several days those are ordered that somebody says, and no other goods', () => {
  const list = '日期\t土豆(斤)\t白菜(斤)\n周一\t20\t30\n周二\t15\t\n周三\t5\t1\n合计\t40\t30'
  const read = (taken: string[]) => parseSheet(list, new Map(), taken)
  const rowsOf = (taken: string[]) =>
    read(taken).rows.map(({ words, amount, question }) => [words, amountText(amount), question])
  expect(read([]).parts).toEqual(
    ['周一', '周二', '周三'].map((title) => ({ title, kind: 'day', isTaken: false })),
  )
  expect(rowsOf(['周二'])).toEqual([['土豆', '7500g', null]])
  expect(rowsOf(['周一', '周三'])).toEqual([
    ['土豆', '12500g', null],
    ['白菜', '15500g', null],
  ])
  // 30 is not what the days of 白菜 come to.
  expect(rowsOf(['周一', '周二', '周三'])).toEqual([
    ['土豆', '20000g', null],
    ['白菜', '15500g', 'figure'],
  ])
  expect(read(['周二']).rows[0]?.shown).toBe('土豆(斤): 周二 15')
})

test.each([
  '日期\t品名\t数量\n周一\t土豆\t50斤\n\t大米\t2袋\n周二\t土豆\t40斤',
  '周一：土豆50斤，大米2袋\n周二：土豆40斤',
])('§2.7 of days down a list those are ordered that somebody says: %j', (list) => {
  const rowsOf = (taken: string[]) =>
    parseSheet(list, new Map(), taken).rows.map(({ words, amount, question }) => {
      return [words, amountText(amount), question]
    })
  expect(parseSheet(list, new Map()).parts).toEqual(
    ['周一', '周二'].map((title) => ({ title, kind: 'day', isTaken: false })),
  )
  expect(rowsOf(['周二'])).toEqual([['土豆', '20000g', null]])
  expect(rowsOf(['周一', '周二'])).toEqual([
    ['土豆', '25000g', null],
    ['大米', 2, null],
    ['土豆', '20000g', null],
  ])
})

test('§2.7 what is beyond the days and meals that can be chosen is never left out in silence', () => {
  const days = Array.from(
    { length: 110 },
    (_, at) => `${Math.floor(at / 28) + 1}月${(at % 28) + 1}日`,
  )
  const chosen = (head: string, amounts: string) => {
    const list = [head, ...days.map((day) => `${day}\t土豆\t${amounts}`)].join('\n')
    const titles = parseSheet(list, new Map()).parts.map(({ title }) => title)
    expect(titles).toHaveLength(100)
    return parseSheet(list, new Map(), titles).rows.map(({ question }) => question)
  }
  const open = (count: number) => Array.from({ length: count }, () => 'parts')
  expect(chosen('日期\t品名\t数量', '5斤').filter(Boolean)).toEqual(open(10))
  expect(chosen('日期\t品名\t早餐\t午餐', '5斤\t6斤')).toEqual(open(110))
})

test('an amount a day beside the amount that is ordered is not asked', () => {
  const { columns } = parseSheet('品名\t日均(斤)\t数量(斤)\n土豆\t50\t250', new Map())
  expect(columns.map(({ isOpen }) => isOpen)).toEqual([false, false, false])
})

test('empty lines and totals are left out', () => {
  expect(parseRows('土豆\t30斤\r\n\t\r\n合计\t30斤\r\n')).toHaveLength(1)
  expect(parseRows('')).toEqual([])
})

test('the longest list takes time in proportion to its length, whatever it is made of', () => {
  const signs = [
    'a',
    ',',
    '1',
    '.',
    ' ',
    '"',
    '\t',
    '斤',
    '（',
    '、',
    '1,',
    '1 ',
    '半',
    '约',
    '1-',
    '""',
    '"\t',
    '5kg',
    '每箱',
    '各',
    '@a ',
    '","',
    '  ',
    '138',
    '周一',
    '1克以上',
    '合计土豆5斤',
  ]
  const tails = ['', '.', '斤', '"', '\n土豆\t20斤']
  const heads = ['', 'a', '"', '1']
  let examined = 0
  for (const head of heads)
    for (const sign of signs)
      for (const tail of tails) {
        const timeOf = (length: number) => {
          const text = (head + sign.repeat(length)).slice(0, length) + tail
          const started = performance.now()
          parseRows(text)
          return performance.now() - started
        }
        // A tenfold text; what grows with the square would take a hundred times as long.
        const fastest = (length: number) => Math.min(...[1, 2, 3].map(() => timeOf(length)))
        const limit = Math.max(fastest(2_000), 3) * 40
        expect(fastest(20_000), `${head}${sign}…${tail}`).toBeLessThan(limit)
        examined += 1
      }
  expect(examined).toBe(540)
})
