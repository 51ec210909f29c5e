import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const payerRow = z.object({ unitId: z.uuid() })

/**
 * The units that owe a cooperative money or are about to: with open invoices, with accepted goods
 * that no invoice covers yet, or with orders under way.
 */
export async function selectPayers(reader: Reader, cooperativeId: string): Promise<string[]> {
  const rows = await queryRows(
    reader,
    payerRow,
    sql`
    select unit_id from billing.open_invoices where cooperative_id = ${cooperativeId}
    union
    select unit_id from deliveries.order_acceptances_published
    where cooperative_id = ${cooperativeId} and accepted_cents > invoiced_cents
    union
    select unit_id from orders.purchase_orders_published
    where cooperative_id = ${cooperativeId} and state in ('placed', 'confirmed', 'shipped')
    order by unit_id`,
  )
  return rows.map((row) => row.unitId)
}
