import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * The first purchase order whose goods total is not the sum of its lines (§2.2), in counties
 * whose code begins with `prefix`; undefined where all are.
 */
export function findOrderTotalFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select o.supervising_county_code as county_code,
      format('purchase order %s says %s fen, its lines %s', o.number, o.goods_cents,
        coalesce(sum(l.amount_cents), 0)) as detail
    from orders.purchase_orders o left join orders.order_lines l on l.purchase_order_id = o.id
    where starts_with(o.supervising_county_code, ${prefix}::text)
    group by o.id having o.goods_cents <> coalesce(sum(l.amount_cents), 0)
    order by o.supervising_county_code, o.number limit 1`,
  )
}
