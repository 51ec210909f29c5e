import { z } from 'zod'

/** A record's identifier: UUID version 7. */
export const id = z.uuid()

/** A calendar day in Asia/Shanghai between 1900 and 2200, `2026-11-22` (domain.md §2.5). */
export const day = z.iso.date().refine((typed) => typed >= '1900-01-01' && typed <= '2200-12-31', {
  params: { code: 'day_out_of_range' },
})

/** A month in Asia/Shanghai, `2026-11`: the key of a period (§4). */
export const month = z
  .string()
  .max(7)
  .regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/)

/** A calendar year that something is kept or planned for. */
export const year = z.int().min(2000).max(2100)

/** The same out of an address. */
export const yearInAddress = z.coerce.number().int().min(2000).max(2100)

/**
 * Counts the changes of a record, so that nobody overwrites what they have not seen. 0 is that of
 * a record nobody has made yet, where one may be missing.
 */
export const version = z.int().min(0).max(2_147_483_647)

/** Yes or no in an address. */
export const flag = z.string().max(5).meta({ description: 'true or false' }).pipe(z.stringbool())

/** A count of packs, pieces and the like (§2.6). */
export const count = z.int().min(1).max(1_000_000)

/** An instant with time zone, ISO 8601. */
export const instant = z.iso.datetime({ offset: true })

/** A share in basis points of 10,000 (§3.9). */
export const basisPoints = z.int().min(0).max(10_000)

/** Significant digits of a division code: province 2, city 4, county 6, township 9, village 12. */
export const divisionCode = z
  .string()
  .max(12)
  .regex(/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/)

/** What an official sees, with everything below it: a division, or '' for the whole nation. */
export const areaCode = z.union([z.literal(''), divisionCode])

/** A village's 12-digit code (domain.md §9). */
export const villageCode = z
  .string()
  .max(12)
  .regex(/^\d{12}$/)

/** The Asia/Shanghai calendar day of an instant (§2.5). China keeps UTC+8 without summer time. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** The day `days` after, or with a negative number before, a calendar day. */
export function addDays(from: string, days: number): string {
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** How many days one calendar day is after another; negative: before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
