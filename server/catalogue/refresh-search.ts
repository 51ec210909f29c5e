import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { placeNames } from '../../shared/catalogue/produce-name.ts'
import { plainText, searchGrams } from '../../shared/catalogue/search-words.ts'
import { seasonRange, seasonWindow } from '../../shared/catalogue/season.ts'
import { id } from '../../shared/scalars.ts'
import { codesAbove } from '../../shared/villages/division-code.ts'
import { arrayOf, execute, jsonOf, queryRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { holdProduceWords } from './produce-words.queries.ts'
import type { ProduceWords } from './produce-words.ts'
import { markOf, meaningOf } from './search-marks.ts'

const sourcesRow = z.object({
  id,
  name: z.string(),
  variety: z.string(),
  category: z.string(),
  produceKey: z.string(),
  cooperativeName: z.string(),
  originCode: z.string(),
  originPath: z.string(),
  windows: z.array(seasonWindow),
  marks: z.array(z.string()),
  lotVillages: z.array(z.object({ code: z.string(), pathName: z.string() })),
})
type Sources = z.output<typeof sourcesRow>

/** A kind of goods that prices are compared within. */
export interface ComparedKind {
  category: string
  key: string
}

/**
 * Brings up to date by what products are searched and filtered; returns the kinds that they were
 * or are compared within, in a fixed order. The names of produce stay as they are until the commit.
 */
export async function refreshSearch(
  tx: Transaction,
  productIds: readonly string[],
): Promise<ComparedKind[]> {
  const words = await holdProduceWords(tx)
  const rows = await readSources(tx, productIds)
  if (rows.length < productIds.length) throw new Error('a product to refresh is missing')
  const found = rows.map((row) => ({ row, changed: searchedBy(words, row) }))
  await execute(
    tx,
    sql`
    update catalogue.products set produce_key = r.produce_key, search_words = r.search_words,
      search_grams = r.search_grams, area_codes = r.area_codes, season = r.season
    from jsonb_to_recordset(${jsonOf(found.map(({ changed }) => changed))}) as r (id uuid,
      produce_key text, search_words text, search_grams text[], area_codes text[],
      season int4multirange)
    where products.id = r.id`,
  )
  const kinds = found.flatMap(({ row, changed }) =>
    [row.produceKey, changed.produce_key].map((key) => ({ category: row.category, key })),
  )
  const once = new Map(kinds.map((kind) => [`${kind.category} ${kind.key}`, kind]))
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind)
}

function searchedBy(words: ProduceWords, sources: Sources) {
  const places = [
    { code: sources.originCode, pathName: sources.originPath },
    ...sources.lotVillages,
  ]
  const areas = new Set(places.flatMap(({ code }) => [...codesAbove(code), code]))
  const { name, variety, cooperativeName } = sources
  const text = plainText(
    [name, variety, cooperativeName, ...new Set(places.map(({ pathName }) => pathName))].join(' '),
  )
  const meaning = meaningOf(words, { name, variety, places: placeNames(sources.originPath) })
  return {
    id: sources.id,
    produce_key: meaning.key,
    search_words: text,
    search_grams: [...searchGrams(text), ...meaning.marks, ...sources.marks.map(markOf.certified)],
    area_codes: [...areas].sort(),
    season: seasonRange(sources.windows),
  }
}

function readSources(tx: Transaction, productIds: readonly string[]): Promise<Sources[]> {
  return queryRows(
    tx,
    sourcesRow,
    sql`
    select products.id, products.name, products.variety, products.category,
      products.produce_key,
      organisations.name as cooperative_name, products.origin_code,
      origin.path_name as origin_path,
      (select coalesce(jsonb_agg(jsonb_build_object('starts', starts, 'ends', ends)), '[]')
        from catalogue.season_windows where product_id = products.id) as windows,
      array(select distinct kind from catalogue.product_marks
        where product_id = products.id and state = 'accepted' order by kind) as marks,
      (select coalesce(jsonb_agg(distinct
          jsonb_build_object('code', divisions.code, 'path_name', divisions.path_name)), '[]')
        from catalogue.lots join catalogue.lot_villages on lot_villages.lot_id = lots.id
        join villages.divisions_published divisions on divisions.code = lot_villages.village_code
        where lots.product_id = products.id and lots.closed_at is null) as lot_villages
    from catalogue.products join organisations.organisations_published organisations
      on organisations.id = products.cooperative_id
    join villages.divisions_published origin on origin.code = products.origin_code
    where products.id = any(${arrayOf('uuid', productIds)})
    order by products.id`,
  )
}
