import type { ComposerTranslation } from 'vue-i18n'
import type { Figure } from '../../shared/figure.ts'
import type { ProgressRow } from '../../shared/reports/target-progress.schemas.ts'
import { decimal, percentCell } from './csv-file.ts'

/** The amounts of a row, in 分 or grams, in the order of their columns. */
export const progressAmounts = ['target', 'reached', 'missing', 'expected', 'lastYear'] as const

/** Targets and who is behind as the rows of a file: its head, and raw figures in 元 or 公斤. */
export function progressTable(
  rows: readonly ProgressRow[],
  measure: 'money' | 'weight',
  t: ComposerTranslation,
): (string | number)[][] {
  const decimals = measure === 'money' ? 2 : 3
  const amount = (sum: Figure | null) => (sum === null ? '' : decimal(sum, decimals))
  const unit = t(`progress.fileUnits.${measure}`)
  const head = [
    t('progress.name'),
    ...progressAmounts.map((key) => `${t(`progress.${key}`)}${unit}`),
    ...(['completion', 'pace', 'growth'] as const).map((key) => t(`progress.${key}`)),
    ...(['forecast', 'low', 'high'] as const).map((key) => `${t(`progress.${key}`)}${unit}`),
    t('progress.outlook'),
  ]
  const lines = rows.map((row) => [
    row.name,
    ...progressAmounts.map((key) => amount(row[key])),
    percentCell(row.completionBasisPoints),
    percentCell(row.paceBasisPoints).replace('%', ''),
    percentCell(row.growthBasisPoints),
    ...(['likely', 'low', 'high'] as const).map((key) => amount(row.forecast?.[key] ?? null)),
    row.outlook === null ? '' : t(`progress.outlooks.${row.outlook}`),
  ])
  return [head, ...lines]
}
