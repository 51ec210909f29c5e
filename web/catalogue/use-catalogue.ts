import { shallowRef } from 'vue'
import {
  type BrowseQuery,
  browse,
  facets,
  showProduct,
} from '../../shared/catalogue/catalogue.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { parseYuan } from '../../shared/money.ts'
import { call } from '../platform/api.ts'
import { filledIn, useList } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

/** The filters as they stand in the URL; prices in 元. */
export interface CatalogueFilters extends Record<string, string> {
  q: string
  category: string
  area: string
  season: string
  storage: string
  mark: string
  minimum: string
  maximum: string
}

const noFilters: CatalogueFilters = {
  q: '',
  category: '',
  area: '',
  season: '',
  storage: '',
  mark: '',
  minimum: '',
  maximum: '',
}

/** The catalogue by filters, order and page of the URL, and the counts beside the filters. */
export function useCatalogue() {
  const counted = shallowRef<Result<typeof facets> | null>(null)
  /** How the goods were found, and names to try where none were. */
  const found = shallowRef<Pick<Result<typeof browse>, 'how' | 'near'> | null>(null)
  const list = useList({
    filters: { ...noFilters },
    sort: 'season',
    load: async ({ filters, sort, page, pageSize, signal }) => {
      const narrowed = queryOf(filters)
      const query = { ...narrowed, sort: sort as BrowseQuery['sort'], page, pageSize }
      const [firstPage, counts] = await Promise.all([
        call(browse, { query }, { signal }),
        call(facets, { query: narrowed }, { signal }),
      ])
      counted.value = counts
      found.value = firstPage
      return { items: firstPage.items, total: counts.total }
    },
  })

  function filterBy(changes: Partial<CatalogueFilters>): void {
    Object.assign(list.filters, changes)
  }
  return { list, counted, found, filterBy }
}

/** A product as buyers see it, loaded anew when the address names another one. */
export function useProduct(productId: () => string) {
  return useLoad(
    (signal) => call(showProduct, { params: { productId: productId() } }, { signal }),
    [productId],
  )
}

/** Empty filters and unreadable prices are left out. */
function queryOf(filters: CatalogueFilters) {
  const { minimum, maximum, ...textFilters } = filters
  return {
    ...(filledIn(textFilters) as Partial<BrowseQuery>),
    ...priced('minimumCentsPerJin', minimum),
    ...priced('maximumCentsPerJin', maximum),
  }
}

function priced(key: 'minimumCentsPerJin' | 'maximumCentsPerJin', yuan: string) {
  const cents = parseYuan(yuan)
  return cents === null || cents < 0 ? {} : { [key]: cents }
}
