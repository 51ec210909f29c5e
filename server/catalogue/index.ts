export { declareLot } from './declare-lot.ts'
export { findLotVillagesFault } from './faults.queries.ts'
export { listProduct } from './list-product.ts'
export {
  type LotDetails,
  type LotVillage,
  lotsByIds,
  lotVillages,
  returnToStock,
} from './lots.queries.ts'
export { type Offer, type OfferedLot, offer, offersByPackIds } from './offers.queries.ts'
export {
  moveStock,
  type PackingLot,
  packingLots,
  type StockChange,
} from './packing-lots.ts'
export { type PackForRow, packsForRows } from './packs-for-rows.ts'
export { reviewListing } from './review-listing.ts'
export { setSalesTerms } from './set-sales-terms.ts'
