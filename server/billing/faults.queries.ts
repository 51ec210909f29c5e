import { type SQL, sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/** What documents say of each of their orders, beside their lines of it. */
const billedOfOrders = sql`
  select 'order of invoice', i.number, i.cooperative_id, sum(b.goods_cents)::bigint,
    coalesce(sum(lines.cents), 0)
  from billing.invoice_orders b join billing.invoices i on i.id = b.invoice_id
  cross join lateral (
    select case when b.credit_note_id is null then (
        select sum(l.amount_cents) from billing.invoice_lines l
        join orders.order_lines_published o on o.id = l.order_line_id
        where l.invoice_id = i.id and o.purchase_order_id = b.purchase_order_id)
      else -(select sum(l.amount_cents) from billing.credit_note_lines l
        join orders.order_lines_published o on o.id = l.order_line_id
        where l.credit_note_id = b.credit_note_id and o.purchase_order_id = b.purchase_order_id)
      end as cents) lines
  group by i.id, b.purchase_order_id
  union all
  select 'orders of invoice', i.number, i.cooperative_id, i.goods_cents + i.freight_cents,
    coalesce((select sum(goods_cents + freight_cents) from billing.invoice_orders
      where invoice_id = i.id and credit_note_id is null), 0)
  from billing.invoices i
  union all
  select 'orders of credit note', n.number, n.cooperative_id, -n.goods_cents - n.freight_cents,
    coalesce((select sum(goods_cents + freight_cents) from billing.invoice_orders
      where credit_note_id = n.id), 0)
  from billing.credit_notes n`

/**
 * The first invoice or credit note whose goods total is not the sum of its lines, or of what it
 * bills of its orders (§7.4), of sellers
 * in counties whose code begins with `prefix`; undefined where all are.
 */
export function findInvoiceTotalFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with documents as (
      select 'invoice' as kind, i.number, i.cooperative_id, i.goods_cents,
        coalesce(sum(l.amount_cents), 0) as cents
      from billing.invoices i left join billing.invoice_lines l on l.invoice_id = i.id group by i.id
      union all
      select 'credit note', n.number, n.cooperative_id, n.goods_cents,
        coalesce(sum(l.amount_cents), 0)
      from billing.credit_notes n
        left join billing.credit_note_lines l on l.credit_note_id = n.id group by n.id
      union all
      ${billedOfOrders}
    )
    select c.county_code, format('%s %s says %s fen, its lines %s', d.kind, d.number,
      d.goods_cents, d.cents) as detail
    from documents d join organisations.cooperatives_published c
      on c.organisation_id = d.cooperative_id
    where starts_with(c.county_code, ${prefix}::text) and d.goods_cents <> d.cents
    order by c.county_code, d.number limit 1`,
  )
}

/** An invoice that is open or overpaid, and not kept as such or so much, or the other way round. */
export function findOpenInvoiceFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with wrong as (
      select coalesce(u.invoice_id, o.invoice_id) as invoice_id,
        case when o.invoice_id is null then 'invoice %s is not paid, but not kept as open'
          else 'invoice %s is paid, but kept as open' end as what
      from billing.unpaid_invoices u
      full join billing.open_invoices o on o.invoice_id = u.invoice_id
      where u.invoice_id is null or o.invoice_id is null
      union all
      select o.invoice_id, 'of invoice %s another amount is open than is kept'
      from billing.open_invoices o join billing.invoice_money m on m.invoice_id = o.invoice_id
      where o.open_cents <> m.balance_cents
      union all
      select coalesce(u.invoice_id, o.invoice_id),
        case when o.invoice_id is null then 'invoice %s is overpaid, but not kept as due back'
          else 'nothing is due back on invoice %s, but it is kept so' end
      from billing.overpaid_invoices u
      full join billing.due_back_invoices o on o.invoice_id = u.invoice_id
      where u.invoice_id is null or o.invoice_id is null
    )
    select i.supervising_county_code as county_code, format(w.what, i.number) as detail
    from wrong w join billing.invoices i on i.id = w.invoice_id
    where starts_with(i.supervising_county_code, ${prefix}::text)
    order by 1, i.number limit 1`,
  )
}

