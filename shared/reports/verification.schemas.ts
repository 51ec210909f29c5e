import { z } from 'zod'
import { id } from '../scalars.ts'

/** A verification of a place's ledger: under way as long as it has no end. */
export const verification = z.object({
  id,
  scope: z.string(),
  requestedAt: z.iso.datetime({ offset: true }),
  finishedAt: z.iso.datetime({ offset: true }).nullable(),
  /** The verification ended without a result and may be requested again. */
  hasFailed: z.boolean(),
  /** Of how many counties; null until it has begun. */
  countiesTotal: z.int().nullable(),
  counties: z.int(),
  entries: z.int(),
  lines: z.int(),
  fault: z
    .object({
      check: z.string(),
      countyCode: z.string().nullable(),
      number: z.int().nullable(),
      detail: z.string(),
    })
    .nullable(),
})
