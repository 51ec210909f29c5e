import { addDays, dayOf } from '../scalars.ts'

/** A unit is reminded of one matter at most once in so many days, whoever reminds (§3.13). */
export const daysBetweenReminders = 7

/** Whoever was last reminded before this instant may be reminded again: the days are of China. */
export function remindableBefore(now: Date): Date {
  const day = addDays(dayOf(now), 1 - daysBetweenReminders)
  return new Date(`${day}T00:00:00+08:00`)
}
