import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  daysOfPayment,
  mostPayingUnits,
  type PaymentSort,
} from '../../shared/billing/money-desk.api.ts'
import { figure } from '../../shared/figure.ts'
import { day, id } from '../../shared/scalars.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type DueQuestion, dueInvoices } from './money-due.queries.ts'

const paymentRow = z.object({
  /** Null in the first row, which is of all units together. */
  unitId: id.nullable(),
  unitName: z.string().nullable(),
  unitCount: z.int(),
  openCents: figure,
  overdueCents: figure,
  oldestOverdueOn: day.nullable(),
  paidCount: z.int(),
  medianDays: z.int().nullable(),
  ninetiethDays: z.int().nullable(),
})
export type PaymentRow = z.output<typeof paymentRow>

const columns: Record<string, SQL> = {
  overdue: sql`sums.overdue_cents`,
  open: sql`sums.open_cents`,
  oldest: sql`sums.oldest_overdue_on`,
  median: sql`sums.median_days`,
  ninetieth: sql`sums.ninetieth_days`,
}

function orderOf(sort: PaymentSort): SQL {
  const column = columns[sort.replace('-', '')]
  return sql`${column} ${sort.startsWith('-') ? sql`desc` : sql`asc`} nulls last`
}

/**
 * What is open with each unit, and in how many days it paid what it paid in full (§7.2): all units
 * together first, then each in the order asked for.
 */
export function selectPaymentByUnit(
  reader: Reader,
  question: DueQuestion & { sort: PaymentSort },
): Promise<PaymentRow[]> {
  return queryRows(
    reader,
    paymentRow,
    sql`
    with entries as (
      select unit_id, open_cents,
        case when late_days > 0 then open_cents else 0 end as overdue_cents,
        case when late_days > 0 then due_on end as overdue_on, null::integer as days
      from (${dueInvoices(question)}) due where open_cents > 0
      union all
      select unit_id, 0, 0, null, days from (${paidInvoices(question)}) paid
    ), sums as (
      select grouping(unit_id) as is_whole, unit_id, coalesce(sum(open_cents), 0) as open_cents,
        coalesce(sum(overdue_cents), 0) as overdue_cents, min(overdue_on) as oldest_overdue_on,
        count(days)::integer as paid_count,
        percentile_disc(0.5) within group (order by days) as median_days,
        percentile_disc(0.9) within group (order by days) as ninetieth_days
      from entries group by grouping sets ((unit_id), ())
    )
    select unit_id, (select name from organisations.organisations_published
        where id = sums.unit_id) as unit_name,
      (count(*) over ())::integer - 1 as unit_count, open_cents::text as open_cents,
      overdue_cents::text as overdue_cents, oldest_overdue_on, paid_count, median_days,
      ninetieth_days
    from sums
    order by is_whole desc, ${orderOf(question.sort)}, sums.overdue_cents desc,
      sums.open_cents desc, sums.unit_id
    limit ${mostPayingUnits + 1}`,
  )
}

/**
 * The days from acceptance to the last payment or set-off of each invoice that is paid in full. A
 * payment is recorded on its day or later, so that the index by the time of recording serves.
 *
 * Grouped last, and open invoices left out of `invoices`, of which PostgreSQL knows how many there
 * are: where it expects few, it looks each invoice and its orders up one by one.
 */
function paidInvoices({ visible, onDay }: DueQuestion): SQL {
  const since = sql`${onDay}::date - ${daysOfPayment}::integer`
  return sql`
    select invoices.unit_id, greatest(0, max(paying.paid_on)
      - coalesce(max(accepted.last_received_on), invoices.issued_on)) as days
    from (
      select invoice_id, paid_on
      from billing.payments purchase_orders
      where ${visible} and purchase_orders.state = 'confirmed'
        and purchase_orders.recorded_at
          >= (${since})::timestamp at time zone 'Asia/Shanghai'
      union all
      select set_offs.invoice_id, set_off_on
      from billing.set_offs join billing.invoices purchase_orders
        on purchase_orders.id = set_offs.invoice_id
      where ${visible} and set_off_on > ${since}
    ) paying
    join billing.invoices on invoices.id = paying.invoice_id
    left join billing.invoice_orders billed on billed.invoice_id = invoices.id
    left join deliveries.order_acceptances_published accepted
      on accepted.purchase_order_id = billed.purchase_order_id
    where not exists (
      select from billing.open_invoices where invoice_id = invoices.id)
    group by invoices.id having max(paying.paid_on) > ${since}`
}
