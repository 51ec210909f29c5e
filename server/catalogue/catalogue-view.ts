import type { BrowsePage, showProduct } from '../../shared/catalogue/catalogue.api.ts'
import { deliveredCentsPerJin } from '../../shared/catalogue/price.ts'
import { isInSeason } from '../../shared/catalogue/season.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { centsPerJin } from '../../shared/money.ts'
import type { BrowseRow } from './browse.queries.ts'
import type { ProductPageRow } from './product-page.queries.ts'

type Item = BrowsePage['items'][number]

/** A row of the catalogue as the API promises it. */
export function itemOf(row: BrowseRow): Item {
  return {
    productId: row.productId,
    name: row.name,
    variety: row.variety,
    category: row.category,
    storage: row.storage,
    photoFileId: row.photoFileId,
    cooperativeId: row.cooperativeId,
    cooperativeName: row.cooperativeName,
    isExample: row.isExample,
    originCode: row.originCode,
    originName: row.originName,
    isInSeason: row.isInSeason,
    harvestedOn: row.harvestedOn,
    availableGrams: row.availableGrams,
    packId: row.packId,
    packName: row.packName,
    packGrams: row.packGrams,
    packCount: row.packCount,
    priceCents: row.priceCents,
    minimumQuantity: row.minimumQuantity,
    tiers: row.tiers,
    ...perJinOf(row.priceCents, row.packGrams, row.freightCentsPerKg),
    medianCentsPerJin: (row.comparableOffers ?? 0) > 1 ? row.medianCentsPerJin : null,
    comparableOffers: row.comparableOffers ?? 1,
    terms: {
      minimumOrderCents: row.minimumOrderCents,
      cutOff: row.cutOff,
      leadTimeDays: row.leadTimeDays,
    },
  }
}

/** A product's page as the API promises it; `today` is `YYYY-MM-DD`. */
export function productPageOf(row: ProductPageRow, today: string): Reply<typeof showProduct> {
  return {
    productId: row.productId,
    name: row.name,
    variety: row.variety,
    category: row.category,
    description: row.description,
    storage: row.storage,
    shelfLifeDays: row.shelfLifeDays,
    photoFileIds: row.photoFileIds,
    cooperativeId: row.cooperativeId,
    cooperativeName: row.cooperativeName,
    isExample: row.isExample,
    originCode: row.originCode,
    originPathName: row.originPathName,
    seasonWindows: row.seasonWindows,
    isInSeason: isInSeason(row.seasonWindows, today),
    freightCentsPerKg: row.freightCentsPerKg,
    median: row.median,
    terms: row.terms,
    deliveryAreas: row.deliveryAreas,
    packs: row.packs.map((pack) => ({
      ...pack,
      ...perJinOf(pack.priceCents, pack.netGrams, row.freightCentsPerKg),
    })),
    lots: row.lots,
  }
}

/** The price per 斤, and delivered where the freight is known (§5.1). */
function perJinOf(priceCents: number, packGrams: number, freightCentsPerKg: number | null) {
  return {
    centsPerJin: centsPerJin(priceCents, packGrams),
    deliveredCentsPerJin:
      freightCentsPerKg === null
        ? null
        : deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg }),
  }
}
