import type { BrowseQuery, browse, showProduct } from '../../shared/catalogue/catalogue.api.ts'
import { deliveredCentsPerJin } from '../../shared/catalogue/price.ts'
import type { Reply } from '../../shared/endpoint.ts'
import type { ProductPageRow } from './product-page.queries.ts'
import type { FoundPage } from './search-catalogue.ts'

type ProductPage = Reply<typeof showProduct>

/**
 * A page of the catalogue as the JSON that the API promises. `freights`, by cooperative, are those
 * of the reader's place; without them nothing is delivered.
 */
export function cataloguePageOf(
  { cards, hasMore, how, near }: FoundPage,
  { page, pageSize }: Pick<BrowseQuery, 'page' | 'pageSize'>,
  freights: Readonly<Record<string, number>> | null,
): string {
  const items = cards.map(({ opening, cooperativeId, priceCents, packGrams }) => {
    const freightCentsPerKg = freights?.[cooperativeId]
    const delivered =
      freightCentsPerKg === undefined
        ? null
        : deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg })
    return `${opening},"deliveredCentsPerJin":${delivered}}`
  })
  const rest = { hasMore, page, pageSize, how, near } satisfies Omit<Reply<typeof browse>, 'items'>
  return `{"items":[${items.join()}],${JSON.stringify(rest).slice(1)}`
}

/** A product's page as the JSON that the API promises; packs delivered where freight is known. */
export function productPageOf(row: ProductPageRow, today: string): string {
  const areas = JSON.parse(row.areas) as Record<string, number>
  const freightCentsPerKg = freightIn(areas, row.placeCodes)
  const before = {
    cooperativeName: row.cooperativeName,
    isExample: row.isExample,
    originPathName: row.names[row.originCode] ?? '',
    isInSeason: row.isInSeason,
    freightCentsPerKg,
    median: medianOf(row),
  } satisfies Partial<ProductPage>
  const after = {
    deliveryAreas: Object.keys(areas)
      .sort()
      .map((code) => ({
        code,
        name: row.names[code] ?? '',
        freightCentsPerKg: areas[code] ?? 0,
      })),
    lots: lotsOf(row, today),
  } satisfies Partial<ProductPage>
  const page = withDelivered(row.page, freightCentsPerKg)
  const parts = [JSON.stringify(before).slice(1, -1), `"terms":${row.terms}`]
  return `${page},${parts.join()},${JSON.stringify(after).slice(1)}`
}

/** By the narrowest area that the reader's place lies in (§5.1). */
function freightIn(
  areas: Record<string, number>,
  placeCodes: ProductPageRow['placeCodes'],
): number | null {
  const area = placeCodes?.findLast((code) => code !== null && code in areas)
  return area ? (areas[area] ?? null) : null
}

function medianOf({ medianCentsPerJin, offers }: ProductPageRow): ProductPage['median'] {
  if (medianCentsPerJin === null || offers === null || offers < 2) return null
  return { centsPerJin: medianCentsPerJin, offers }
}

/** The lots that can be sold on a day and have something left. */
function lotsOf({ lots, stock, names }: ProductPageRow, today: string): ProductPage['lots'] {
  const open = JSON.parse(lots) as ProductPage['lots']
  const isValid = (until: string | null) => until === null || until >= today
  return open.filter((lot) => {
    lot.availableGrams = stock[lot.lotId] ?? 0
    for (const village of lot.villages)
      village.pathName = village.code === null ? null : (names[village.code] ?? '')
    return lot.availableGrams > 0 && isValid(lot.expiresOn) && isValid(lot.certificate.validTo)
  })
}

/** A page's document with the delivered price of each pack; it lacks its closing brace. */
function withDelivered(page: string, freightCentsPerKg: number | null): string {
  if (freightCentsPerKg === null) return page
  const product = JSON.parse(`${page}}`) as Pick<ProductPage, 'packs'>
  for (const pack of product.packs) {
    const { priceCents, netGrams: packGrams } = pack
    pack.deliveredCentsPerJin = deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg })
  }
  return JSON.stringify(product).slice(0, -1)
}
