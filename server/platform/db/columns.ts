import { bigint, date, timestamp } from 'drizzle-orm/pg-core'

/** An instant with time zone, as a Date. */
export const instant = () => timestamp({ withTimezone: true, mode: 'date' })

// A column takes its name from its key, unless it is given one, as columns of views must be.

/** A calendar day in Asia/Shanghai, as `2026-11-22`. */
export const day = (name = '') => date(name, { mode: 'string' })

/** An amount in 分, a weight in grams: integers well within what a number holds exactly. */
export const integer64 = (name = '') => bigint(name, { mode: 'number' })
