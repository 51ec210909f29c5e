import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { openRow, waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in deliveries: a row of kind and number each. */
export function waitingInDeliveries({ organisationKind, organisationId }: Actor): SQL[] {
  if (organisationKind === 'unit')
    return [
      waitingRow(
        'shipments',
        sql`from deliveries.shipments where unit_id = ${organisationId}
          and state in ('prepared', 'dispatched') and state = 'dispatched'`,
      ),
    ]
  if (organisationKind !== 'cooperative') return []
  const undecided = sql`cooperative_id = ${organisationId} and state = 'recorded'`
  return [
    waitingRow(
      'returns',
      sql`from (select 1 from deliveries.goods_returns where ${undecided}
        union all select 1 from deliveries.weight_surpluses where ${undecided}) as undecided`,
    ),
  ]
}

/** What nobody has signed or decided of a county's deliveries: a row for each kind (§4.2). */
export function mattersInDeliveries(countyCode: string): SQL[] {
  const orderOf = (table: SQL) => sql`select o.id, o.number as label
    from ${table} r join orders.purchase_orders_published o on o.id = r.purchase_order_id
    where r.state = 'recorded' and o.supervising_county_code = ${countyCode}`
  return [
    openRow('receiptCorrections', orderOf(sql`deliveries.acceptance_corrections`)),
    openRow('surpluses', orderOf(sql`deliveries.weight_surpluses`)),
    openRow('returns', orderOf(sql`deliveries.goods_returns`)),
    openRow('creditCorrections', orderOf(sql`deliveries.credit_corrections`)),
  ]
}
