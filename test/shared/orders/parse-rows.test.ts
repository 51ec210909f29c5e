import { expect, test } from 'vitest'
import { parseRows } from '../../../shared/orders/parse-rows.ts'

const understood = (text: string) =>
  parseRows(text).map(({ words, packGrams, amount }) => ({ words, packGrams, amount }))

const packs = (count: number, named = true) => ({ kind: 'packs', packs: count, named })
const weight = (grams: number) => ({ kind: 'weight', grams })

test.each([
  ['脆李\t20箱', { words: '脆李', packGrams: null, amount: packs(20) }],
  ['20箱\t脆李', { words: '脆李', packGrams: null, amount: packs(20) }],
  ['脆李\t２０箱', { words: '脆李', packGrams: null, amount: packs(20) }],
  ['脆李\t20', { words: '脆李', packGrams: null, amount: packs(20, false) }],
  ['脆李\t20\t箱', { words: '脆李', packGrams: null, amount: packs(20, false) }],
  ['土豆\t300斤', { words: '土豆', packGrams: null, amount: weight(150_000) }],
  ['土豆\t150\t公斤', { words: '土豆', packGrams: null, amount: weight(150_000) }],
  ['土豆\t1,200 斤', { words: '土豆', packGrams: null, amount: weight(600_000) }],
  ['土豆\t0.5吨', { words: '土豆', packGrams: null, amount: weight(500_000) }],
  ['脆李\t5公斤/箱\t12', { words: '脆李', packGrams: 5_000, amount: packs(12, false) }],
  ['脆李\t5公斤\t12', { words: '脆李', packGrams: 5_000, amount: packs(12, false) }],
  ['脆李\t10斤装\t12箱', { words: '脆李', packGrams: 5_000, amount: packs(12) }],
  ['脆李 5kg装 20箱', { words: '脆李', packGrams: 5_000, amount: packs(20) }],
  ['20斤土豆', { words: '土豆', packGrams: null, amount: weight(10_000) }],
  ['土豆20斤', { words: '土豆', packGrams: null, amount: weight(10_000) }],
  ['石径村　黄金奈李', { words: '石径村 黄金奈李', packGrams: null, amount: null }],
])('one row, understood: %s', (text, expected) => {
  const [row] = understood(text)
  expect({ ...row, words: row?.words.replaceAll(/\s+/g, ' ').trim() }).toEqual(expected)
})

test('a head says what the columns hold, in any order', () => {
  const rows = understood(
    '序号\t数量\t单位\t单价\t品名\t备注\n1\t300\t斤\t2.5\t土豆\t洗净\n2\t5\t箱\t60\t脆李\t',
  )
  expect(rows).toEqual([
    { words: '土豆', packGrams: null, amount: weight(150_000) },
    { words: '脆李', packGrams: null, amount: packs(5, false) },
  ])
})

test('a column that counts the rows is no amount', () => {
  expect(understood('1\t土豆\t30\n2\t脆李\t5\n3\t白菜\t8').map((row) => row.amount)).toEqual([
    packs(30, false),
    packs(5, false),
    packs(8, false),
  ])
})

test('empty lines and totals are left out', () => {
  expect(understood('土豆\t30斤\r\n\t\r\n合计\t30斤\r\n')).toHaveLength(1)
})
