import { z } from 'zod'
import { day, divisionCode, flag, id } from '../scalars.ts'
import { isPublicPeriod, longestPeriodText, readPeriod } from './periods.ts'

/** The notation of a period, see `readPeriod`. */
export const periodText = z
  .string()
  .max(longestPeriodText)
  .regex(/^20\d{2}[-.A-Za-z0-9]*$/)
  .refine((text) => readPeriod(text) !== null, { params: { code: 'wrong_format' } })

/** A period that everybody may ask of; the answers of all of them are kept. */
export const publicPeriodText = periodText.refine(
  (text) => readPeriod(text) === null || isPublicPeriod(text),
  { params: { code: 'wrong_format' } },
)

/** The subject of a report; missing parts default to the actor's own place. */
export const subjectQuery = z.object({
  unitId: id.optional(),
  /** With all units below it, each line once (§3.8). */
  withBelow: flag.optional(),
  groupId: id.optional(),
  /** A node of the division tree and everything below it. */
  divisionCode: divisionCode.optional(),
})

export const reportQuery = subjectQuery.extend({
  period: periodText,
  /** By the definitions that were in force on this day (§4.4); today's unless given. */
  definedOn: day.optional(),
})

/** Which entries of the ledger are meant. */
export const ledgerQuery = subjectQuery.extend({
  period: periodText,
  credit: z.enum(['direct', 'help_sale', 'overlap']).optional(),
  pairing: z.enum(['paired', 'other']).optional(),
  /** Entries of goods without proof of their village. */
  unknownVillage: flag.optional(),
  recognition: z.enum(['counted', 'not_counted']).optional(),
  productId: id.optional(),
  /** Entries that adjust an earlier period (§4.2). */
  adjustments: flag.optional(),
  /** Entries of purchases outside, of grade B (§3.11). */
  outside: flag.optional(),
})
