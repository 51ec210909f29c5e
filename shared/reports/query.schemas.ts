import { z } from 'zod'
import { attributionChannels, evidenceGrades } from '../attribution/credit.ts'
import { categories } from '../catalogue/categories.ts'
import { markFilter } from '../catalogue/marks.ts'
import { largestLineCents } from '../money.ts'
import { day, divisionCode, flag, id } from '../scalars.ts'
import { line } from '../text.ts'
import { isPublicPeriod, longestPeriodText, readPeriod } from './periods.ts'

/** The notation of a period, see `readPeriod`. */
export const periodText = z
  .string()
  .max(longestPeriodText)
  .regex(/^20\d{2}[-.A-Za-z0-9]*$/)
  .refine((text) => readPeriod(text) !== null, { params: { code: 'wrong_format' } })
  .meta({ description: 'Such as 2026, 2026-H1, 2026-Q3, 2026-11 or 2026-01..2026-09' })

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

/** Of a county or below, or of units: what is kept of more is of now. */
const asOf = day.optional()

/** What the first secretary named in this pairing brought, or the pairing itself (§3.15). */
const pairingId = id.optional()

/** A report of the ledger, all of it or what a pairing brought. */
export const ledgerReportQuery = reportQuery.extend({ pairingId })

/** The same as the ledger stated it at the end of a day that is past (§4.7). */
export const datedReportQuery = ledgerReportQuery.extend({ asOf })

/** By what the ledger is sorted: by the number as posted, unless told otherwise. */
export const ledgerSorts = [
  ...(['number', '-number', 'day', '-day'] as const),
  ...(['amount', '-amount', 'weight', '-weight'] as const),
] as const

const entryCents = z.coerce.number().int().min(-largestLineCents).max(largestLineCents)

/** Which entries of the ledger are meant, and in which order. */
export const ledgerQuery = subjectQuery.extend({
  period: periodText,
  /** As it stood at the end of a day that is past (§4.7). */
  asOf,
  credit: z.enum(['direct', 'help_sale', 'overlap']).optional(),
  pairing: z.enum(['paired', 'other']).optional(),
  /** Entries of goods without proof of their village. */
  unknownVillage: flag.optional(),
  recognition: z.enum(['counted', 'not_counted']).optional(),
  productId: id.optional(),
  cooperativeId: id.optional(),
  category: z.enum(categories).optional(),
  /** Through whom was bought (§3.7). */
  channel: z.enum(attributionChannels).optional(),
  /** A brand or mark that the goods bore when they were ordered, or none (§5.10). */
  mark: markFilter.optional(),
  grade: z.enum(evidenceGrades).optional(),
  pairingId,
  /** Who bought, and who introduced the sale, of the entries of whoever is asked for. */
  buyerUnitId: id.optional(),
  helperUnitId: id.optional(),
  /** The money of an entry in 分; both ends belong to it. */
  minCents: entryCents.optional(),
  maxCents: entryCents.optional(),
  /** How an order number begins, or a part of a name: goods, seller, village, township, unit. */
  text: line(60).optional(),
  /** Entries that adjust an earlier period (§4.2). */
  adjustments: flag.optional(),
  /** Entries of purchases outside, of grade B (§3.11). */
  outside: flag.optional(),
  sort: z.enum(ledgerSorts).optional(),
})
