import { eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import type { listOutside } from '../../shared/review/outside.api.ts'
import { outsideTotal } from '../../shared/review/outside.schemas.ts'
import { organisationsPublished } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import {
  filtered,
  isOnPage,
  type ListSource,
  ofCountiesWithin,
  withinScanLimit,
} from '../platform/db/list-source.ts'
import { allOf, equals, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { liesWithin } from '../platform/db/waiting.ts'
import { outsidePurchases } from './review.tables.ts'

const totalRow = outsideTotal.extend({ number: z.int(), cents: figure, grams: figure })

export type OutsideFilter = z.output<NonNullable<typeof listOutside.query>>

const units = alias(organisationsPublished, 'units')

/** Of a unit its own, of officials those whose villages lie in their area. */
function visibleOutside({ organisationKind, organisationId, divisionCode }: Actor): ListSource {
  const source = (condition: SQL): ListSource => ({ table: outsidePurchases, condition })
  switch (organisationKind) {
    case 'platform':
      return source(sql`true`)
    case 'authority':
      return ofCountiesWithin(outsidePurchases.countyCode, divisionCode)
    case 'unit':
      return source(sql`${outsidePurchases.unitId} = ${organisationId}`)
    default:
      return source(sql`false`)
  }
}

const inYear = (year: number) => sql`${outsidePurchases.purchasedOn} between
  ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`

/** A page of the visible purchases, latest first, with the names that stand beside them. */
export async function selectOutsidePage(reader: Reader, actor: Actor, filter: OutsideFilter) {
  const { grade, state, unitId, villageCode, year } = filter
  const source = filtered(visibleOutside(actor), {
    filters: [
      equals(outsidePurchases.grade, grade),
      state === 'waiting'
        ? sql`${outsidePurchases.state} in ('draft', 'submitted', 'returned')`
        : equals(outsidePurchases.state, state),
      equals(outsidePurchases.unitId, unitId),
      equals(outsidePurchases.villageCode, villageCode),
      year !== undefined && inYear(year),
    ],
  })
  const whole = keysetOf(latestFirst('entered_at', 'outside_purchases'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await withNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

/** One purchase with its names; none where there is no such one. */
export function selectOutside(reader: Reader, id: string) {
  return withNames(reader).where(eq(outsidePurchases.id, id))
}

export type OutsideDetails = Awaited<ReturnType<typeof selectOutside>>[number]

function withNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      row: outsidePurchases,
      unitName: units.name,
      villageName: sql<string>`coalesce((select path_name from villages.divisions_published v
        where v.code = ${outsidePurchases.villageCode}), ${outsidePurchases.villageCode})`,
      cursor,
    })
    .from(outsidePurchases)
    .innerJoin(units, eq(units.id, outsidePurchases.unitId))
}

/** What the purchases of a year come to, each grade and state by itself (§3.11). */
export function selectOutsideTotals(
  reader: Reader,
  { organisationKind, organisationId, divisionCode }: Actor,
  { year, unitId }: { year: number; unitId?: string | undefined },
): Promise<z.output<typeof totalRow>[]> {
  const isOfUnit = organisationKind === 'unit'
  const own = isOfUnit
    ? sql`unit_id = ${organisationId}`
    : liesWithin(sql`county_code`, divisionCode)
  return queryRows(
    reader,
    totalRow,
    sql`
    select grade, state, count(*)::int as number, sum(cents)::text as cents,
      sum(grams)::text as grams
    from review.outside_purchases
    where ${allOf([own, inYear(year), unitId !== undefined && sql`unit_id = ${unitId}`])}
      and state <> 'withdrawn'
    group by 1, 2 order by 1, 2`,
  )
}
