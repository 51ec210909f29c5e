create schema review;
--> statement-breakpoint
-- 疑点 (§8): what a check found odd, with its evidence as it stood at that moment. A person decides.
create table review.flags (
  id uuid primary key,
  rule text not null check (rule in ('price', 'capacity', 'minutes', 'same_photo',
    'same_account', 'same_representative', 'same_person', 'year_end', 'late_refund',
    'same_number')),
  -- what it is about, the same words whenever it is found again; a further edition has new evidence
  matter text not null check (matter <> ''),
  edition integer not null check (edition > 0),
  -- how much of it there was, where the rule measures something
  measure bigint,
  supervising_county_code text not null,
  cooperative_id uuid not null references organisations.cooperatives,
  unit_id uuid not null references organisations.units,
  village_codes text[] not null,
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  cents bigint not null,
  -- the shape of Evidence in shared/review/evidence.ts
  evidence jsonb not null,
  state text not null check (state in ('open', 'proposed', 'cleared', 'upheld')),
  opened_at timestamptz not null,
  unique (rule, matter, edition)
);
--> statement-breakpoint
create index flags_newest on review.flags (opened_at, id);
--> statement-breakpoint
create index flags_county
  on review.flags (supervising_county_code text_pattern_ops, opened_at, id);
--> statement-breakpoint
create index flags_waiting on review.flags (supervising_county_code text_pattern_ops)
  where state in ('open', 'proposed');
--> statement-breakpoint
create index flags_cooperative on review.flags (cooperative_id, opened_at, id);
--> statement-breakpoint
create index flags_unit on review.flags (unit_id, opened_at, id);
--> statement-breakpoint
create function review.keep_flag() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'state' <> to_jsonb(old) - 'state' or old.state in ('cleared', 'upheld')
    then raise exception 'the evidence of a flag stays, and what was decided is decided';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger flags_kept before update on review.flags
  for each row execute function review.keep_flag();
--> statement-breakpoint
create trigger flags_never_removed before delete or truncate on review.flags
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The order lines that a flag is about: what may be reversed when it is upheld.
create table review.flag_lines (
  flag_id uuid not null references review.flags,
  order_line_id uuid not null references orders.order_lines,
  purchase_order_id uuid not null references orders.purchase_orders,
  primary key (flag_id, order_line_id)
);
--> statement-breakpoint
create index flag_lines_line on review.flag_lines (order_line_id);
--> statement-breakpoint
create trigger flag_lines_append_only before update or delete or truncate on review.flag_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Who decided what of a flag. Upholding with lines is proposed by one and confirmed by another
-- (§11.2); without lines nothing is reversed, and one decides.
create table review.flag_decisions (
  id uuid primary key,
  flag_id uuid not null references review.flags,
  act text not null check (act in ('clear', 'propose', 'uphold', 'refuse')),
  reason text not null check (reason <> ''),
  order_line_ids uuid[] not null,
  decided_by uuid not null references accounts.people,
  decided_at timestamptz not null
);
--> statement-breakpoint
create index flag_decisions_flag on review.flag_decisions (flag_id, decided_at);
--> statement-breakpoint
create trigger flag_decisions_append_only before update or delete or truncate
  on review.flag_decisions
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 申辩: what a side says of a flag that was upheld, once.
create table review.flag_statements (
  flag_id uuid not null references review.flags,
  organisation_id uuid not null references organisations.organisations,
  statement text not null check (statement <> ''),
  file_id uuid references evidence.files,
  stated_by uuid not null references accounts.people,
  stated_at timestamptz not null,
  primary key (flag_id, organisation_id)
);
--> statement-breakpoint
create index flag_statements_file on review.flag_statements (file_id) where file_id is not null;
--> statement-breakpoint
create trigger flag_statements_append_only before update or delete or truncate
  on review.flag_statements
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Orders of which something happened since they were checked.
create table review.checks_due (
  purchase_order_id uuid primary key references orders.purchase_orders,
  due_since timestamptz not null
);
--> statement-breakpoint
create index checks_due_oldest on review.checks_due (due_since, purchase_order_id);
--> statement-breakpoint
-- Checks of what was entered before: how far one has come, so that it goes on where it was cut off.
create table review.check_runs (
  id uuid primary key,
  -- the place whose sellers are checked, '' the nation
  scope text not null,
  from_day date not null,
  to_day date not null check (to_day >= from_day),
  orders_total integer not null,
  orders_checked integer not null default 0,
  flags_opened integer not null default 0,
  -- where it goes on
  next_placed_at timestamptz,
  next_id uuid,
  requested_by uuid not null references accounts.people,
  requested_at timestamptz not null,
  finished_at timestamptz
);
--> statement-breakpoint
create unique index check_runs_open on review.check_runs (scope) where finished_at is null;
--> statement-breakpoint
create index check_runs_newest on review.check_runs (scope, requested_at desc, id desc);
