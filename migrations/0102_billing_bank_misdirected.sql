-- 误付款 (§7.2) on a bank statement: a line carries it out, or its return, as it does a payment or a
-- refund, so that its money leaves the clearing account of whose statement it is.
alter table billing.bank_matches
  add column misdirected_id uuid references billing.misdirected_payments,
  drop constraint bank_matches_check,
  add constraint bank_matches_document
    check (num_nonnulls(payment_id, refund_id, misdirected_id, other_line_id) = 1);
--> statement-breakpoint
create unique index bank_matches_misdirected
  on billing.bank_matches (misdirected_id, organisation_id) where misdirected_id is not null;
--> statement-breakpoint
create or replace view billing.expected_bank_postings as
  select 'bank_statement'::text as cause_kind, m.id as cause_id, m.organisation_id,
    l.booked_on as occurred_on, posted.account, posted.cents,
    case m.organisation_id when coalesce(p.unit_id, r.unit_id, d.unit_id)
      then coalesce(p.cooperative_id, r.cooperative_id, d.cooperative_id)
      else coalesce(p.unit_id, r.unit_id, d.unit_id) end as counterparty_id
  from billing.bank_matches m
    join billing.bank_lines l on l.id = m.line_id
    left join billing.payments p on p.id = m.payment_id
    left join billing.refunds r on r.id = m.refund_id
    left join billing.misdirected_payments d on d.id = m.misdirected_id
    cross join lateral (values
      ('bank', sign(l.amount_cents)::int * m.amount_cents),
      ('bank_clearing', -sign(l.amount_cents)::int * m.amount_cents)) as posted(account, cents)
  where coalesce(p.state, r.state, d.state) = 'confirmed';
--> statement-breakpoint
create or replace function billing.free_bank_lines() returns trigger language plpgsql as $$
begin
  with freed as (
    delete from billing.bank_matches
    where case tg_table_name when 'payments' then payment_id when 'refunds' then refund_id
      else misdirected_id end = new.id
    returning line_id
  )
  update billing.bank_line_states s
  set state = 'open', reason = '', proposals = '[]', decided_by = null, decided_at = null
  from freed where s.line_id = freed.line_id;
  return null;
end $$;
--> statement-breakpoint
create trigger misdirected_payments_free_bank_lines after update on billing.misdirected_payments
  for each row when (new.state = 'rejected') execute function billing.free_bank_lines();
