import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, execute, jsonOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

/** What the villages of a county had reached in a year before its ledger began here (§3.11). */
export interface OpeningYear {
  year: number
  villages: readonly { villageCode: string; cents: number; grams: number }[]
}

/** The year of a county's first entry closed on the platform; null before there is any. */
export async function firstLedgerYear(reader: Reader, countyCode: string): Promise<number | null> {
  const row = await queryRow(
    reader,
    z.object({ year: z.int().nullable() }),
    sql`select left(min(month), 4)::int as year from attribution.ledger_entries
      where county_code = ${countyCode} and grade = 'A'`,
  )
  return row?.year ?? null
}

const takenVillage = z.object({
  villageCode: z.string(),
  year: z.int(),
  by: z.enum(['ledger', 'opening']),
})

/**
 * Those of villages and years that have entries in the ledger or opening figures already. It stays
 * so for whoever holds the chain of the county.
 */
export function takenYears(
  reader: Reader,
  years: readonly { villageCode: string; year: number }[],
): Promise<z.output<typeof takenVillage>[]> {
  return queryRows(
    reader,
    takenVillage,
    sql`
    with asked as (
      select distinct "villageCode" as village_code, year
      from jsonb_to_recordset(${jsonOf(years)}) as a("villageCode" text, year int)
    )
    select village_code, year, 'opening' as by from asked a
    where exists (select from attribution.opening_sums o
      where o.node_code = a.village_code and o.year = a.year and o.villages > 0)
    union all
    select village_code, year, 'ledger' from asked a
    where exists (select from attribution.ledger_entries e
      where e.village_code = a.village_code
        and (e.month between a.year || '-01' and a.year || '-12'
          or e.recognised_on between make_date(a.year, 1, 1) and make_date(a.year, 12, 31)))
    order by 1, 2`,
  )
}

/**
 * Adds a year's opening figures to the sums of the villages and of all places above them, or takes
 * them off again. The caller holds the county's chain and has found none of the years taken.
 */
export async function moveOpening(
  tx: Transaction,
  { year, villages }: OpeningYear,
  sign: 1 | -1,
): Promise<void> {
  await execute(
    tx,
    sql`
    insert into attribution.opening_sums as kept (node_code, year, cents, grams, villages)
    select left(v."villageCode", length), ${year}, 0, 0, 0
    from jsonb_to_recordset(${jsonOf(villages)}) as v("villageCode" text)
      cross join unnest(${arrayOf('bigint', nodeLengths)}::int[]) as length
    group by 1 order by 1
    on conflict do nothing`,
  )
  await execute(
    tx,
    sql`
    with moved as (
      select left(v."villageCode", length) as node_code, sum(cents) as cents, sum(grams) as grams,
        count(*) as villages
      from jsonb_to_recordset(${jsonOf(villages)}) as v("villageCode" text, cents bigint,
          grams bigint)
        cross join unnest(${arrayOf('bigint', nodeLengths)}::int[]) as length
      group by 1
    ), locked as (
      select o.node_code from attribution.opening_sums o join moved m on m.node_code = o.node_code
      where o.year = ${year} order by o.node_code for no key update of o
    )
    update attribution.opening_sums o set cents = o.cents + ${sign} * m.cents,
      grams = o.grams + ${sign} * m.grams, villages = o.villages + ${sign} * m.villages
    from moved m join locked l on l.node_code = m.node_code
    where o.node_code = m.node_code and o.year = ${year}`,
  )
}

/** The lengths of the codes of places from the nation to a village. */
const nodeLengths = [0, 2, 4, 6, 9, 12]
