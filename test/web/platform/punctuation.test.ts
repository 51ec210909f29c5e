import { afterEach, expect, test } from 'vitest'
import { i18n } from '../../../web/platform/i18n.ts'
import { enumerated, inSequence, labelled, withNote } from '../../../web/platform/punctuation.ts'

afterEach(() => {
  i18n.global.locale.value = 'zh-CN'
})

test.each([
  ['zh-CN', ['甲、乙', '甲；乙', '甲：乙', '甲（乙）']],
  ['en', ['甲, 乙', '甲; 乙', '甲: 乙', '甲 (乙)']],
] as const)('signs between words are those of the language: %s', (locale, expected) => {
  i18n.global.locale.value = locale
  expect([
    enumerated(['甲', '乙']),
    inSequence(['甲', '乙']),
    labelled('甲', '乙'),
    withNote('甲', '乙'),
  ]).toEqual(expected)
})
