import { expect, test } from 'vitest'
import { strengthOf } from '../../../shared/accounts/password-strength.ts'

test.each([
  ['', 'too_short'],
  ['黄金李', 'too_short'],
  ['password12345', 'guessable'],
  ['abababababababab', 'guessable'],
  ['山里的黄金李子今年特别甜', 'fair'],
  ['aaaaaaaabbbbbbbbcccc', 'fair'],
  ['一亩三分地里的三棵大白菜和两头蒜', 'strong'],
])('a new password %s reads as %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength)
})
