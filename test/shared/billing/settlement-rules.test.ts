import { expect, test } from 'vitest'
import { holdsIdentityNumber, maskedName } from '../../../shared/billing/settlement-rules.ts'

test('§9 an identity-card number is known for what it is, a bank account is not', () => {
  expect(holdsIdentityNumber('毛建国 51022419680203123X')).toBe(true)
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
