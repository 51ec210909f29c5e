import { expect, test } from 'vitest'
import {
  holdsIdentityNumber,
  maskedName,
  parsePastedSettlements,
} from '../../../shared/billing/settlement-rules.ts'

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

test('rows out of a spreadsheet, with a head, empty rows and the collective', () => {
  const text = '户号\t姓名\t金额\t流水号\n012\t毛建国\t1,200.50\tB1\n\n集体\t下庄村集体\t300\t\n'
  expect(parsePastedSettlements(text)).toEqual([
    {
      recipientKind: 'household',
      householdNumber: '012',
      recipientName: '毛建国',
      amountText: '1,200.50',
      bankReference: 'B1',
    },
    {
      recipientKind: 'collective',
      householdNumber: null,
      recipientName: '下庄村集体',
      amountText: '300',
      bankReference: '',
    },
  ])
})
