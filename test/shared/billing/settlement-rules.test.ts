import { expect, test } from 'vitest'
import {
  holdsIdentityNumber,
  householdKeyOf,
  householdNumberOf,
  maskedName,
} from '../../../shared/billing/settlement-rules.ts'

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
