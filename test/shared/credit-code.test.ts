import { expect, test } from 'vitest'
import { creditCode, isCreditCode } from '../../shared/credit-code.ts'

test('§9 a unified social credit code is checked by GB 32100', () => {
  expect(isCreditCode('11500000MB19069553')).toBe(true)
  expect(isCreditCode('91654026MA78WT2Q66')).toBe(true)
  expect(isCreditCode('91350100M000100Y4Z')).toBe(false)
  for (const wrong of ['', '1150000OMB19069553', '11500000MB1906955', '11500000MB19069554'])
    expect(isCreditCode(wrong), wrong).toBe(false)
  expect(creditCode.parse(' 11500000mb19069553 ')).toBe('11500000MB19069553')
})

test('§9 every single wrong character of a credit code is found', () => {
  const code = '91654026MA78WT2Q66'
  for (let at = 0; at < code.length; at += 1)
    for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
      const typed = code.slice(0, at) + other + code.slice(at + 1)
      expect(isCreditCode(typed), typed).toBe(other === code[at])
    }
})
