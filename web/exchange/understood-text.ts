import type { ComposerTranslation } from 'vue-i18n'
import { withUnits } from '../../shared/exchange/allowed-words.ts'
import type { ImportField, UnderstoodValue } from '../../shared/exchange/imports.schemas.ts'
import { count, day, kilograms, yuan } from '../platform/format.ts'
import { language } from '../platform/i18n.ts'
import { enumerated } from '../platform/punctuation.ts'

/** How many of the program's units one of those is that a figure is shown in. */
const shownIn: Partial<Record<UnderstoodValue['type'], number>> = {
  ...{ money: 100, weight: 1_000, count: 1, days: 1 },
}

/** Whether a cell says the figure itself, in the unit that it is shown in: 600 of 600.00 元. */
export function statesValue(cell: string, { type, value }: UnderstoodValue): boolean {
  const units = shownIn[type]
  const plain = cell.normalize('NFKC').replaceAll(/[\s,¥+]/g, '')
  if (units === undefined || !/^-?\d+(?:\.\d+)?$/.test(plain)) return false
  return Math.round(Number(plain) * units) === value
}

/** What a cell of a sheet was read as, for whoever checks it. */
export function understoodText(
  t: ComposerTranslation,
  { options }: Pick<ImportField, 'options'>,
  { type, value }: UnderstoodValue,
): string {
  switch (type) {
    case 'text':
      return withUnits(value, language.value)
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
