import { policySchemas } from '../../../shared/assistance/policies.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { policyValue } from '../../assistance/index.ts'
import type { Reader } from '../../platform/db/transaction.ts'

const usual = { daysBefore: 3, daysBetween: 7 }

/** The days of reminders that hold on a day (§7.2). */
export async function readReminderDays(reader: Reader, now: Date) {
  const value = await policyValue(reader, 'payment_reminders', dayOf(now))
  return policySchemas.payment_reminders.parse(value ?? usual)
}
