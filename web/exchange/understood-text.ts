import type { ComposerTranslation } from 'vue-i18n'
import type { ImportField, UnderstoodValue } from '../../shared/exchange/imports.schemas.ts'
import { count, day, kilograms, yuan } from '../platform/format.ts'
import { language } from '../platform/i18n.ts'
import { enumerated } from '../platform/punctuation.ts'

/** What a cell of a sheet was read as, for whoever checks it. */
export function understoodText(
  t: ComposerTranslation,
  { options }: Pick<ImportField, 'options'>,
  { type, value }: UnderstoodValue,
): string {
  switch (type) {
    case 'text':
      return value
    case 'day':
      return day(value)
    case 'options':
      return enumerated(value.map((one) => options[one]?.[language.value] ?? one))
    case 'money':
      return t('exchange.rows.understood.money', { amount: yuan(value) })
    case 'weight':
      return t('exchange.rows.understood.weight', { kilograms: kilograms(value) })
    case 'count':
      return count(value)
    case 'days':
      return t('exchange.rows.understood.days', { count: count(value) })
    case 'row':
      return t('exchange.rows.understood.row', { row: value })
  }
}
