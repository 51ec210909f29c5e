import { shallowRef } from 'vue'
import { type BrowseQuery, browse, facets } from '../../shared/catalogue/catalogue.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { parseYuan } from '../../shared/money.ts'
import { call } from '../platform/api.ts'
import { filledIn, useList } from '../platform/use-list.ts'

/** The filters as they stand in the URL; prices in 元. */
export interface CatalogueFilters extends Record<string, string> {
  q: string
  category: string
  area: string
  season: string
  storage: string
  minimum: string
  maximum: string
}

const none: CatalogueFilters = {
  q: '',
  category: '',
  area: '',
  season: '',
  storage: '',
  minimum: '',
  maximum: '',
}

/** The catalogue by filters, order and page of the URL, and the counts beside the filters. */
export function useCatalogue() {
  const counted = shallowRef<Result<typeof facets> | null>(null)
  const list = useList({
    filters: { ...none },
    sort: 'season',
    load: async ({ filters, sort, page, pageSize, signal }) => {
      const asked = queryOf(filters)
      const [found, counts] = await Promise.all([
        call(
          browse,
          { query: { ...asked, sort: sort as BrowseQuery['sort'], page, pageSize } },
          {
            signal,
          },
        ),
        call(facets, { query: asked }, { signal }),
      ])
      counted.value = counts
      return { items: found.items, total: counts.total }
    },
  })
  return { list, counted }
}

/** What is empty or no price is left out. */
function queryOf(filters: CatalogueFilters) {
  const { minimum, maximum, ...named } = filters
  return {
    ...(filledIn(named) as Partial<BrowseQuery>),
    ...priced('minimumCentsPerJin', minimum),
    ...priced('maximumCentsPerJin', maximum),
  }
}

function priced(key: 'minimumCentsPerJin' | 'maximumCentsPerJin', yuan: string) {
  const cents = parseYuan(yuan)
  return cents === null || cents < 0 ? {} : { [key]: cents }
}
