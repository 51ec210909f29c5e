import { z } from 'zod'
import { figure } from '../figure.ts'

export const rankingKinds = ['village', 'unit', 'product', 'division'] as const

export const rankingRow = z.object({
  /** Null of the unknown village, which stands last: it competes with none (§3.5). */
  rank: z.int().nullable(),
  /** The village's or division's code, the unit's or product's id; '' is the unknown village. */
  key: z.string(),
  name: z.string(),
  detail: z.string(),
  cents: figure,
  grams: figure,
  lastYearCents: figure,
  growthBasisPoints: figure.nullable(),
  /** Of units and divisions with a target for the year. */
  completionBasisPoints: figure.nullable(),
})

/** What the rows of a ranking are parts of; credits of several units in one line overlap (§3.8). */
export const rankingTotal = z.object({
  cents: figure,
  grams: figure,
  lastYearCents: figure,
  growthBasisPoints: figure.nullable(),
})
