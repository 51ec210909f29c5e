import type { Offer, OfferedLot } from '../catalogue/index.ts'

/** Whole packs out of one lot. */
export interface LotPart {
  lotId: string
  quantity: number
  grams: number
}

/** The lots as one requisition empties them. */
export interface LotShelf {
  /** How many packs of the offer could still be taken. */
  packsLeft(offer: Offer): number
  /** Takes packs, all of them or, where there are too few, none. */
  take(offer: Offer, quantity: number): LotPart[]
}

/**
 * A shelf on which lines that share a lot count together (§5.3). A line takes what expires first,
 * in whole packs, and goes on to the next lot where one does not suffice. Lots that expire, or
 * whose certificate lapses, before the day are left alone.
 */
export function lotShelf(neededOn: string): LotShelf {
  const taken = new Map<string, number>()
  const packsIn = (lot: OfferedLot, packGrams: number): number => {
    if (!isFit(lot, neededOn)) return 0
    const left = lot.availableGrams - (taken.get(lot.lotId) ?? 0)
    return Math.max(0, Math.floor(left / packGrams))
  }
  return {
    packsLeft: ({ lots, packGrams }) =>
      lots.reduce((total, lot) => total + packsIn(lot, packGrams), 0),

    take({ lots, packGrams }, quantity) {
      const parts: LotPart[] = []
      let missing = quantity
      for (const lot of lots) {
        const packs = Math.min(missing, packsIn(lot, packGrams))
        if (packs > 0) parts.push({ lotId: lot.lotId, quantity: packs, grams: packs * packGrams })
        missing -= packs
      }
      if (missing > 0) return []
      for (const { lotId, grams } of parts) taken.set(lotId, (taken.get(lotId) ?? 0) + grams)
      return parts
    },
  }
}

function isFit({ expiresOn, certificateValidTo }: OfferedLot, neededOn: string): boolean {
  return (
    (expiresOn === null || expiresOn >= neededOn) &&
    (certificateValidTo === null || certificateValidTo >= neededOn)
  )
}
