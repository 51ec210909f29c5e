import { expect, test } from 'vitest'
import {
  hashPassword,
  isWithoutPepper,
  usePepper,
  verifyPassword,
} from '../../../server/accounts/secrets.ts'

test('a password is kept as an argon2id PHC string that only itself matches', async () => {
  const hash = await hashPassword('山里的黄金李')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword('山里的黄金李', hash)).toBe(true)
  expect(await verifyPassword('山里的黄金桃', hash)).toBe(false)
  expect(await hashPassword('山里的黄金李')).not.toBe(hash)
})

test('full-width letters and digits are the same password as plain ones', async () => {
  const hash = await hashPassword('Ｃｕｎｊｉ－２０２６')
  expect(await verifyPassword('Cunji-2026', hash)).toBe(true)
})

test('without a hash the answer is no', async () => {
  expect(await verifyPassword('anything at all', null)).toBe(false)
})

test('a key beside the database takes part in the hash, and older hashes are made anew', async () => {
  const plain = await hashPassword('山里的黄金李')
  usePepper('a key for passwords alone, 32 characters')
  try {
    expect(await verifyPassword('山里的黄金李', plain)).toBe(true)
    expect(isWithoutPepper(plain)).toBe(true)
    const keyed = await hashPassword('山里的黄金李')
    expect(keyed).toMatch(/,keyid=[0-9a-f]{8}\$/)
    expect([await verifyPassword('山里的黄金李', keyed), isWithoutPepper(keyed)]).toEqual([
      true,
      false,
    ])
    expect(await verifyPassword('山里的黄金桃', keyed)).toBe(false)
    usePepper('another key for passwords, 32 characters')
    expect(await verifyPassword('山里的黄金李', keyed)).toBe(false)
    usePepper(undefined)
    expect(await verifyPassword('山里的黄金李', keyed)).toBe(false)
  } finally {
    usePepper(undefined)
  }
})
