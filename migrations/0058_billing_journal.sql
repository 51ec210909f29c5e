-- 往来账 (§7.1): the double-entry ledger of money. Every organisation has books of its own, so a
-- document between two sides makes two entries, one in each side's books; each balances by itself.
-- Nothing here is ever changed.
create table billing.journal_entries (
  -- UUID version 7: entries of one day stand in the order in which they were posted
  id uuid primary key,
  organisation_id uuid not null references organisations.organisations,
  -- the other side; households and village collectives have no books here
  counterparty_id uuid references organisations.organisations,
  cause_kind text not null check (cause_kind in ('invoice', 'credit_note', 'payment', 'refund',
    'waiver', 'settlement', 'bank_statement', 'stripe_event', 'fee')),
  cause_id uuid not null,
  -- whose open money it moves
  invoice_id uuid references billing.invoices,
  occurred_on date not null,
  posted_by uuid not null references accounts.people,
  posted_at timestamptz not null,
  check (organisation_id <> counterparty_id),
  unique (id, organisation_id, occurred_on)
);
--> statement-breakpoint
-- A document is posted once in each side's books, whoever says that it happened (§7.3).
create unique index journal_entries_cause
  on billing.journal_entries (cause_kind, cause_id, organisation_id);
--> statement-breakpoint
create index journal_entries_statement
  on billing.journal_entries (organisation_id, counterparty_id, occurred_on, id);
--> statement-breakpoint
create index journal_entries_invoice on billing.journal_entries (invoice_id)
  where invoice_id is not null;
--> statement-breakpoint
create table billing.postings (
  entry_id uuid not null,
  account text not null check (account in ('receivable', 'refunds_due', 'payable',
    'refunds_receivable', 'prepayments', 'deposits', 'bank_clearing', 'stripe_clearing', 'sales',
    'purchases', 'freight', 'settlements', 'fees', 'waived_differences')),
  -- debit above 0, credit below
  cents bigint not null check (cents <> 0),
  -- of the entry, so that an account is read along one index
  organisation_id uuid not null,
  occurred_on date not null,
  primary key (entry_id, account),
  foreign key (entry_id, organisation_id, occurred_on)
    references billing.journal_entries (id, organisation_id, occurred_on)
);
--> statement-breakpoint
create index postings_account
  on billing.postings (organisation_id, account, occurred_on, entry_id);
--> statement-breakpoint
-- Debits and credits of each account by counterparty and month, equal to the postings at every
-- instant. The nil UUID stands for no counterparty.
create table billing.account_balances (
  organisation_id uuid not null,
  account text not null,
  counterparty_id uuid not null,
  month text not null,
  debit_cents bigint not null,
  credit_cents bigint not null,
  primary key (organisation_id, account, counterparty_id, month)
);
--> statement-breakpoint
create view billing.posted_sums as
  select e.organisation_id, p.account,
    coalesce(e.counterparty_id, '00000000-0000-0000-0000-000000000000'::uuid) as counterparty_id,
    to_char(e.occurred_on, 'YYYY-MM') as month,
    coalesce(sum(p.cents) filter (where p.cents > 0), 0)::bigint as debit_cents,
    coalesce(-sum(p.cents) filter (where p.cents < 0), 0)::bigint as credit_cents
  from billing.postings p join billing.journal_entries e on e.id = p.entry_id
  group by 1, 2, 3, 4;
--> statement-breakpoint
create function billing.add_to_balances() returns trigger language plpgsql as $$
begin
  if exists (
    select from billing.postings p where p.entry_id in (select entry_id from posted)
    group by p.entry_id having sum(p.cents) <> 0
  ) then
    raise exception 'a journal entry does not balance' using errcode = '23514';
  end if;
  insert into billing.account_balances as kept
    (organisation_id, account, counterparty_id, month, debit_cents, credit_cents)
  select e.organisation_id, p.account,
    coalesce(e.counterparty_id, '00000000-0000-0000-0000-000000000000'::uuid),
    to_char(e.occurred_on, 'YYYY-MM'), coalesce(sum(p.cents) filter (where p.cents > 0), 0),
    coalesce(-sum(p.cents) filter (where p.cents < 0), 0)
  from posted p join billing.journal_entries e on e.id = p.entry_id
  group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (organisation_id, account, counterparty_id, month)
    do update set debit_cents = kept.debit_cents + excluded.debit_cents,
      credit_cents = kept.credit_cents + excluded.credit_cents;
  return null;
