import { z } from 'zod'
import { productStates } from '../../shared/catalogue/product-states.ts'
import { day, id } from '../../shared/scalars.ts'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { packs } from './catalogue.tables.ts'

/** The remaining stock of a lot on sale, and its last day of sale. */
export const offeredLot = z.object({
  lotId: id,
  availableGrams: z.int(),
  expiresOn: day.nullable(),
  certificateValidTo: day.nullable(),
})

/** A lot from which the pack can be delivered. */
export type OfferedLot = z.output<typeof offeredLot>

/**
 * A pack with everything that decides whether and at which price it can be ordered (§5.2): a row
 * of `catalogue.offers_published` with one of `catalogue.terms_in_force`. Versions grow with every
 * change of what they belong to.
 */
export const offer = z.object({
  packId: id,
  packVersion: z.int(),
  packName: z.string(),
  packGrams: z.int(),
  priceCents: z.int(),
  /** By rising `fromQuantity`, each no dearer than the one before. */
  tiers: z.array(z.object({ fromQuantity: z.int(), priceCents: z.int() })),
  minimumQuantity: z.int(),
  /** Neither withdrawn nor kept from sale by a review (§5.9), and within the bounds (§2.6). */
  isPackOffered: z.boolean(),
  productId: id,
  productVersion: z.int(),
  productName: z.string(),
  category: z.string(),
  productState: z.enum(productStates),
  /** Empty: the whole year. See `isInSeason` in shared/catalogue/season.ts. */
  seasonWindows: z.array(z.object({ starts: z.string(), ends: z.string() })),
  cooperativeId: id,
  cooperativeName: z.string(),
  cooperativeState: z.string(),
  /** `cutOff` is `HH:MM` in Asia/Shanghai; `edition` is another one after every change. */
  terms: z.object({
    minimumOrderCents: z.int(),
    cutOff: z.string(),
    leadTimeDays: z.int(),
    edition: z.string(),
  }),
  /** See `areaOf` in shared/catalogue/delivery-area.ts. */
  deliveryAreas: z.array(z.object({ code: z.string(), freightCentsPerKg: z.int() })),
  /** Lots with something left, what expires first comes first. */
  lots: z.array(offeredLot),
})

/** A pack on sale with everything that decides its price, delivery and stock. */
export type Offer = z.output<typeof offer>

/** The ids that are packs, on sale or not; the others are left out. */
export async function knownPackIds(reader: Reader, packIds: readonly string[]): Promise<string[]> {
  const rows = await reader.select({ id: packs.id }).from(packs).where(isAnyOf(packs.id, packIds))
  return rows.map((row) => row.id)
}
