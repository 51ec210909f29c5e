import { expect, test } from 'vitest'
import { parsePastedSettlements } from '../../../shared/billing/pasted-settlements.ts'

/** Household, name, amount in 分 and what is asked, row by row. */
function read(text: string) {
  return parsePastedSettlements(text).map((row) => [
    row.recipientKind === 'collective' ? '集体' : row.householdNumber,
    row.recipientName,
    row.amountCents,
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
      amountCents: 120_050,
      bankReference: 'B1',
      lotNumber: null,
      question: null,
    },
    {
      recipientKind: 'collective',
      householdNumber: null,
      recipientName: '下庄村集体',
      amountText: '300',
      amountCents: 30_000,
      bankReference: '',
      lotNumber: null,
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

test('§2.7 万元 stands in the head, above the list or in the cell', () => {
  expect(read('户号\t户主\t金额（万元）\n3\t户主甲\t1.25\n4\t户主乙\t0.3')).toEqual([
    ['3', '户主甲', 1_250_000],
    ['4', '户主乙', 300_000],
  ])
  const above = '下庄村分红表（单位：万元）\n户号\t户主\t金额\n3\t户主甲\t1.2'
  expect(read(above)).toEqual([['3', '户主甲', 1_200_000]])
  expect(read('户号\t户主\t金额（元）\n3\t户主甲\t1.2万\n4\t户主乙\t500元整')).toEqual([
    ['3', '户主甲', 1_200_000],
    ['4', '户主乙', 50_000],
  ])
})

test('§2.7 of several amounts what was paid counts, and two that differ are open', () => {
  expect(read('户号\t户主\t应付金额\t实付金额\n3\t户主甲\t500\t480')).toEqual([
    ['3', '户主甲', 48_000],
  ])
  expect(read('户号\t户主\t李子金额\t茶叶金额\n3\t户主甲\t500\t480\n4\t户主乙\t\t20')).toEqual([
    ['3', '户主甲', null, 'amount'],
    ['4', '户主乙', 2_000],
  ])
  expect(read('户号\t户主\t李子金额\t茶叶金额\t合计金额\n3\t户主甲\t500\t480\t980')).toEqual([
    ['3', '户主甲', 98_000],
  ])
})

test('§2.7 1, 2, 3 without a head may be serials as well as households', () => {
  const list = '1\t户主甲\t500\n2\t户主乙\t300\n3\t户主丙\t200'
  expect(read(list).map((row) => row[3])).toEqual(['serial', 'serial', 'serial'])
  expect(read(`户号\t姓名\t金额\n${list}`).map((row) => row[3])).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('§2.7 bank, identity and voucher columns are no household and no name', () => {
  const text =
    '序号\t户主姓名\t身份证编号\t开户行名称\t银行卡号\t实发金额\t户编号\t凭证编号\n' +
    '1\t户主甲\t略\t农商行\t6222\t1，200.00\t12\tA1\n2\t户主乙\t略\t农商行\t6223\t12，50\t13\tA2\n' +
    '\t2户合计\t\t\t\t1250'
  expect(read(text)).toEqual([
    ['12', '户主甲', 120_000],
    ['13', '户主乙', null],
  ])
})

test('§2.7 a head with months in it is one, and no other figure is taken for what was paid', () => {
  const rowsOf = (head: string) =>
    parsePastedSettlements(`${head}\n3\t户主甲\t100\t300`).map((row) => {
      return [row.householdNumber, row.amountCents, row.bankReference]
    })
  expect(rowsOf('户号\t户主\t斤数\t10月金额（元）')).toEqual([['3', 30_000, '']])
  expect(rowsOf('户号\t户主\t9月\t10月')).toEqual([['3', null, '']])
})

test('§3.14 §2.7 a column of lots names the lot of each row, and a gap in it is asked', () => {
  const rows = parsePastedSettlements(
    '批次号\t户号\t姓名\t金额\nL-１\t3\t户主甲\t500\n\t4\t户主乙\t300',
  )
  expect(rows.map((row) => [row.lotNumber, row.householdNumber, row.question])).toEqual([
    ['L-1', '3', null],
    ['', '4', 'lot'],
  ])
})

test('§2.7 what was not paid, prices without a head, other villages and odd shapes are no guess', () => {
  const head = '户号\t户主\t金额'
  expect(read('1\t户主甲\t100\t2.5\t250')).toEqual([['1', '户主甲', null, 'amount']])
  expect(read(`${head}\t状态\n1\t户主甲\t500\t已付\n2\t户主乙\t300\t未付`)).toEqual([
    ['1', '户主甲', 50_000],
    ['2', '户主乙', null, 'amount'],
  ])
  expect(read(`村\t${head}\n下庄村\t1\t户主甲\t5\n\t2\t户主乙\t3\n阮村\t1\t户主丙\t1`)).toEqual([
    ['1', '户主甲', 500],
    ['2', '户主乙', 300],
    ['1', '户主丙', 100, 'household'],
  ])
  expect(read(`${head}\t\t${head}\n1\t户主甲\t500\t\t3\t户主丙\t300`)).toEqual([
    ['1', '户主甲', 50_000],
    ['3', '户主丙', 30_000],
  ])
  expect(read(`${head}\n1\t户主甲\t五百元`)).toEqual([['1', '户主甲', null]])
  expect(read('户号,户主,金额\n1,户主甲,"1,200.00"\n2,户主乙,300')).toEqual([
    ['1', '户主甲', 120_000],
    ['2', '户主乙', 30_000],
  ])
})

test('§2.7 amounts in 角, 百元 or 千元 are asked, not taken for 元', () => {
  const head = '户号\t户主\t金额'
  for (const list of [`${head}（角）`, `${head}(千元)`, `金额单位：百元\n${head}`])
    expect(read(`${list}\n3\t户主甲\t500`), list).toEqual([['3', '户主甲', null, 'amount']])
})

test('§2.7 ditto marks are the household above, and two households in a row are asked', () => {
  const head = '户号\t户主\t金额'
  expect(read(`${head}\n3\t户主甲\t500\n〃\t同上\t300`)).toEqual([
    ['3', '户主甲', 50_000],
    ['3', '户主甲', 30_000],
  ])
  expect(read(`${head}\n3、4\t户主甲、户主乙\t800`)[0]?.[3]).toBe('household')
  expect(read('集体经济\t下庄村\t5000')).toEqual([['集体', '下庄村', 500_000]])
  expect(read('合并: 3\t户主甲\t500\n\t户主甲\t300')).toEqual([
    ['3', '户主甲', 50_000],
    ['3', '户主甲', 30_000],
  ])
})

test('§2.7 one number in two groups of a village is asked, and gaps part typed cells', () => {
  const list =
    '组别\t户号\t户主\t金额\n1组\t3\t户主甲\t500\n2组\t3\t户主乙\t300\n2组\t4\t户主丙\t20'
  expect(read(list).map((row) => row[3])).toEqual([undefined, 'group', undefined])
  expect(read('3 户主甲 500\n4 户主乙 1,200.50 A2')).toEqual([
    ['3', '户主甲', 50_000],
    ['4', '户主乙', 120_050],
  ])
})

test('§2.7 a household that a spreadsheet made a day of is asked', () => {
  const list = '户号\t户主\t金额\n3-12\t户主甲\t500\n3月12日\t户主乙\t300\n2026-03-13\t户主丙\t20'
  expect(read(list).map((row) => row[3])).toEqual([undefined, 'day', 'day'])
})
