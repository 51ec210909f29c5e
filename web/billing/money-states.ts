import { day } from '../platform/format.ts'
import { moneyReason } from './online-texts.ts'
import type { DueBand, MoneyDueTotals } from './use-money-due.ts'

type Translate = (key: string, words?: Record<string, string | number>) => string

/** How states of money look; the word beside them says the same. */
export const matchTones = { matched: 'good', open: 'waiting', different: 'bad' } as const
export const runTones = { prepared: 'waiting', released: 'good', cancelled: 'plain' } as const
export const bandTones = { within: 'plain', over_standard: 'waiting', over_limit: 'bad' } as const

/** An age of money due in words; its limits in days are dated configuration. */
export function bandLabel(t: Translate, band: DueBand, totals: MoneyDueTotals | null): string {
  const { standardDays = 0, limitDays = 0 } = totals ?? {}
  return t(`billing.bands.${band}`, { standard: standardDays, limit: limitDays })
}

/** The day and the bank's reference; the provider's own once it has confirmed. */
export function factsOf(
  day: string,
  { method, state, bankReference }: { method: string; state: string; bankReference: string },
): string[] {
  return method === 'online' && state !== 'confirmed' ? [day] : [day, bankReference]
}

/** Who recorded and who decided on a payment or refund, and the reason of a rejection. */
export function decisionNotes(
  t: Translate,
  record: {
    method?: string
    recordedByName: string
    recordedAt: string
    decidedByName: string | null
    decidedAt: string | null
    stateReason: string
  },
): string[] {
  const { method = '', recordedByName, recordedAt, decidedByName, decidedAt, stateReason } = record
  return [
    t('billing.payments.recordedBy', { name: recordedByName, day: day(recordedAt) }),
    ...(decidedByName === null
      ? []
      : [t('billing.payments.decidedBy', { name: decidedByName, day: day(decidedAt) })]),
    ...(stateReason === '' ? [] : [moneyReason(t, method, stateReason)]),
  ]
}
