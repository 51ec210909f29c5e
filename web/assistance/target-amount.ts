import type { ComposerTranslation } from 'vue-i18n'
import type { Target } from '../../shared/assistance/targets.schemas.ts'
import { type Figure, less } from '../../shared/figure.ts'
import { kilograms, largeMoney, tonnes, yuan } from '../platform/format.ts'

/** A target as it is said: in 万元 or 吨; null: there is none. */
export function targetAmount(
  t: ComposerTranslation,
  measure: Target['measure'],
  amount: Figure | null | undefined,
): string {
  if (amount === null || amount === undefined) return t('targets.none')
  const figure = measure === 'money' ? largeMoney(amount) : tonnes(amount)
  return `${figure} ${t(`assistance.targets.units.${measure}`)}`
}

/** The same to the last 分 or gram, to be shown beside it. */
export function exactTarget(measure: Target['measure'], amount: number | null): string | undefined {
  if (amount === null) return undefined
  return measure === 'money' ? yuan(amount) : kilograms(amount)
}

/** What of a group's target its members have not been given, or have beyond it. */
export function restText(
  t: ComposerTranslation,
  measure: Target['measure'],
  unassigned: Figure | null,
): string {
  if (unassigned === null) return ''
  const isOver = Number(unassigned) < 0
  const amount = targetAmount(t, measure, isOver ? less(0, unassigned) : unassigned)
  return t(isOver ? 'targets.split.beyond' : 'targets.split.rest', { amount })
}
