import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { PairingRecord } from '../assistance/index.ts'
import { jsonOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const fixedOrder = z.object({
  pairingId: z.uuid(),
  orderId: z.uuid(),
  number: z.string(),
  lotIds: z.array(z.uuid()),
})

/**
 * The orders that fixed a pairing when they were placed, or when their credit was corrected, of its
 * unit or of a member of its group (§3.6); those declined or cancelled count for nobody. Each with
 * all lots of its goods: another than the one that was ordered may be shipped. An order that waited
 * while it was placed carries an earlier instant than what it fixed, never by an hour.
 */
export function ordersOfPairings(reader: Reader, pairings: readonly PairingRecord[]) {
  const first = pairings.reduce<Date | null>(
    (earliest, { createdAt }) => (earliest && earliest < createdAt ? earliest : createdAt),
    null,
  )
  if (first === null) return Promise.resolve([])
  return queryRows(
    reader,
    fixedOrder,
    sql`
    with placed as materialized (
      select id, number, ordered_on, credit from orders.purchase_orders
      where placed_at >= ${first.toISOString()}::timestamptz - interval '1 hour'
        and state not in ('declined', 'cancelled')
    ), fixed as (
      select id, ordered_on, credit from placed
      union all
      select placed.id, ordered_on, changes.credit from attribution.credit_changes_published changes
      join placed on placed.id = changes.purchase_order_id
    )
    select distinct on (pairing.id, fixed.id) pairing.id as pairing_id, fixed.id as order_id,
      (select number from placed where placed.id = fixed.id) as number,
      array(select lots.id from orders.order_lines lines
        join catalogue.lots_published lots on lots.product_id = lines.product_id
        where lines.purchase_order_id = fixed.id) as lot_ids
    from fixed
    cross join lateral jsonb_to_recordset(fixed.credit->'pairedCodes')
      as paired ("unitId" uuid, codes jsonb)
    cross join lateral jsonb_array_elements_text(paired.codes) as code
    join jsonb_to_recordset(${jsonOf(pairings)}) as pairing (id uuid, "organisationId" uuid,
        "divisionCode" text, "fromDate" date, "toDate" date)
      on pairing."divisionCode" = code and pairing."fromDate" <= fixed.ordered_on
        and coalesce(pairing."toDate" >= fixed.ordered_on, true)
        and (pairing."organisationId" = paired."unitId" or exists (
          select from assistance.group_members_published member
          where member.group_id = pairing."organisationId" and member.unit_id = paired."unitId"
            and member.from_date <= fixed.ordered_on
            and coalesce(member.to_date >= fixed.ordered_on, true)))
    order by pairing.id, fixed.id`,
  )
}
