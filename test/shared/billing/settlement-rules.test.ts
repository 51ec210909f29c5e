import { expect, test } from 'vitest'
import {
  holdsIdentityNumber,
  householdKeyOf,
  householdNumberFault,
  householdNumberOf,
  maskedName,
} from '../../../shared/billing/settlement-rules.ts'
import { householdNumbersOf } from '../../../shared/points/points.ts'

test('§9 an identity-card number is known for what it is, a bank account is not', () => {
  expect(holdsIdentityNumber('毛建国 51022419680203123X')).toBe(true)
  for (const written of ['510224_19680203_1231', '510224/19680203/1231', '510224,19680203,1231'])
    expect(holdsIdentityNumber(written), written).toBe(true)
  expect(holdsIdentityNumber('6210000000000000001')).toBe(false)
  expect(holdsIdentityNumber('户 12')).toBe(false)
})

test('§9 a household’s name is masked', () => {
  expect([maskedName('毛建国'), maskedName('李二'), maskedName('王')]).toEqual([
    '毛**',
    '李*',
    '王*',
  ])
})

test('§3.14 a household is one however its number is written, and what people write around it', () => {
  const written = ['24', '２４号', '第24户', '24号户', '户24', '24#', ' 024 ', 'No.24', '户号：24']
  written.push('24.', '24.0')
  expect(new Set(written.map(householdKeyOf))).toEqual(new Set(['24']))
  expect(['A-7号户', '24-1', '户', '户主7'].map(householdNumberOf)).toEqual([
    'A-7',
    '24-1',
    '户',
    '7',
  ])
})

test('§3.14 what stands between two figures of a household’s number parts them', () => {
  const house12OfGroup1 = ['1-12', '01-012', '１－１２', '1—12', '1/12', '1·12', '1 12', '1 - 12']
  house12OfGroup1.push(
    '1组12号',
    '第1组第12户',
    '1村民小组 12号户',
    '1社12户',
    '1-12.0',
    '户号：1-12',
  )
  expect(new Set(house12OfGroup1.map(householdKeyOf))).toEqual(new Set(['1-12']))
  expect(['11-2', '112', '1-1-2'].map(householdKeyOf)).toEqual(['11-2', '112', '1-1-2'])
  const lettered = ['A-01', 'A01', 'a1', 'A/1', 'a - 1']
  expect(new Set(lettered.map(householdKeyOf))).toEqual(new Set(['A1']))
  const written = ['A-01-2', '12-', '-12', '0', '24.10', '户', '三组12号']
  expect(written.map(householdKeyOf)).toEqual(['A1-2', '12', '12', '0', '24-10', '户', '三组12'])
})

test('§2.7 a day is no household’s number: spreadsheets make one of 3-12', () => {
  const days = ['2026-03-12', '2026/3/12', '3月12日', '２０２６年３月１２日', '2026-03-12 00:00:00']
  for (const day of [...days, '12-Mar', 'Mar-12', '3月'])
    expect(householdNumberFault(day), day).toBe('household_number_day')
  for (const number of ['3-12', '3组12号', '2026', '2026-3', 'A-7', '12'])
    expect(householdNumberFault(number), number).toBeNull()
  expect(householdNumberFault(' - ')).toBe('household_number_required')
})

test('§7.7 a gap beside a stroke, or behind a group, stands within a number', () => {
  expect(householdNumbersOf('3 - 12、3组 13号,４\n5 6')).toEqual(['3-12', '3组13号', '4', '5', '6'])
})
