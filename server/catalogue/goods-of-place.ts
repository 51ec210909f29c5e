import type { BrowsePage } from '../../shared/catalogue/catalogue.api.ts'
import { monthDayNumber } from '../../shared/catalogue/season.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { cataloguePageOf } from './catalogue-view.ts'
import { searchCatalogue } from './search-catalogue.ts'
import { selectSeasonCalendar } from './season-calendar.queries.ts'

/** Goods on sale out of a place on a day, those in season first, and its season calendar (§5.2). */
export async function goodsOfPlace(
  reader: Reader,
  { area, today, limit }: { area: string; today: string; limit: number },
) {
  const query = { q: '', area, page: 1, pageSize: limit, sort: 'season' as const }
  const question = { query, today, monthDay: monthDayNumber(today), unitId: null }
  const written = cataloguePageOf(await searchCatalogue(reader, question), query, null)
  const { items, hasMore } = JSON.parse(written) as BrowsePage
  return { items, hasMore, seasons: await selectSeasonCalendar(reader, area) }
}
