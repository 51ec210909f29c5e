import { fieldError } from '../../shared/errors.ts'
import { monthOfDay, shiftMonth } from '../../shared/months.ts'
import { dayOf } from '../../shared/scalars.ts'

/**
 * The day of a payment or refund is not in the future and, until months are closed (§4.2), at most
 * in the month before: so nobody moves what an earlier month or year has recognised (§3.3).
 */
export function requirePostingDay(now: Date, day: string, path: string): void {
  const today = dayOf(now)
  if (day > today) throw fieldError([path], 'in_the_future')
  const from = `${shiftMonth(monthOfDay(today), -1)}-01`
  if (day < from) throw fieldError([path], 'before_last_month', { from })
}
