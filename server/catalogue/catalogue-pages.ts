import type { BrowseQuery } from '../../shared/catalogue/catalogue.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { Cache } from '../platform/http/cache.ts'
import { type BrowseQuestion, selectFreights } from './browse.queries.ts'
import { cataloguePageOf } from './catalogue-view.ts'
import { type FoundPage, searchCatalogue } from './search-catalogue.ts'

/** The greatest age of what all readers of the catalogue share. */
export const maxAgeSeconds = 1

/** Memory for the pages that are kept for those who are signed in. */
const maxBytes = 32 * 1_048_576

/**
 * Reads pages of the catalogue as JSON. All but freight is the same for every reader, so that first
 * pages are kept for the stated time; freight is looked up each time, for the reader's unit and the
 * sellers on the page, and nothing of one unit can get into what another one is shown.
 */
export function pageReader({ db, clock }: Pick<Dependencies, 'db' | 'clock'>) {
  const kept = new Cache<FoundPage>({ maxAgeSeconds, maxBytes, clock, sizeOf })
  return async (question: BrowseQuestion): Promise<string> => {
    const { query, unitId } = question
    if (unitId === null) return cataloguePageOf(await searchCatalogue(db, question), query, null)
    // The order by delivered price depends on the place as well.
    const page =
      isKeptPage(query) && query.sort !== 'delivered'
        ? (await kept.get(keyOf(question), () => searchCatalogue(db, question))).value
        : await searchCatalogue(db, question)
    const cooperativeIds = [...new Set(page.cards.map((card) => card.cooperativeId))]
    return cataloguePageOf(page, query, await selectFreights(db, { unitId, cooperativeIds }))
  }
}

/** Later pages and searches by words or prices seldom repeat within a second. */
export function isKeptPage(query: BrowseQuery): boolean {
  const { page, q, minimumCentsPerJin, maximumCentsPerJin } = query
  const isOfPrices = minimumCentsPerJin !== undefined || maximumCentsPerJin !== undefined
  return page === 1 && q === '' && !isOfPrices
}

function keyOf({ query, today }: BrowseQuestion): string {
  return JSON.stringify([query, today])
}

/** Characters outside of Latin take two bytes. */
function sizeOf({ cards }: FoundPage): number {
  return cards.reduce((sum, { opening }) => sum + 2 * opening.length, 0)
}