end
$$;
--> statement-breakpoint
create trigger postings_balance after insert on billing.postings
  referencing new table as posted
  for each statement execute function billing.add_to_balances();
--> statement-breakpoint
create function billing.require_postings() returns trigger language plpgsql as $$
begin
  if not exists (select from billing.postings where entry_id = new.id) then
    raise exception 'a journal entry has no postings' using errcode = '23514';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create constraint trigger journal_entries_have_postings after insert on billing.journal_entries
  deferrable initially deferred
  for each row execute function billing.require_postings();
--> statement-breakpoint
-- What every document has to have posted, worked out from the documents alone: by it the books of
-- an older database are opened below, and `verify` compares. Whether a side's open money is owed
-- or due back depends on what came before, so both stand under the first name here.
create view billing.expected_postings as
  with moves as (
    select 'invoice' as cause_kind, i.id as cause_id, i.id as invoice_id, i.cooperative_id,
      i.unit_id, i.issued_on as occurred_on, i.created_by as posted_by, i.created_at as posted_at,
      line.account, line.cents
    from billing.invoices i cross join lateral (values
      ('receivable', i.goods_cents + i.freight_cents), ('sales', -i.goods_cents),
      ('freight', -i.freight_cents)) as line(account, cents)
    union all
    select 'payment', p.id, p.invoice_id, p.cooperative_id, p.unit_id, p.paid_on, p.decided_by,
      p.decided_at, line.account, line.cents
    from billing.payments p cross join lateral (values
      ('bank_clearing', p.amount_cents), ('receivable', -p.amount_cents)) as line(account, cents)
    where p.state = 'confirmed'
    union all
    select 'refund', r.id, r.invoice_id, r.cooperative_id, r.unit_id, r.refunded_on, r.decided_by,
      r.decided_at, line.account, line.cents
    from billing.refunds r cross join lateral (values
      ('bank_clearing', -r.amount_cents), ('receivable', r.amount_cents)) as line(account, cents)
    where r.state = 'confirmed'
  ), amounts as (
    select * from moves where cents <> 0
  )
  select cause_kind, cause_id, invoice_id, cooperative_id as organisation_id,
    unit_id as counterparty_id, occurred_on, posted_by, posted_at, account, cents
  from amounts
  union all
  select cause_kind, cause_id, invoice_id, unit_id, cooperative_id, occurred_on, posted_by,
    posted_at, case account when 'receivable' then 'payable' when 'sales' then 'purchases'
      else account end, -cents
  from amounts
  union all
  select 'settlement', s.id, null, s.cooperative_id, null, s.settled_on,
    coalesce(f.decided_by, s.recorded_by), greatest(s.recorded_at, f.decided_at), line.account,
    line.cents
  from billing.settlements s
    left join billing.settlement_confirmations f
      on f.settlement_id = coalesce(s.reverses_id, s.id)
    cross join lateral (values
      ('settlements', s.amount_cents), ('bank_clearing', -s.amount_cents)) as line(account, cents)
  where s.purchase_order_id is not null or f.state = 'confirmed';
--> statement-breakpoint
with documents as (
  select cause_kind, cause_id, invoice_id, organisation_id, counterparty_id, occurred_on,
    posted_by, posted_at,
    lpad(to_hex((extract(epoch from posted_at) * 1000)::bigint), 12, '0') as began,
    md5(cause_kind || cause_id || organisation_id) as rest
  from billing.expected_postings group by 1, 2, 3, 4, 5, 6, 7, 8
)
insert into billing.journal_entries (id, cause_kind, cause_id, invoice_id, organisation_id,
  counterparty_id, occurred_on, posted_by, posted_at)
select (began || '7' || substr(rest, 1, 3) || '8' || substr(rest, 4, 15))::uuid, cause_kind,
  cause_id, invoice_id, organisation_id, counterparty_id, occurred_on, posted_by, posted_at
from documents;
--> statement-breakpoint
insert into billing.postings (entry_id, account, cents, organisation_id, occurred_on)
select e.id, x.account, x.cents, e.organisation_id, e.occurred_on
from billing.expected_postings x join billing.journal_entries e
  using (cause_kind, cause_id, organisation_id);
--> statement-breakpoint
set constraints all immediate;
--> statement-breakpoint
create trigger journal_entries_append_only before update or delete or truncate
  on billing.journal_entries
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create trigger postings_append_only before update or delete or truncate on billing.postings
  for each statement execute function platform.refuse_change();
