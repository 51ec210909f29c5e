import { z } from 'zod'
import { divisionCode } from '../scalars.ts'
import { mostPlaces, mostPoints, pointsOf } from './boundary-points.ts'

/** Ten-thousandths of a degree: longitude and latitude in turns, three points at least. */
const ring = z
  .array(z.int().min(-1_800_000).max(1_800_000))
  .min(6)
  .max(4_000)
  .refine((numbers) => numbers.length % 2 === 0, { params: { code: 'wrong_format' } })

/** The outline of a place: its outer rings, one for each part. */
const boundary = z.object({ code: divisionCode, rings: z.array(ring).min(1).max(60) })

export type Boundary = z.output<typeof boundary>

export const boundaries = z.object({ items: z.array(boundary) })

export const boundariesBody = z.object({
  items: z
    .array(boundary)
    .min(1)
    .max(mostPlaces)
    .refine((items) => pointsOf(items) <= mostPoints, { params: { code: 'too_many' } }),
})
