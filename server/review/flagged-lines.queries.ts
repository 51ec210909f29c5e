import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const flaggedLine = z.object({
  orderLineId: z.uuid(),
  purchaseOrderId: z.uuid(),
  orderNumber: z.string(),
  orderedOn: z.string(),
  productName: z.string(),
  amountCents: z.int(),
  recognisedCents: z.int(),
  recognisedGrams: z.int(),
  isDisallowed: z.boolean(),
})

/** The lines of a flag with what the ledger counts of them now. */
export function flaggedLines(reader: Reader, flagId: string) {
  return queryRows(
    reader,
    flaggedLine,
    sql`
    select f.order_line_id, f.purchase_order_id, o.number as order_number, o.ordered_on,
      l.product_name, l.amount_cents, coalesce(r.recognised_cents, 0) as recognised_cents,
      coalesce(r.recognised_grams, 0) as recognised_grams,
      r.disallowed_by is not null as is_disallowed
    from review.flag_lines f
      join orders.purchase_orders_published o on o.id = f.purchase_order_id
      join orders.order_lines_published l on l.id = f.order_line_id
      left join attribution.recognition_lines_published r on r.order_line_id = f.order_line_id
    where f.flag_id = ${flagId}
    order by o.ordered_on, o.number, l.line_number`,
  )
}
