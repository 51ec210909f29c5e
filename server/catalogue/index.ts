export { findOffersByWords } from './find-offers.ts'
export {
  type LotDetails,
  type LotVillage,
  lotsByIds,
  lotVillages,
  returnToStock,
} from './lots.queries.ts'
export { type Offer, type OfferedLot, offersByPackIds } from './offers.queries.ts'
export { type PackingLot, packingLots, takeFromStock } from './packing-lots.ts'
