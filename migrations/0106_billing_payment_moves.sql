-- 付款改挂 (§7.2): a confirmed transfer that was recorded on the wrong one of two open invoices of
-- the same unit and seller. One side proposes to which it belongs, the other confirms: from that day
-- on the money stands there. Payments themselves are never changed.
create table billing.payment_moves (
  id uuid primary key,
  payment_id uuid not null references billing.payments,
  from_invoice_id uuid not null references billing.invoices,
  invoice_id uuid not null references billing.invoices,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null check (reason <> ''),
  -- the day from which the money stands on the other invoice, once that is confirmed
  moved_on date,
  recorded_side text not null check (recorded_side in ('unit', 'cooperative')),
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  decided_by uuid references accounts.people,
  withdrawn_by uuid references accounts.people,
  decided_at timestamptz,
  check (from_invoice_id <> invoice_id),
  check (decided_by is distinct from recorded_by),
  check ((state = 'recorded') = (decided_at is null)),
  check ((state = 'confirmed') = (moved_on is not null))
);
--> statement-breakpoint
create index payment_moves_payment on billing.payment_moves (payment_id) where state <> 'rejected';
--> statement-breakpoint
create index payment_moves_from on billing.payment_moves (from_invoice_id);
--> statement-breakpoint
create index payment_moves_invoice on billing.payment_moves (invoice_id);
--> statement-breakpoint
create index payment_moves_unit on billing.payment_moves (unit_id, recorded_at, id);
--> statement-breakpoint
create index payment_moves_cooperative
  on billing.payment_moves (cooperative_id, recorded_at, id);
--> statement-breakpoint
create trigger payment_moves_kept before delete or truncate on billing.payment_moves
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- A move changes how money is split over the lines of two invoices, which may bill one line both.
alter table billing.reallocations drop constraint reallocations_cause_kind_check,
  drop constraint reallocations_cause_id_order_line_id_key,
  add constraint reallocations_cause_kind_check
    check (cause_kind in ('credit_note', 'refund', 'set_off', 'payment_move')),
  add constraint reallocations_once unique (cause_id, order_line_id, invoice_id);
--> statement-breakpoint
alter table billing.journal_entries drop constraint journal_entries_cause_kind_check,
  add constraint journal_entries_cause_kind_check check (cause_kind in ('invoice', 'invoice_void',
    'credit_note', 'payment', 'refund', 'set_off', 'waiver', 'settlement', 'bank_statement',
    'stripe_event', 'fee', 'misdirected_payment', 'payment_move_out', 'payment_move_in'));
--> statement-breakpoint
-- What was paid of an invoice is what stands on it now, and what waits to be moved to it waits as a
-- payment does, so that nobody pays it once more meanwhile.
create or replace view billing.invoice_money as
  select i.id as invoice_id, i.goods_cents + i.freight_cents as total_cents,
    i.freight_cents,
    credited.cents as credited_cents, credited.freight_cents as credited_freight_cents,
    waived.cents as waived_cents, waived.freight_cents as waived_freight_cents,
    paid.confirmed_cents, paid.waiting_cents,
    refunded.confirmed_cents as refunded_cents,
    i.goods_cents + i.freight_cents - voided.cents - credited.cents - waived.cents
      - paid.confirmed_cents - moved.cents
      + refunded.confirmed_cents as balance_cents,
    voided.cents as voided_cents,
    -- what other invoices paid of it, less what it paid of others
    moved.cents as set_off_cents
  from billing.invoices i
  cross join lateral (
    select case when exists (select from billing.invoice_voids where invoice_id = i.id)
      then i.goods_cents + i.freight_cents else 0 end as cents) voided
  cross join lateral (
    select coalesce(sum(goods_cents + freight_cents), 0)::bigint as cents,
      coalesce(sum(freight_cents), 0)::bigint as freight_cents
    from billing.credit_notes where invoice_id = i.id) credited
  cross join lateral (
    select coalesce(sum(w.amount_cents), 0)::bigint as cents,
      coalesce(sum(w.amount_cents - line.cents), 0)::bigint as freight_cents
    from billing.waivers w cross join lateral (
      select coalesce(sum(amount_cents), 0) as cents from billing.waiver_lines
      where waiver_id = w.id) line
    where w.invoice_id = i.id and w.state = 'confirmed') waived
  cross join lateral (
    select coalesce(sum(cents) filter (where state = 'confirmed'), 0)::bigint as confirmed_cents,
      coalesce(sum(cents) filter (where state = 'recorded' and cents > 0), 0)::bigint
        as waiting_cents
    from (
      select state, amount_cents as cents from billing.payments where invoice_id = i.id
      union all
      select state, amount_cents from billing.payment_moves where invoice_id = i.id
      union all
      select state, -amount_cents from billing.payment_moves where from_invoice_id = i.id
    ) standing) paid
  cross join lateral (
    select coalesce(sum(amount_cents), 0)::bigint as confirmed_cents
    from billing.refunds where invoice_id = i.id and state = 'confirmed') refunded
  cross join lateral (
    select (coalesce((select sum(amount_cents) from billing.set_offs where invoice_id = i.id), 0)
      - coalesce((select sum(amount_cents) from billing.set_offs where from_invoice_id = i.id), 0)
      )::bigint as cents) moved;
