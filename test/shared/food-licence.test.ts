import { expect, test } from 'vitest'
import { foodLicenceCheckDigit, isFoodLicence } from '../../shared/food-licence.ts'

test('§9 a food production licence ends in its ISO 7064 MOD 11,10 digit', () => {
  expect(foodLicenceCheckDigit('1530825001410')).toBe('9')
  expect(isFoodLicence('SC15308250014109')).toBe(true)
  expect(isFoodLicence('SC15308250014108')).toBe(false)
  expect(isFoodLicence('15308250014109')).toBe(false)
})
