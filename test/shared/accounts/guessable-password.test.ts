import { expect, test } from 'vitest'
import { newPassword } from '../../../shared/accounts/accounts.schemas.ts'
import { isGuessable } from '../../../shared/accounts/guessable-password.ts'

const refusalOf = (typed: string) => {
  const parsed = newPassword.safeParse(typed)
  const [issue] = parsed.error?.issues ?? []
  return issue?.code === 'custom' ? issue.params?.code : issue?.code
}

test.each([
  'passwordpassword',
  'P@ssw0rd1234',
  'administrator',
  'Admin@123456',
  'iloveyou1314',
  'woaini5201314',
  '5201314woaini',
  '1qaz2wsx3edc',
  'zaq12wsxcde3',
  '1q2w3e4r5t6y',
  'qwertyuiop123',
  '123456789012',
  '987654321987',
  'abc123456789',
  'qq1234567890',
  'welcome12345',
  'changeme2026!',
  'aaaaaaaaaaaa',
  'plum plum plum',
  'cunji2026cunji',
])('%s is what others try first', (typed) => {
  expect(isGuessable(typed)).toBe(true)
  expect(refusalOf(typed)).toBe('password_too_simple')
})

test.each([
  '一亩三分地里的三棵大白菜',
  'plums on the terrace',
  'a-new-harvest-2027',
  'correct horse battery',
  '山里有 7 棵老茶树，真香',
  // no kind of sign is required: digits alone will do where they mean nothing
  '740938265104',
])('%s is taken', (typed) => {
  expect(refusalOf(typed)).toBeUndefined()
})

test('eleven signs are too few, a hundred and twenty-eight are taken, one more is not', () => {
  expect(refusalOf('老树新芽茶李子树下乘凉')).toBe('too_small')
  const long = '梯田上的李子树'.repeat(20).slice(0, 127)
  expect(refusalOf(`${long}！`)).toBeUndefined()
  expect(refusalOf(`${long}！！`)).toBe('too_big')
})

test('the answer to a long one comes at once', () => {
  const began = performance.now()
  for (let turn = 0; turn < 200; turn += 1) isGuessable(`${'1q2w3e'.repeat(20)}？`)
  expect(performance.now() - began).toBeLessThan(2_000)
})
