import { expect, test } from 'vitest'
import { fileNamePart } from '../../../server/exchange/ledger-heading.ts'

test.each([
  ['台账-"下庄"/一社\r\n-2026年', '台账- 下庄 一社 -2026年'],
  ['台账-\u202exslx.exe\u0000-2026年', '台账- xslx.exe -2026年'],
  ['半个\ud800字', '半个 字'],
])('a file name holds nothing that systems refuse or that hides what it is', (text, name) => {
  expect(fileNamePart(text)).toBe(name)
})

test('a long file name is cut between signs, so that an address can hold it', () => {
  const name = fileNamePart(`台${'𠮷'.repeat(200)}`)
  expect(Array.from(name)).toHaveLength(120)
  expect(encodeURIComponent(name)).toMatch(/^%E5%8F%B0(%F0%A0%AE%B7){119}$/)
})
