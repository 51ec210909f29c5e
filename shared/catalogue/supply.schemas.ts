import { z } from 'zod'
import { place, reference } from '../organisations/identity.ts'
import { id } from '../scalars.ts'
import { category } from './categories.ts'

/** A kind of produce that a cooperative has on sale: where it is from, when, and how much. */
export const supplyRow = z.object({
  cooperative: reference,
  category,
  /** Its commonest name. */
  name: z.string(),
  /** The cheapest of its goods by weight, to be ordered. */
  productId: id,
  products: z.int(),
  /** Where most of it comes from. */
  origin: place,
  /** Of a place that was given as paired (§3.10). */
  isPaired: z.boolean(),
  /** Without a stated season all twelve. */
  months: z.array(z.int().min(1).max(12)),
  /** Left of open lots; 0: nothing harvested is on sale yet. */
  availableGrams: z.int(),
  /** What its villages declared for this season year under that name; null: nothing. */
  capacityGrams: z.int().nullable(),
  centsPerJin: z.int(),
})
export type SupplyRow = z.output<typeof supplyRow>
