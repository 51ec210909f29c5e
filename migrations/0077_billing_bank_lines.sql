-- 银行流水 (§7.2): the lines of an organisation's own bank statements, as they were imported, once
-- each: by the serial number and sum, or without one by day, sum, counterparty and balance.
create table billing.bank_lines (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisations,
  account text not null,
  booked_on date not null,
  serial text not null default '',
  -- received above 0, sent below
  amount_cents bigint not null check (amount_cents <> 0),
  balance_cents bigint,
  counterparty_name text not null default '',
  counterparty_account text not null default '',
  purpose text not null default '',
  natural_key text not null,
  imported_by uuid not null references accounts.people,
  imported_at timestamptz not null,
  unique (organisation_id, natural_key)
);
--> statement-breakpoint
-- Finds the line that took back another, and the payer of an account that paid before.
create index bank_lines_amount on billing.bank_lines (organisation_id, amount_cents, booked_on);
--> statement-breakpoint
create index bank_lines_counterparty
  on billing.bank_lines (organisation_id, counterparty_account)
  where counterparty_account <> '';
--> statement-breakpoint
create trigger bank_lines_append_only before update or delete or truncate on billing.bank_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- What became of each line: matched by a person or, where only one thing could be meant, at once.
create table billing.bank_line_states (
  line_id uuid primary key references billing.bank_lines,
  organisation_id uuid not null,
  booked_on date not null,
  state text not null check (state in ('open', 'suggested', 'matched', 'ignored')),
  reason text not null default '',
  proposals jsonb not null default '[]',
  -- nobody while it is open, and where it was matched at once
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check ((reason <> '') = (state = 'ignored')),
  check ((decided_at is not null) = (state in ('matched', 'ignored')))
);
--> statement-breakpoint
create index bank_line_states_newest
  on billing.bank_line_states (organisation_id, booked_on, line_id);
--> statement-breakpoint
create index bank_line_states_by_state
  on billing.bank_line_states (organisation_id, state, booked_on, line_id);
--> statement-breakpoint
-- The documents that a line carried out, of whichever side's statement it is. A payment that the
-- other side refuses sets its line free again; what is confirmed keeps it.
create table billing.bank_matches (
  id uuid primary key,
  line_id uuid not null references billing.bank_lines,
  organisation_id uuid not null,
  payment_id uuid references billing.payments,
  refund_id uuid references billing.refunds,
  -- the line that it took back
  other_line_id uuid references billing.bank_lines,
  amount_cents bigint not null check (amount_cents > 0),
  check (num_nonnulls(payment_id, refund_id, other_line_id) = 1)
);
--> statement-breakpoint
create index bank_matches_line on billing.bank_matches (line_id);
--> statement-breakpoint
create unique index bank_matches_payment on billing.bank_matches (payment_id, organisation_id)
  where payment_id is not null;
--> statement-breakpoint
create unique index bank_matches_refund on billing.bank_matches (refund_id, organisation_id)
  where refund_id is not null;
--> statement-breakpoint
create unique index bank_matches_other on billing.bank_matches (other_line_id)
  where other_line_id is not null;
--> statement-breakpoint
-- Books (§7.1): what the bank has carried out leaves the clearing account for 银行存款.
alter table billing.postings drop constraint postings_account_check,
  add constraint postings_account_check check (account in ('bank', 'receivable', 'refunds_due',
    'payable', 'refunds_receivable', 'prepayments', 'deposits', 'bank_clearing',
    'stripe_clearing', 'sales', 'purchases', 'freight', 'settlements', 'fees',
    'waived_differences'));
--> statement-breakpoint
-- What the matches have to have posted, each in the books of whose statement it is, once the
-- document is confirmed by the other side; beside `billing.expected_postings`.
create view billing.expected_bank_postings as
  select 'bank_statement'::text as cause_kind, m.id as cause_id, m.organisation_id,
    l.booked_on as occurred_on, posted.account, posted.cents,
    case m.organisation_id when coalesce(p.unit_id, r.unit_id)
      then coalesce(p.cooperative_id, r.cooperative_id)
      else coalesce(p.unit_id, r.unit_id) end as counterparty_id
  from billing.bank_matches m
    join billing.bank_lines l on l.id = m.line_id
    left join billing.payments p on p.id = m.payment_id
    left join billing.refunds r on r.id = m.refund_id
    cross join lateral (values
      ('bank', sign(l.amount_cents)::int * m.amount_cents),
      ('bank_clearing', -sign(l.amount_cents)::int * m.amount_cents)) as posted(account, cents)
  where coalesce(p.state, r.state) = 'confirmed';
--> statement-breakpoint
-- A transfer that came back was never received: nobody decides it but the bank, by this line.
alter table billing.payments
  add column returned_line_id uuid references billing.bank_lines,
  drop constraint payments_decider,
  add constraint payments_decider check ((decided_by is null)
    = (decided_at is null or method = 'online' or returned_line_id is not null)),
  add constraint payments_returned
    check (returned_line_id is null or (state = 'rejected' and method = 'bank_transfer'));
--> statement-breakpoint
create function billing.free_bank_lines() returns trigger language plpgsql as $$
begin
  with freed as (
    delete from billing.bank_matches
    where case tg_table_name when 'payments' then payment_id else refund_id end = new.id
    returning line_id
  )
  update billing.bank_line_states s
  set state = 'open', proposals = '[]', decided_by = null, decided_at = null
  from freed where s.line_id = freed.line_id;
  return null;
end $$;
--> statement-breakpoint
create trigger payments_free_bank_lines after update on billing.payments
  for each row when (new.state = 'rejected') execute function billing.free_bank_lines();
--> statement-breakpoint
create trigger refunds_free_bank_lines after update on billing.refunds
  for each row when (new.state = 'rejected') execute function billing.free_bank_lines();
