import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type BrowseQuestion, type CataloguePage, selectPage } from './browse.queries.ts'
import { countFacets, type Facets, type FacetsQuestion } from './facets.queries.ts'
import { readProduceWords } from './produce-words.queries.ts'
import { isOnSale, marks } from './product-filters.queries.ts'
import { type Interpretation, interpretationsOf, wordsOf } from './search-interpretations.ts'
import { markOf } from './search-marks.ts'
import { namesToOffer } from './similar-names.ts'

/** A page, how its goods were found, and where there are none, names of goods that there are. */
export interface FoundPage extends CataloguePage {
  how: Interpretation['how']
  near: string[]
}

/**
 * A page of the catalogue. Words are read in one way after another until goods are found, on
 * whatever page, so that all pages of a search are read in the same way.
 */
export async function searchCatalogue(
  reader: Reader,
  question: BrowseQuestion,
): Promise<FoundPage> {
  const { query } = question
  const nothing = { cards: [], hasMore: false, how: 'exact' as const, near: [] }
  if (query.q === '') return { ...nothing, ...(await selectPage(reader, question)) }
  const words = await readProduceWords(reader)
  for (const interpretation of interpretationsOf(words, query.q)) {
    const page = await selectPage(reader, { ...question, query: { ...query, interpretation } })
    if (page.cards.length > 0) return { ...page, how: interpretation.how, near: [] }
    if (query.page === 1) continue
    const first = { ...query, interpretation, page: 1, pageSize: 1 }
    const { cards } = await selectPage(reader, { ...question, query: first })
    if (cards.length > 0) return { ...nothing, how: interpretation.how }
  }
  const offered = namesToOffer(words, wordsOf(query.q), 24)
  return { ...nothing, near: await onSaleAmong(reader, offered) }
}

/** The counts beside the filters, by the first interpretation that finds goods. */
export async function countSearched(reader: Reader, question: FacetsQuestion): Promise<Facets> {
  const { query } = question
  if (query.q === '') return countFacets(reader, question)
  const interpretations = interpretationsOf(await readProduceWords(reader), query.q)
  let counted: Facets | undefined
  for (const interpretation of interpretations) {
    counted = await countFacets(reader, { ...question, query: { ...query, interpretation } })
    if (counted.total > 0) return counted
  }
  return counted ?? countFacets(reader, question)
}

const kindRow = z.object({ kind: z.string() })

/** Those kinds that somebody sells, eight at most. */
async function onSaleAmong(reader: Reader, kinds: readonly string[]): Promise<string[]> {
  const rows = await queryRows(
    reader,
    kindRow,
    sql`
    select kind
    from unnest(${arrayOf('text', kinds)}, ${arrayOf('text', kinds.map(markOf.within))})
      with ordinality as offered (kind, mark, place)
    where exists (select from catalogue.products where ${isOnSale} and ${marks} @> array[mark])
    order by place limit 8`,
  )
  return rows.map((row) => row.kind)
}
