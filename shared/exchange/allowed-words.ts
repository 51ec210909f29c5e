import type { ImportField, RowRemark } from './imports.schemas.ts'

/**
 * A remark that names what its cell may hold, in the language of whoever reads it: the check that
 * kept it in Chinese did not know for whom. Words of no list, such as 元/公斤, stay as they are.
 */
export function withAllowedWords(
  remark: RowRemark,
  fields: readonly Pick<ImportField, 'name' | 'options'>[],
  language: 'zh-CN' | 'en',
): RowRemark {
  const { field, code, values } = remark
  if (code !== 'not_one_of' || values === undefined) return remark
  const own = Object.values(fields.find(({ name }) => name === field)?.options ?? {})
  const words = own.length > 0 ? own.map((word) => word[language]) : listed(values.options)
  return { ...remark, values: { ...values, options: words.join(language === 'en' ? ', ' : '、') } }
}

function listed(words: string | number = ''): string[] {
  return String(words).split('、')
}