/** An order whose kept sum of invoiced goods is not that of its invoices. */
export function findInvoicedSumFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select a.supervising_county_code as county_code, format(
      'order %s: its invoices say %s fen, %s are kept', o.number, coalesce(i.cents, 0),
      a.invoiced_cents) as detail
    from deliveries.order_acceptances_published a
    join orders.purchase_orders_published o on o.id = a.purchase_order_id
    left join (
      select purchase_order_id, sum(goods_cents) as cents from billing.invoiced_published group by 1
    ) i on i.purchase_order_id = a.purchase_order_id
    where starts_with(a.supervising_county_code, ${prefix}::text)
      and a.invoiced_cents <> coalesce(i.cents, 0)
    order by 1, o.number limit 1`,
  )
}

/**
 * Books that are not what the documents say (§7.1): a document that is not posted, or otherwise, or
 * an entry without its document. What is owed and what is due back are compared together, for
 * which of the two it is depends on what came before.
 */
export function findJournalFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with expected as (
      select cause_kind, cause_id, organisation_id, occurred_on, account, sum(cents) as cents,
        min(counterparty_id::text) as counterparty_id
      from (
        select cause_kind, cause_id, organisation_id, occurred_on, account, cents, counterparty_id
        from billing.expected_postings
        union all
        select cause_kind, cause_id, organisation_id, occurred_on, account, cents, counterparty_id
        from billing.expected_bank_postings
        union all
        select cause_kind, cause_id, organisation_id, occurred_on, account, cents, counterparty_id
        from billing.expected_misdirected_postings
        union all
        select cause_kind, cause_id, organisation_id, occurred_on, account, cents, counterparty_id
        from billing.expected_payment_move_postings
      ) documents group by 1, 2, 3, 4, 5
    ), posted as (
      select e.cause_kind, e.cause_id, e.organisation_id, e.occurred_on,
        case p.account when 'refunds_due' then 'receivable'
          when 'refunds_receivable' then 'payable' else p.account end as account,
        sum(p.cents) as cents, min(e.counterparty_id::text) as counterparty_id
      from billing.journal_entries e join billing.postings p on p.entry_id = e.id
      group by 1, 2, 3, 4, 5
    ), wrong as (
      select organisation_id,
        coalesce(posted.counterparty_id, expected.counterparty_id) as counterparty_id,
        format('%s %s: %s of %s is %s fen in the books, %s by the documents', cause_kind, cause_id,
          account, organisation_id, coalesce(posted.cents, 0), coalesce(expected.cents, 0))
          as detail
      from expected full join posted
        using (cause_kind, cause_id, organisation_id, occurred_on, account)
      where coalesce(posted.cents, 0) <> coalesce(expected.cents, 0)
    )
    ${firstOfCounty(prefix)}`,
  )
}

/**
 * A set-off that is not posted so in the books of both sides, or an entry of one without it; what
 * is due back without an invoice that is kept otherwise, or is less than nothing (§7.2).
 * `findJournalFault` cannot see a set-off, for it moves between the two accounts that are compared
 * there together.
 */
