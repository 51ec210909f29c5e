import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  monthsOfPayment,
  mostPayingUnits,
  type PaymentSort,
} from '../../shared/billing/money-desk.api.ts'
import { figure } from '../../shared/figure.ts'
import { shiftMonth } from '../../shared/months.ts'
import { day, id } from '../../shared/scalars.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { lastAcceptance } from './invoice-orders.queries.ts'
import type { DueQuestion } from './money-due.queries.ts'
import { termsOn } from './paying/payment-terms.queries.ts'

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
 * What is open with each unit, and in how many days it paid what it paid in full (§7.2) within the
 * twelve months that end with a month: all units together first, then each in the order asked for.
 */
export function selectPaymentByUnit(
  reader: Reader,
  question: DueQuestion & { lastMonth: string; sort: PaymentSort },
): Promise<PaymentRow[]> {
  return queryRows(
    reader,
    paymentRow,
    sql`
    with figures as (
      select grouping(unit_id) as is_whole, unit_id, sum(open_cents) as open_cents,
        sum(case when late_days > 0 then open_cents else 0 end) as overdue_cents,
        min(case when late_days > 0 then due_on end) as oldest_overdue_on,
        0 as paid_count, null::integer as median_days, null::integer as ninetieth_days
      from (${owedMoney(question)}) due where open_cents > 0
      group by grouping sets ((unit_id), ())
      union all
      select is_whole, unit_id, 0, 0, null, paid_count, median_days, ninetieth_days
      from (${daysToPay(question)}) days
    ), sums as (
      select is_whole, unit_id, coalesce(sum(open_cents), 0) as open_cents,
        coalesce(sum(overdue_cents), 0) as overdue_cents,
        min(oldest_overdue_on) as oldest_overdue_on, sum(paid_count)::integer as paid_count,
        max(median_days) as median_days, max(ninetieth_days) as ninetieth_days
      from figures group by is_whole, unit_id
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

/** What is owed as it is kept, whatever waits for the other side, and how long it has been due. */
function owedMoney({ visible, onDay, rules }: DueQuestion): SQL {
  return sql`
    select dated.unit_id, dated.open_cents, dated.counts_from + terms.term_days as due_on,
      ${onDay}::date - dated.counts_from - terms.term_days as late_days
    from (
      select purchase_orders.unit_id, purchase_orders.cooperative_id, purchase_orders.open_cents,
        coalesce(acceptance.last_received_on, purchase_orders.issued_on) as counts_from
      from billing.open_invoices purchase_orders
      cross join lateral (${lastAcceptance(sql`purchase_orders.invoice_id`)}) acceptance
      where ${visible}
    ) dated
    cross join lateral (${termsOn(rules, {
      unitId: sql`dated.unit_id`,
      cooperativeId: sql`dated.cooperative_id`,
      day: sql`dated.counts_from`,
    })}) terms`
}

/**
 * Of the invoices that were paid in the twelve months, the days of the middle one and of the one
 * that nine in ten are not above, out of how many were paid in how many days: what is kept, and
 * what is not folded into it yet.
 */
function daysToPay({ visible, lastMonth }: { visible: SQL; lastMonth: string }): SQL {
  return sql`
    select is_whole, unit_id, max(total)::integer as paid_count,
      min(days) filter (where running * 2 >= total) as median_days,
      min(days) filter (where running * 10 >= total * 9) as ninetieth_days
    from (
      select is_whole, unit_id, days,
        sum(invoices) over (partition by is_whole, unit_id order by days) as running,
        sum(invoices) over (partition by is_whole, unit_id) as total
      from (
        select grouping(unit_id) as is_whole, unit_id, days, sum(invoices) as invoices
        from (
          select unit_id, days, invoices from billing.days_to_pay purchase_orders
          where month = ${lastMonth} and ${visible}
          union all
          select unit_id, days, invoices from billing.unfolded_payments purchase_orders
          where month between ${shiftMonth(lastMonth, 1 - monthsOfPayment)} and ${lastMonth}
            and ${visible}
        ) paid
        group by grouping sets ((unit_id, days), (days)) having sum(invoices) > 0
      ) counted
    ) ranked
    group by is_whole, unit_id`
}