--> statement-breakpoint
create function billing.keep_payment_move() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.from_invoice_id);
  perform billing.refresh_open(new.invoice_id);
  return null;
end $$;
--> statement-breakpoint
create trigger payment_moves_keep_open after insert or update of state on billing.payment_moves
  for each row execute function billing.keep_payment_move();
--> statement-breakpoint
-- What of a confirmed payment stands on an invoice, and what of that nobody wants to move yet.
create view billing.payment_places as
  select payment_id, invoice_id, sum(cents)::bigint as cents,
    (sum(cents) - sum(waiting_cents))::bigint as free_cents
  from (
    select id as payment_id, invoice_id, amount_cents as cents, 0 as waiting_cents
    from billing.payments where state = 'confirmed'
    union all
    select payment_id, invoice_id, amount_cents, 0 from billing.payment_moves
    where state = 'confirmed'
    union all
    select payment_id, from_invoice_id,
      case when state = 'confirmed' then -amount_cents else 0 end,
      case when state = 'recorded' then amount_cents else 0 end
    from billing.payment_moves where state <> 'rejected'
  ) places group by payment_id, invoice_id;
--> statement-breakpoint
-- Days to pay (0109, before which this file does not run): an invoice was paid when the seller got
-- the last of what stands on it, on whichever invoice that was recorded.
create or replace view billing.closed_invoices as
  select i.id as invoice_id, i.unit_id, i.supervising_county_code, i.issued_on,
    greatest(paid.last_on, moved.last_on) as paid_on
  from billing.invoices i
  cross join lateral (
    select max(p.paid_on) as last_on
    from billing.payment_places place join billing.payments p on p.id = place.payment_id
    where place.invoice_id = i.id and place.cents > 0) paid
  cross join lateral (
    select max(set_off_on) as last_on from billing.set_offs where invoice_id = i.id) moved
  where (paid.last_on is not null or moved.last_on is not null)
    and not exists (select from billing.open_invoices open where open.invoice_id = i.id);
--> statement-breakpoint
-- Beside `billing.expected_postings`: the payment is taken off one invoice and entered on the other.
create view billing.expected_payment_move_postings as
  select part.cause_kind, m.id as cause_id, side.organisation_id, side.counterparty_id,
    m.moved_on as occurred_on, side.account, side.cents
  from billing.payment_moves m
    cross join lateral (values ('payment_move_out', m.amount_cents),
      ('payment_move_in', -m.amount_cents)) part (cause_kind, cents)
    cross join lateral (values
      (m.cooperative_id, m.unit_id, 'receivable', part.cents),
      (m.cooperative_id, m.unit_id, 'bank_clearing', -part.cents),
      (m.unit_id, m.cooperative_id, 'payable', -part.cents),
      (m.unit_id, m.cooperative_id, 'bank_clearing', part.cents)
    ) side (organisation_id, counterparty_id, account, cents)
  where m.state = 'confirmed';
--> statement-breakpoint
-- Read by reports: what was moved off an invoice, below zero, and to the other, as evidence.
create view billing.payment_moves_published as
  select m.id, side.invoice_id, side.cents as amount_cents, m.moved_on, p.bank_reference
  from billing.payment_moves m join billing.payments p on p.id = m.payment_id
    cross join lateral (values (m.from_invoice_id, -m.amount_cents),
      (m.invoice_id, m.amount_cents)) side (invoice_id, cents)
  where m.state = 'confirmed';
