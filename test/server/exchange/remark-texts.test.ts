import { expect, test } from 'vitest'
import { remarkTexts } from '../../../server/exchange/remark-texts.ts'
import { readText } from '../../support/sources.ts'

test.each(['zh-CN', 'en'] as const)('a file says in %s what the screen says', (language) => {
  const { fields } = JSON.parse(readText(`web/locales/${language}/errors.json`))
  const texts = Object.entries(remarkTexts[language])
  expect(texts.length).toBeGreaterThan(20)
  for (const [code, text] of texts) expect(text, code).toBe(fields[code].split(' | ').at(-1))
})
