import { expect, test } from 'vitest'
import { fieldsOf } from '../../../server/exchange/import-view.ts'
import { kindOf } from '../../../server/exchange/kinds/index.ts'
import { remarkText, remarkTexts } from '../../../server/exchange/remark-texts.ts'
import { withAllowedWords } from '../../../shared/exchange/allowed-words.ts'
import type { RowRemark } from '../../../shared/exchange/imports.schemas.ts'
import { readText } from '../../support/sources.ts'

test.each(['zh-CN', 'en'] as const)('a file says in %s what the screen says', (language) => {
  const { fields } = JSON.parse(readText(`web/locales/${language}/errors.json`))
  const texts = Object.entries(remarkTexts[language])
  expect(texts.length).toBeGreaterThan(20)
  for (const [code, text] of texts) expect(text, code).toBe(fields[code].split(' | ').at(-1))
})

test('what a cell may hold is named in the language of its reader', () => {
  const inEnglish = (field: string, options: string) => {
    const remark: RowRemark = { field, code: 'not_one_of', values: { text: 'x', options } }
    const fields = fieldsOf(kindOf(field === 'areas' ? 'sales_terms' : 'units'))
    return remarkText(withAllowedWords(remark, fields, 'en'), field, 'en')
  }
  expect(inEnglish('unitType', '机关、学校')).toMatch(/it can be: State organ, .*, School, /)
  expect(inEnglish('areas', '元/公斤、元/吨')).toContain('it can be: 元/公斤, 元/吨')
})
