import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { largestLineCents } from '../money.ts'
import { divisionCode, id } from '../scalars.ts'
import { line } from '../text.ts'
import {
  areaFacet,
  catalogueItem,
  facetValue,
  productPage,
  productParams,
  seasonOfProduce,
} from './catalogue.schemas.ts'
import { category, storage } from './categories.ts'
import { markKinds } from './marks.ts'

/**
 * The catalogue is shown, and its products counted by reading them, up to this many: a later page
 * would read all that stand before it, and whoever looks further looks for something else.
 */
export const shownAtMost = 5_000

/** The last page that is shown. */
export function lastPage(pageSize: number): number {
  return Math.floor(shownAtMost / pageSize)
}

export const catalogueSorts = ['season', 'price', 'delivered', 'newest'] as const

const priceBound = z.coerce.number().int().min(0).max(largestLineCents)

const filters = {
  q: line(60).default(''),
  category: category.optional(),
  storage: storage.optional(),
  /** Goods out of this division: by origin, or by a lot on sale. */
  area: divisionCode.optional(),
  season: z
    .enum(['now', ...Array.from({ length: 12 }, (_, month) => String(month + 1))])
    .optional(),
  minimumCentsPerJin: priceBound.optional(),
  maximumCentsPerJin: priceBound.optional(),
  cooperativeId: id.optional(),
  mark: z.enum(markKinds).optional(),
}

/** Pages count from 1. */
const browseQuery = z
  .object({
    ...filters,
    page: z.coerce.number().int().min(1).max(shownAtMost).default(1),
    pageSize: z.coerce.number().int().min(1).max(100).default(24),
    sort: z.enum(catalogueSorts).default('season'),
  })
  .superRefine(({ page, pageSize }, context) => {
    const maximum = lastPage(pageSize)
    if (page <= maximum) return
    const params = { code: 'too_big', values: { maximum } }
    context.addIssue({ code: 'custom', path: ['page'], params })
  })

export const browse = endpoint({
  name: 'catalogue.browse',
  summary: 'Products on sale with price, delivered price and stock',
  method: 'GET',
  path: '/api/v1/catalogue',
  access: 'public',
  query: browseQuery,
  response: z.object({
    items: z.array(catalogueItem),
    /** Whether there is a next page that is shown. */
    hasMore: z.boolean(),
    page: z.int(),
    pageSize: z.int(),
    /** `similar`: nothing is called what was typed, but something sounds or looks like it. */
    how: z.enum(['exact', 'similar']),
    /** Names of goods on sale near to what was typed, where nothing was found. */
    near: z.array(z.string()),
  }),
})
export type BrowseQuery = z.output<typeof browse.query>
export type BrowsePage = z.input<typeof browse.response>

export const facets = endpoint({
  name: 'catalogue.facets',
  summary: 'How many products each filter would leave; each facet ignores its own filter',
  method: 'GET',
  path: '/api/v1/catalogue/facets',
  access: 'public',
  query: z.object(filters),
  response: z.object({
    total: z.int(),
    inSeason: z.int(),
    /** More products match than are counted: every count is at least so many. */
    isBounded: z.boolean(),
    categories: z.array(facetValue),
    storages: z.array(facetValue),
    areas: z.array(areaFacet),
  }),
})
export type FacetsQuery = z.output<typeof facets.query>

export const seasonCalendar = endpoint({
  name: 'catalogue.seasonCalendar',
  summary: 'What is on sale out of a county, township or village, and in which months',
  method: 'GET',
  path: '/api/v1/catalogue/season-calendar',
  access: 'public',
  query: z.object({ area: divisionCode.min(6) }),
  response: z.object({ items: z.array(seasonOfProduce) }),
})

export const showProduct = endpoint({
  name: 'catalogue.product',
  summary: 'A product on sale: packs and tiers, earlier prices, lots with their villages',
  method: 'GET',
  path: '/api/v1/catalogue/products/:productId',
  access: 'public',
  params: productParams,
  response: productPage,
})
