import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * A line that two persons found made up and that counts all the same, or one that does not count
 * without that (§8).
 */
export function findFlagFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with upheld as (
      select d.flag_id, unnest(d.order_line_ids) as order_line_id
      from review.flag_decisions d join review.flags f on f.id = d.flag_id
      where d.act = 'uphold' and f.state = 'upheld'
    ), reversed as (
      select order_line_id, disallowed_by
      from attribution.recognition_lines_published where disallowed_by is not null
    )
    select o.supervising_county_code as county_code, format(
      'order %s, line %s: flag %s upheld, disallowed by %s', o.number, l.line_number,
      u.flag_id, r.disallowed_by) as detail
    from upheld u full join reversed r on r.order_line_id = u.order_line_id
      join orders.order_lines_published l on l.id = coalesce(u.order_line_id, r.order_line_id)
      join orders.purchase_orders_published o on o.id = l.purchase_order_id
    where starts_with(o.supervising_county_code, ${prefix}::text)
      and (r.disallowed_by is null or not exists (select from upheld
        where order_line_id = r.order_line_id and flag_id = r.disallowed_by))
    order by 1, o.number, l.line_number limit 1`,
  )
}
