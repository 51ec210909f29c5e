import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure, plus } from '../../shared/figure.ts'
import type { Days } from '../../shared/reports/periods.ts'
import { arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { beginsWith } from './scope.queries.ts'
import type { Scope, UnitMonths } from './scope.ts'

const openingYear = z.object({ year: z.int(), cents: figure, grams: figure, villages: z.int() })

/** What of a year is in opening figures, and of how many villages. */
export interface Opening {
  cents: Figure
  grams: Figure
  villages: number
}

export const noOpening: Opening = { cents: 0, grams: 0, villages: 0 }

/** Opening figures of scopes by year (§3.11): of places they are kept, of units they are few. */
export async function selectOpenings(
  reader: Reader,
  scopes: readonly Scope[],
  { first, last }: { first: number; last: number },
): Promise<Map<number, Opening>> {
  const sums = new Map<number, Opening>()
  for (const scope of scopes) {
    // What pairings brought is told by entries alone.
    if (scope.brought !== undefined) continue
    const rows = await queryRows(
      reader,
      openingYear,
      sql`${openingRows(scope)} and year between ${first} and ${last} group by year`,
    )
    for (const { year, ...more } of rows) sums.set(year, bothOf(sums.get(year), more))
  }
  return sums
}

function openingRows({ units, node }: Scope): SQL {
  if (units === null)
    return sql`
      select year, sum(cents)::text as cents, sum(grams)::text as grams,
        sum(villages)::int as villages
      from attribution.opening_sums_published where node_code = ${node ?? ''}`
  return sql`
    select year, sum(cents)::text as cents, sum(grams)::text as grams,
      count(distinct village_code)::int as villages
    from review.opening_lines_published l
    where ${inWholeYears(units)}
      and ${node === null ? sql`true` : beginsWith(sql`village_code`, node)}`
}

/** What may be ranked and opening figures tell apart: not goods, which they name by a text. */
export const openingKinds = ['village', 'division', 'unit'] as const

/** Opening figures of some years by what is ranked in a scope: of places and units by key. */
export async function selectOpeningsOfKeys(
  reader: Reader,
  question: {
    by: (typeof openingKinds)[number]
    scope: Scope
    keys: readonly string[]
    years: readonly [first: number, last: number]
  },
): Promise<Map<string, Opening>> {
  const rows = await queryRows(
    reader,
    openingKey,
    sql`
    select key, sum(cents)::text as cents, sum(grams)::text as grams,
      sum(villages)::int as villages
    from (${openingRowsByKey(question)}) openings
    where year between ${question.years[0]}::int and ${question.years[1]}::int group by key`,
  )
  return new Map(rows.map(({ key, ...opening }) => [key, opening]))
}

const openingKey = openingYear.omit({ year: true }).extend({ key: z.string() })

function openingRowsByKey({
  by,
  scope: { units, node },
  keys,
}: Parameters<typeof selectOpeningsOfKeys>[1]): SQL {
  const list = arrayOf('text', keys)
  if (units === null && by !== 'unit')
    return sql`
      select node_code as key, year, cents, grams, villages
      from attribution.opening_sums_published where node_code = any(${list})`
  const isOfUnits = units === null ? sql`true` : inWholeYears(units)
  const columns = sql`l.year, sum(l.cents) as cents, sum(l.grams) as grams,
    count(distinct l.village_code) as villages`
  if (by === 'unit')
    return sql`
      select l.unit_id::text as key, ${columns} from review.opening_lines_published l
      where l.unit_id = any(${arrayOf('uuid', keys)}) and ${isOfUnits}
        and ${node === null ? sql`true` : beginsWith(sql`l.village_code`, node)}
      group by l.unit_id, l.year`
  // Wherever the place lies: what became a place of the scope may have lain outside.
  return sql`
    select place.code as key, ${columns}
    from unnest(${list}) as place(code) join review.opening_lines_published l
      on left(l.village_code, length(place.code)) = place.code
    where ${isOfUnits} group by place.code, l.year`
}

/** A unit's year counts for a group that it was a member of in all its months (§3.8). */
function inWholeYears(units: readonly UnitMonths[]): SQL {
  const column = (of: keyof UnitMonths) =>
    arrayOf(
      of === 'unitId' ? 'uuid' : 'text',
      units.map((unit) => unit[of]),
    )
  return sql`exists (
    select from unnest(${column('unitId')}, ${column('firstMonth')}, ${column('lastMonth')})
      as u(unit_id, first_month, last_month)
    where u.unit_id = l.unit_id and u.first_month <= l.year || '-01'
      and u.last_month >= l.year || '-12')`
}

export function bothOf(one: Opening = noOpening, other: Opening): Opening {
  return {
    cents: plus(one.cents, other.cents),
    grams: plus(one.grams, other.grams),
    villages: one.villages + other.villages,
  }
}

/**
 * The opening figures of scopes in a stretch of days: all of those whose years it touches. A
 * village with figures of several years is one village.
 */
export async function openingOf(
  reader: Reader,
  scopes: readonly Scope[],
  openings: ReadonlyMap<number, Opening>,
  { from, to }: Days,
): Promise<Opening> {
  const [first, last] = [from, to].map((day) => Number(day.slice(0, 4))) as [number, number]
  const own = [...openings].filter(([year]) => year >= first && year <= last)
  const sum = own.reduce((sums, [, opening]) => bothOf(sums, opening), noOpening)
  if (own.length < 2) return sum
  return { ...sum, villages: await countVillages(reader, scopes, { first, last }) }
}

async function countVillages(
  reader: Reader,
  scopes: readonly Scope[],
  { first, last }: { first: number; last: number },
): Promise<number> {
  let villages = 0
  for (const scope of scopes) {
    if (scope.brought !== undefined) continue
    const row = await queryRow(
      reader,
      openingYear.pick({ villages: true }),
      sql`
      select count(*)::int as villages
      from (${villagesOf(scope)} and year between ${first} and ${last}) counted`,
    )
    villages += row?.villages ?? 0
  }
  return villages
}

/** The codes of villages with opening figures, each once. */
function villagesOf({ units, node }: Scope): SQL {
  const isBelow = (code: SQL) => (node === null ? sql`true` : beginsWith(code, node))
  return units === null
    ? sql`
      select distinct node_code from attribution.opening_sums_published
      where length(node_code) = 12 and ${isBelow(sql`node_code`)}`
    : sql`
      select distinct village_code from review.opening_lines_published l
      where ${inWholeYears(units)} and ${isBelow(sql`village_code`)}`
}
