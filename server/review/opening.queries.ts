import { asc, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import type { listOpenings } from '../../shared/review/opening.api.ts'
import { organisationsPublished } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import {
  filtered,
  isOnPage,
  ofCountiesWithin,
  withinScanLimit,
} from '../platform/db/list-source.ts'
import { equals, insertRows, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { openingLines, openingStatements } from './review.tables.ts'

export type OpeningRow = typeof openingStatements.$inferSelect
type NewOpening = typeof openingStatements.$inferInsert
export type OpeningLineRow = typeof openingLines.$inferInsert

export async function insertOpenings(
  tx: Transaction,
  rows: readonly NewOpening[],
  lines: readonly OpeningLineRow[],
): Promise<void> {
  if (rows.length > 0) await tx.insert(openingStatements).values([...rows])
  await insertRows(tx, openingLines, lines)
}

/** Those of the ids that there are, locked in their order. */
export function lockOpenings(tx: Transaction, ids: readonly string[]): Promise<OpeningRow[]> {
  return tx
    .select()
    .from(openingStatements)
    .where(isAnyOf(openingStatements.id, ids))
    .orderBy(asc(openingStatements.id))
    .for('no key update')
}

/** The statements of a file. */
export function openingsOfFile(reader: Reader, fileId: string): Promise<OpeningRow[]> {
  return reader
    .select()
    .from(openingStatements)
    .where(eq(openingStatements.fileId, fileId))
    .orderBy(desc(openingStatements.enteredAt))
}

export async function updateOpenings(
  tx: Transaction,
  ids: readonly string[],
  change: Partial<NewOpening>,
): Promise<void> {
  await tx.update(openingStatements).set(change).where(isAnyOf(openingStatements.id, ids))
}

const villageSum = z.object({ villageCode: z.string(), cents: z.int(), grams: z.int() })

/** What a statement says of each village. */
export function villagesOfOpening(reader: Reader, id: string) {
  return queryRows(
    reader,
    villageSum,
    sql`
    select village_code, sum(cents)::bigint as cents, sum(grams)::bigint as grams
    from review.opening_lines where statement_id = ${id} group by 1 order by 1`,
  )
}

/** All lines of statements. */
export function linesOfOpenings(reader: Reader, ids: readonly string[]) {
  return reader.select().from(openingLines).where(isAnyOf(openingLines.statementId, ids))
}

/** How many lines of a statement are shown. */
const shownLines = 1_000

/** The lines of a statement by village, with names. */
export function linesOfOpening(reader: Reader, id: string) {
  return reader
    .select({
      number: openingLines.lineNumber,
      villageCode: openingLines.villageCode,
      villageName: sql<string>`coalesce((select path_name from villages.divisions_published v
        where v.code = ${openingLines.villageCode}), ${openingLines.villageCode})`,
      unitName: organisationsPublished.name,
      productName: openingLines.productName,
      cents: openingLines.cents,
      grams: openingLines.grams,
    })
    .from(openingLines)
    .leftJoin(organisationsPublished, eq(organisationsPublished.id, openingLines.unitId))
    .where(eq(openingLines.statementId, id))
    .orderBy(openingLines.villageCode, openingLines.lineNumber)
    .limit(shownLines)
}

const openingTotal = z.object({
  statementId: z.uuid(),
  lines: z.int(),
  villages: z.int(),
  cents: figure,
  grams: figure,
})
export type OpeningTotal = z.output<typeof openingTotal>

/** What statements come to, by their ids. */
export async function openingTotals(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, OpeningTotal>> {
  const rows = await queryRows(
    reader,
    openingTotal,
    sql`
    select statement_id, count(*)::int as lines, count(distinct village_code)::int as villages,
      sum(cents)::text as cents, sum(grams)::text as grams
    from review.opening_lines where ${isAnyOf(openingLines.statementId, ids)} group by 1`,
  )
  return new Map(rows.map((row) => [row.statementId, row]))
}

/** A page of the statements of an area, latest first. */
export async function selectOpeningPage(
  reader: Reader,
  { organisationKind, divisionCode }: Actor,
  filter: z.output<NonNullable<typeof listOpenings.query>>,
) {
  const { state, year } = filter
  const table = openingStatements
  const visible =
    organisationKind === 'platform'
      ? { table, condition: sql`true` }
      : ofCountiesWithin(table.countyCode, divisionCode)
  const source = filtered(visible, {
    filters: [equals(table.state, state), equals(table.year, year)],
  })
  const whole = keysetOf(latestFirst('entered_at', 'opening_statements'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await withCounty(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

/** One statement with the name of its county. */
export function selectOpening(reader: Reader, id: string) {
  return withCounty(reader).where(eq(openingStatements.id, id))
}

function withCounty(reader: Reader, cursor = sql<string>`''`) {
  return reader
    .select({
      row: openingStatements,
      countyName: sql<string>`coalesce((select path_name from villages.divisions_published c
        where c.code = ${openingStatements.countyCode}), ${openingStatements.countyCode})`,
      cursor,
    })
    .from(openingStatements)
}
