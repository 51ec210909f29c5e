import { expect, test } from 'vitest'
import { fieldsOf } from '../../../server/exchange/import-view.ts'
import { kindOf } from '../../../server/exchange/kinds/index.ts'
import { remarkText, remarkTexts } from '../../../server/exchange/remark-texts.ts'
import { inLanguage } from '../../../shared/exchange/allowed-words.ts'
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
    return remarkText(inLanguage(remark, fields, 'en'), field, 'en')
  }
  expect(inEnglish('unitType', '机关、学校')).toMatch(/it can be: State organ, .*, School, /)
  expect(inEnglish('areas', '元/公斤、元/吨')).toContain('it can be: yuan/kg, yuan/t')
  const asked: RowRemark = {
    ...{ field: 'areas', code: 'was_before' },
    values: { before: '三明市三元区 0.40 元/公斤', after: '200.00 元' },
    options: ['同一笔 (the same)', '300.00 元 (yuan)', '巫山县（新区）'].map((label) => ({
      ...{ value: label, label },
    })),
  }
  expect(inLanguage(asked, [], 'en')).toMatchObject({
    values: { before: '三明市三元区 0.40 yuan/kg', after: '200.00 yuan' },
    options: [{ label: 'the same' }, { label: '300.00 yuan' }, { label: '巫山县（新区）' }],
  })
  expect(inLanguage(asked, [], 'zh-CN').options?.[0]?.label).toBe('同一笔')
})