export function findSetOffFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with expected as (
      select s.id as cause_id, side.organisation_id, side.counterparty_id, s.invoice_id,
        s.set_off_on as occurred_on, side.account, side.cents
      from billing.set_offs s cross join lateral (values
        (s.cooperative_id, s.unit_id, 'refunds_due', s.amount_cents),
        (s.cooperative_id, s.unit_id, 'receivable', -s.amount_cents),
        (s.unit_id, s.cooperative_id, 'payable', s.amount_cents),
        (s.unit_id, s.cooperative_id, 'refunds_receivable', -s.amount_cents)
      ) side (organisation_id, counterparty_id, account, cents)
    ), posted as (
      select e.cause_id, e.organisation_id, e.counterparty_id, e.invoice_id, e.occurred_on,
        p.account, sum(p.cents) as cents
      from billing.journal_entries e join billing.postings p on p.entry_id = e.id
      where e.cause_kind = 'set_off' group by 1, 2, 3, 4, 5, 6
    ), wrong as (
      select organisation_id, counterparty_id::text,
        format('set-off %s of %s: %s of %s is %s fen in the books, %s by the set-off', cause_id,
          occurred_on, account, organisation_id, coalesce(posted.cents, 0),
          coalesce(expected.cents, 0)) as detail
      from expected full join posted using
        (cause_id, organisation_id, counterparty_id, invoice_id, occurred_on, account)
      where posted.cents is distinct from expected.cents
      union all
      select cooperative_id, unit_id::text,
        format('%s fen more came back to %s than it paid %s without an invoice', -due_back_cents,
          unit_id, cooperative_id)
      from billing.misdirected_money where due_back_cents < 0
      union all
      select cooperative_id, unit_id::text,
        format('%s fen are kept as due back from %s to %s, %s are', b.due_back_cents,
          cooperative_id, unit_id, m.due_back_cents)
      from billing.misdirected_balances b
        full join billing.misdirected_money m using (unit_id, cooperative_id)
      where (b.due_back_cents, b.free_cents) is distinct from (m.due_back_cents, m.free_cents)
    )
    ${firstOfCounty(prefix)}`,
  )
}

/** A kept balance that is not the sum of its postings, or an entry that does not balance (§7.1). */
export function findBalanceFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with wrong as (
      select organisation_id, counterparty_id::text, format('%s of %s in %s: %s/%s fen are kept, '
          '%s/%s are posted', account, organisation_id, month, coalesce(b.debit_cents, 0),
          coalesce(b.credit_cents, 0), coalesce(s.debit_cents, 0), coalesce(s.credit_cents, 0))
        as detail
      from billing.account_balances b full join billing.posted_sums s
        using (organisation_id, account, counterparty_id, month)
      where (b.debit_cents, b.credit_cents) is distinct from (s.debit_cents, s.credit_cents)
      union all
      select e.organisation_id, min(e.counterparty_id::text),
        format('entry %s of %s is out of balance by %s fen', e.id, e.organisation_id, sum(p.cents))
      from billing.journal_entries e join billing.postings p on p.entry_id = e.id
      group by e.id having sum(p.cents) <> 0
    )
    ${firstOfCounty(prefix)}`,
  )
}

/**
 * A line of a bank statement that is matched and not wholly explained by its documents, is
 * explained beyond its amount, or has no state (§7.2).
 */
export function findBankLineFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with explained as (
      select l.id, l.organisation_id, abs(l.amount_cents) as cents, s.state,
        (select coalesce(sum(m.amount_cents), 0) from billing.bank_matches m
          where m.line_id = l.id or m.other_line_id = l.id) as matched_cents,
        (select (array_agg(case p.organisation_id when p.unit_id then p.cooperative_id
            else p.unit_id end))[1]::text
          from (select m.organisation_id, coalesce(p.unit_id, r.unit_id, d.unit_id) as unit_id,
              coalesce(p.cooperative_id, r.cooperative_id, d.cooperative_id) as cooperative_id
            from billing.bank_matches m left join billing.payments p on p.id = m.payment_id
            left join billing.refunds r on r.id = m.refund_id
            left join billing.misdirected_payments d on d.id = m.misdirected_id
            where m.line_id = l.id) p
        ) as counterparty_id
      from billing.bank_lines l left join billing.bank_line_states s on s.line_id = l.id
    ), wrong as (
      select organisation_id, counterparty_id, format('bank line %s of %s is %s: %s fen of %s are '
        'explained', id, organisation_id, coalesce(state, 'without state'), matched_cents, cents)
        as detail
      from explained
      where state is null or matched_cents > cents
        or (state = 'matched') <> (matched_cents = cents)
    )
    ${firstOfCounty(prefix)}`,
  )
}

/** The first of what is wrong, by the county of the seller on either side of the entry. */
function firstOfCounty(prefix: string): SQL {
  return sql`
    select c.county_code, w.detail from wrong w join organisations.cooperatives_published c
      on c.organisation_id::text in (w.organisation_id::text, w.counterparty_id)
    where starts_with(c.county_code, ${prefix}::text) order by 1, 2 limit 1`
}
