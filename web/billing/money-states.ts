import { day } from '../platform/format.ts'
import { moneyReason } from './online-texts.ts'

type Translate = (key: string, words?: Record<string, string | number>) => string

/** How states of money look; the word beside them says the same. */
export const matchTones = { matched: 'good', open: 'waiting', different: 'bad' } as const
export const runTones = { prepared: 'waiting', released: 'good', cancelled: 'plain' } as const
export const bandTones = {
  not_due: 'plain',
  late_30: 'waiting',
  late_60: 'bad',
  late_more: 'bad',
} as const

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
