export { lotsPublished } from './catalogue.tables.ts'
export { changeStock, type StockChange } from './change-stock.ts'
export { comparableProducts } from './comparable-products.queries.ts'
export { declareLot } from './declare-lot.ts'
export {
  findLotVillagesFault,
  findProductDocumentFault,
  findShelfCountFault,
} from './faults.queries.ts'
export { goodsOfPlace } from './goods-of-place.ts'
export { listProduct } from './list-product.ts'
export { lotFaults, packFaults } from './listing-faults.ts'
export {
  type LotDetails,
  type LotVillage,
  lotsByIds,
  lotsOfSeasons,
  lotsOfSeller,
  lotVillages,
  type PackingLot,
  packingLots,
} from './lots.queries.ts'
export {
  type KnownListing,
  listingNameKey,
  listingStates,
  lockProducts,
  lockProductsOfSeller,
  ownListingsCalled,
  packsOfProducts,
  selectKnownListings,
} from './many-listings.queries.ts'
export {
  createListings,
  type NewListing,
  type NewPack,
  requireSelling,
  withdrawListings,
} from './many-listings.ts'
export { type KnownLot, lotsUntouched, selectKnownLots } from './many-lots.queries.ts'
export { declareLots, type NewLot, takeLotsBack } from './many-lots.ts'
export {
  addPacks,
  changePrices,
  type PriceChange,
  restorePrices,
  withdrawPacks,
} from './many-packs.ts'
export { markGoods } from './mark-goods.ts'
export { addMark, endMarks, reviewMark } from './mark-product.ts'
export { holdMarks } from './marks.queries.ts'
export { knownPackIds, type Offer, type OfferedLot, offer } from './offers.queries.ts'
export { type NamedPack, type PackForRow, packsById, packsForRows } from './packs-for-rows.ts'
export { mayProposeTerms, proposeSalesTerms, withdrawSalesTerms } from './propose-sales-terms.ts'
export {
  selectOpenTerms as openTermsOf,
  selectProposedTerms as proposalsOfTerms,
  termsOfMany,
} from './proposed-terms.queries.ts'
export { medianListeners } from './refresh-medians.ts'
export { renameListeners } from './refresh-renamed.ts'
export { reviewListing } from './review-listing.ts'
export { setSalesTerms } from './set-sales-terms.ts'
export { waitingInCatalogue } from './waiting.queries.ts'
