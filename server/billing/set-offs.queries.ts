import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { cents } from '../../shared/money.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { day, id } from '../../shared/scalars.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { allOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { setOffs } from './billing.tables.ts'
import { ordersOf } from './invoice-orders.queries.ts'

export async function insertSetOff(
  tx: Transaction,
  row: typeof setOffs.$inferInsert,
): Promise<void> {
  await tx.insert(setOffs).values(row)
}

const setOffRow = z.object({
  id,
  otherInvoiceId: id.nullable(),
  otherNumber: z.string().nullable(),
  /** What another invoice paid of this one, or below zero what this one paid of another. */
  amountCents: cents,
  setOffOn: day,
  recordedByName: z.string(),
})

/** The set-offs of an invoice in both directions, latest first. */
export function selectSetOffs(reader: Reader, invoiceId: string) {
  return queryRows(
    reader,
    setOffRow,
    sql`
    select s.id, other.id as other_invoice_id, other.number as other_number,
      case when s.invoice_id = ${invoiceId} then s.amount_cents else -s.amount_cents end
        as amount_cents, s.set_off_on, p.name as recorded_by_name
    from (
      select * from billing.set_offs where invoice_id = ${invoiceId}
      union all
      select * from billing.set_offs where from_invoice_id = ${invoiceId}
    ) s
    left join billing.invoices other
      on other.id = case when s.invoice_id = ${invoiceId} then s.from_invoice_id
        else s.invoice_id end
    join accounts.people_published p on p.id = s.recorded_by
    order by s.recorded_at desc, s.id desc limit 200`,
  )
}

const openBeside = z.object({ id, number: z.string(), issuedOn: day, openCents: cents })

/** The open invoices of the two sides of an invoice, oldest first. */
export function openInvoicesBeside(
  reader: Reader,
  { unitId, cooperativeId }: { unitId: string; cooperativeId: string },
) {
  return queryRows(
    reader,
    openBeside,
    sql`
    select i.id, i.number, i.issued_on, m.balance_cents - m.waiting_cents as open_cents
    from billing.open_invoices o join billing.invoices i on i.id = o.invoice_id
    cross join lateral (select * from billing.invoice_money where invoice_id = i.id) m
    where o.unit_id = ${unitId} and o.cooperative_id = ${cooperativeId}
      and m.balance_cents > m.waiting_cents
    order by i.issued_on, i.id limit 200`,
  )
}

const dueBackRow = z.object({
  invoiceId: id,
  invoiceNumber: z.string(),
  purchaseOrders: z.array(z.object({ id, number: z.string() })),
  issuedOn: day,
  unitId: id,
  unitName: z.string(),
  cooperativeId: id,
  cooperativeName: z.string(),
  dueBackCents: cents,
  refundWaitingCents: cents,
  cursor: z.string(),
})

/** Invoices on which more was paid than is to be paid, oldest first. */
export function selectDueBack(reader: Reader, visible: SQL, filter: CursorPage) {
  const columns = [
    { column: sql`issued_on`, type: 'date' as const },
    { column: sql`invoice_id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'issued_on', columns }, filter)
  return queryRows(
    reader,
    dueBackRow,
    sql`
    with page as (
      select * from (${dueBack(visible)}) due_back where ${allOf([keyset.after])}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select page.*, ${ordersOf(sql`page.invoice_id`)} as purchase_orders,
      -balance_cents as due_back_cents,
      (select coalesce(sum(amount_cents), 0)::bigint from billing.refunds
        where refunds.invoice_id = page.invoice_id and state = 'recorded')
        as refund_waiting_cents,
      (select name from organisations.organisations_published where id = page.unit_id)
        as unit_name,
      (select name from organisations.organisations_published where id = page.cooperative_id)
        as cooperative_name, ${keyset.cursor} as cursor
    from page order by ${keyset.order}`,
  )
}

const sums = z.object({ dueBackCents: figure, count: z.int() })

/** All that is due back, and on how many invoices. */
export async function sumDueBack(reader: Reader, visible: SQL) {
  const row = await queryRow(
    reader,
    sums,
    sql`
    select coalesce(-sum(balance_cents), 0)::text as due_back_cents, count(*) as count
    from (${dueBack(visible)}) due_back`,
  )
  return row ?? { dueBackCents: 0, count: 0 }
}

/** Reads the few invoices that are overpaid: `due_back_invoices` is kept. */
function dueBack(visible: SQL): SQL {
  return sql`
    select i.id as invoice_id, i.number as invoice_number, i.issued_on, i.unit_id,
      i.cooperative_id, money.balance_cents
    from billing.due_back_invoices purchase_orders
    join billing.invoices i on i.id = purchase_orders.invoice_id
    cross join lateral (
      select balance_cents from billing.invoice_money where invoice_id = i.id) money
    where ${visible}`
}
