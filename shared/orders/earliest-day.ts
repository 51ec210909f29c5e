import { addDays, dayOf } from '../scalars.ts'

/** When a cooperative must have an order, and how many days later it delivers (§5.2). */
export interface DeliveryTerms {
  /** `HH:MM` in Asia/Shanghai: what comes later counts as the next day's. */
  cutOff: string
  leadTimeDays: number
}

const dayMilliseconds = 86_400_000

/** The first calendar day, Asia/Shanghai, on which an order placed now can be delivered. */
export function earliestDay(now: Date, terms: DeliveryTerms): string {
  const late = timeOfDay(now) >= terms.cutOff ? 1 : 0
  return dayOf(new Date(now.getTime() + (terms.leadTimeDays + late) * dayMilliseconds))
}

/** The last calendar day that goods can be ordered for now: a year ahead. */
export function latestDay(now: Date): string {
  return addDays(dayOf(now), 365)
}

/** The instant from which an order counts as a day later: the next cut-off in Asia/Shanghai. */
export function nextCutOff(now: Date, { cutOff }: DeliveryTerms): Date {
  const today = new Date(`${dayOf(now)}T${cutOff}:00+08:00`)
  return today > now ? today : new Date(today.getTime() + dayMilliseconds)
}

/** `HH:MM` in Asia/Shanghai. */
function timeOfDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16)
}
