import { count, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mostEarlier } from '../../shared/orders/review.api.ts'
import { id } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { requisitionComments, struckLines } from './orders.tables.ts'
import { requestedLines } from './requisitions.queries.ts'

export async function insertComment(
  tx: Transaction,
  row: typeof requisitionComments.$inferInsert,
): Promise<void> {
  await tx.insert(requisitionComments).values(row)
}

export async function countComments(reader: Reader, requisitionId: string): Promise<number> {
  const [row] = await reader
    .select({ count: count() })
    .from(requisitionComments)
    .where(eq(requisitionComments.requisitionId, requisitionId))
  return row?.count ?? 0
}

export async function insertStruckLine(
  tx: Transaction,
  row: typeof struckLines.$inferInsert,
): Promise<void> {
  await tx.insert(struckLines).values(row)
}

/** What somebody is called. */
export async function nameOf(reader: Reader, personId: string): Promise<string> {
  return (await peopleNames(reader, [personId])).get(personId) ?? ''
}

const customRow = z.object({
  packId: id,
  /** How many requisitions were looked through, and in how many of them the product was. */
  earlier: z.int(),
  times: z.int(),
  usualGrams: z.int().nullable(),
  lastGrams: z.int().nullable(),
  lastUnitPriceCents: z.int().nullable(),
  lastOn: z.string().nullable(),
  medianCentsPerJin: z.int().nullable(),
})

/** What a line is beside what the unit usually asks of the product, and beside its price. */
export type CustomRow = z.output<typeof customRow>

/**
 * For each line of a requisition what the unit asked of the same product in the placed requisitions
 * before it, the newest `mostEarlier` of them, and what was paid for the same pack last.
 */
export function selectCustom(
  reader: Reader,
  requisition: { id: string; unitId: string; requestedAt: Date },
): Promise<CustomRow[]> {
  const { id: requisitionId, unitId, requestedAt } = requisition
  return queryRows(
    reader,
    customRow,
    sql`
    with earlier as materialized (
      select requisitions.id, needed_on, requested_at, ${requestedLines} as lines
      from orders.requisitions
      where unit_id = ${unitId} and requested_at < ${requestedAt.toISOString()}::timestamptz
        and state = 'placed'
      order by requested_at desc, requisitions.id desc limit ${mostEarlier}
    ), bought as materialized (
      select earlier.id, requested_at, needed_on, line.*
      from earlier cross join lateral jsonb_to_recordset(earlier.lines)
        as line ("packId" uuid, "productId" uuid, "packGrams" bigint, quantity bigint,
          "unitPriceCents" bigint)
    )
    select line."packId" as pack_id, (select count(*)::int from earlier) as earlier,
      (select count(distinct bought.id)::int from bought
        where bought."productId" = line."productId") as times,
      (select (percentile_disc(0.5) within group (order by grams))::bigint from (
        select sum("packGrams" * quantity) as grams from bought
        where bought."productId" = line."productId" group by bought.id) as amounts) as usual_grams,
      last.grams as last_grams, last."unitPriceCents" as last_unit_price_cents,
      last.needed_on::text as last_on, median.median_cents_per_jin
    from orders.requisitions
    cross join lateral jsonb_to_recordset(${requestedLines})
      as line ("packId" uuid, "productId" uuid)
    left join catalogue.comparable_prices_published median on median.product_id = line."productId"
    left join lateral (
      select "packGrams" * quantity as grams, "unitPriceCents", needed_on from bought
      where bought."packId" = line."packId" order by requested_at desc limit 1
    ) as last on true
    where requisitions.id = ${requisitionId}`,
  )
}
