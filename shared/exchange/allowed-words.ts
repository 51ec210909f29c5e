import type { ImportField, RowRemark } from './imports.schemas.ts'

type Language = 'zh-CN' | 'en'

/**
 * A remark in the language of whoever reads it: what its cell may hold, units, and what may be
 * chosen. The check that kept it in Chinese did not know for whom.
 */
export function inLanguage(
  remark: RowRemark,
  fields: readonly Pick<ImportField, 'name' | 'options'>[],
  language: Language,
): RowRemark {
  const { field, code, values, options } = remark
  return {
    ...remark,
    ...(options && {
      options: options.map((option) => ({ ...option, label: labelIn(option.label, language) })),
    }),
    ...(values && {
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => {
          if (name === 'text' || typeof value === 'number') return [name, value]
          if (code !== 'not_one_of' || name !== 'options') return [name, withUnits(value, language)]
          const own = Object.values(fields.find((each) => each.name === field)?.options ?? {})
          const words =
            own.length > 0
              ? own.map((word) => word[language])
              : value.split('、').map((word) => withUnits(word, language))
          return [name, words.join(language === 'en' ? ', ' : '、')]
        }),
      ),
    }),
  }
}

const unitsInEnglish = new Map([
  ['元', 'yuan'],
  ['元/公斤', 'yuan/kg'],
  ['元/斤', 'yuan/jin'],
  ['元/吨', 'yuan/t'],
])

/** A text with the units behind its figures, or one that is a unit, as the language says them. */
export function withUnits(text: string, language: Language): string {
  if (language === 'zh-CN') return text
  return (
    unitsInEnglish.get(text) ??
    text.replaceAll(/(?<=\d )元(?:\/(?:公斤|斤|吨))?/g, (unit) => unitsInEnglish.get(unit) ?? unit)
  )
}

/** One of the two languages of what the program itself offers: 同一笔 (the same), 3 公斤 (kg). */
function labelIn(label: string, language: Language): string {
  const match = /^([\d,.]+ )?([\u4e00-\u9fff]+) \(([a-z][a-z ,]*)\)$/.exec(label)
  if (match === null) return label
  const [, figures = '', chinese = '', english = ''] = match
  return `${figures}${language === 'en' ? english : chinese}`
}
