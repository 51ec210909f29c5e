import { expect, test } from 'vitest'
import { parsePastedSettlements } from '../../../shared/billing/pasted-settlements.ts'
import { parseYuan } from '../../../shared/money.ts'

/** Household, name, amount in 分 and what is asked, row by row. */
function read(text: string) {
  return parsePastedSettlements(text).map((row) => [
    row.recipientKind === 'collective' ? '集体' : row.householdNumber,
    row.recipientName,
    parseYuan(row.amountText),
    ...(row.question === null ? [] : [row.question]),
  ])
}

test('rows out of a spreadsheet, with a head, empty rows and the collective', () => {
  const text = '户号\t姓名\t金额\t流水号\n012\t毛建国\t1,200.50\tB1\n\n集体\t下庄村集体\t300\t\n'
  expect(parsePastedSettlements(text)).toEqual([
    {
      recipientKind: 'household',
      householdNumber: '012',
      recipientName: '毛建国',
      amountText: '1,200.50',
      bankReference: 'B1',
      question: null,
    },
    {
      recipientKind: 'collective',
      householdNumber: null,
      recipientName: '下庄村集体',
      amountText: '300',
      bankReference: '',
      question: null,
    },
  ])
})

test('§2.7 a merged household cell is the household above, never the collective', () => {
  expect(read('3\t户主甲\t500.00\tA1\n\t户主甲\t300.00\tA2')).toEqual([
    ['3', '户主甲', 50_000],
    ['3', '户主甲', 30_000],
  ])
  expect(read('3\t户主甲\t500.00\tA1\n\t户主乙\t300.00\tA2')).toEqual([
    ['3', '户主甲', 50_000],
    [null, '户主乙', 30_000, 'household'],
  ])
  expect(read('\t下庄村集体\t300\t')).toEqual([['集体', '下庄村集体', 30_000]])
})

test('§2.7 full-width figures are read, and no row disappears', () => {
  expect(read('４\t户主乙\t１２００\tA3')).toEqual([['4', '户主乙', 120_000]])
  expect(read('4\t户主乙\t500\n5\t户主丙\t\n6\t户主丁\t三百')).toEqual([
    ['4', '户主乙', 50_000],
    ['5', '户主丙', null],
    ['6', '户主丁', null],
  ])
})

test('§2.7 totals and titles are no households', () => {
  expect(read('3\t户主甲\t500\tA1\n4\t户主乙\t300\tA2\n合计\t2户\t800\t')).toEqual([
    ['3', '户主甲', 50_000],
    ['4', '户主乙', 30_000],
  ])
  const sheet = '下庄村结算表\n户 号\t户主\t金额（元）\n3\t户主甲\t500\n小 计\t\t500'
  expect(read(sheet)).toEqual([['3', '户主甲', 50_000]])
})

test('columns follow the head, and a row may be typed with commas', () => {
  const text = '序号\t收款人\t实付金额\t户号\n1\t户主甲\t¥500\t12\n2\t户主乙\t300元\t13'
  expect(read(text)).toEqual([
    ['12', '户主甲', 50_000],
    ['13', '户主乙', 30_000],
  ])
  expect(read('3，户主甲，1,200.50，A1')).toEqual([['3', '户主甲', 120_050]])
})
