-- 期初数 (§3.11): a document of one county and year that says what was recognised of its villages
-- before the ledger was kept here. A second person of the county approves it whole; what was entered
-- wrongly is reversed whole, with a reason, and entered anew.
create table review.opening_statements (
  id uuid primary key,
  county_code text collate "C" not null check (county_code ~ '^\d{6}$'),
  year int not null check (year between 2000 and 2100),
  state text not null check (state in
    ('submitted', 'returned', 'withdrawn', 'approved', 'reversed')),
  -- what the document is called: 2023年消费帮扶台账
  source text not null check (source <> ''),
  file_id uuid not null references evidence.files,
  entered_by uuid not null references accounts.people,
  entered_for uuid not null references organisations.organisations,
  entered_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  reason text not null default '',
  reversed_by uuid references accounts.people,
  reversed_at timestamptz,
  reversal_reason text not null default '',
  check ((state in ('returned', 'approved', 'reversed'))
    = (decided_by is not null and decided_at is not null)),
  check (state <> 'returned' or reason <> ''),
  -- two persons (§11.2)
  check (state not in ('approved', 'reversed') or decided_by <> entered_by),
  check ((state = 'reversed') = (reversed_by is not null and reversed_at is not null
    and reversal_reason <> '')),
  check (reversed_by <> decided_by)
);
--> statement-breakpoint
create index opening_statements_newest on review.opening_statements (entered_at, id);
--> statement-breakpoint
create index opening_statements_county
  on review.opening_statements (county_code text_pattern_ops, entered_at, id);
--> statement-breakpoint
create index opening_statements_waiting
  on review.opening_statements (county_code text_pattern_ops) where state = 'submitted';
--> statement-breakpoint
create index opening_statements_file on review.opening_statements (file_id);
--> statement-breakpoint
create table review.opening_lines (
  statement_id uuid not null references review.opening_statements,
  line_number int not null check (line_number > 0),
  village_code text collate "C" not null check (village_code ~ '^\d{12}$'),
  -- who bought or helped to sell, where the document says it
  unit_id uuid references organisations.units,
  product_name text not null,
  grams bigint not null check (grams between 1 and 1000000000000),
  cents bigint not null check (cents between 1 and 100000000000),
  primary key (statement_id, line_number),
  constraint opening_lines_once
    unique nulls not distinct (statement_id, village_code, unit_id, product_name)
);
--> statement-breakpoint
create index opening_lines_unit on review.opening_lines (unit_id) where unit_id is not null;
--> statement-breakpoint
create function review.keep_opening_statement() returns trigger language plpgsql as $$
declare
  decisions constant text[] := array['state', 'decided_by', 'decided_at', 'reason', 'reversed_by',
    'reversed_at', 'reversal_reason'];
  reversal constant text[] := array['state', 'reversed_by', 'reversed_at', 'reversal_reason'];
begin
  if to_jsonb(new) - decisions <> to_jsonb(old) - decisions
    or old.state in ('returned', 'withdrawn', 'reversed')
    or old.state = 'approved'
      and (new.state <> 'reversed' or to_jsonb(new) - reversal <> to_jsonb(old) - reversal)
    then raise exception 'opening figures stay as they were entered, approved or taken back';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger opening_statements_kept before update on review.opening_statements
  for each row execute function review.keep_opening_statement();
--> statement-breakpoint
create trigger opening_statements_never_removed before delete or truncate
  on review.opening_statements
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create function review.keep_opening_lines() returns trigger language plpgsql as $$
begin
  if exists (select from entered e join review.opening_statements s on s.id = e.statement_id
      and s.state <> 'submitted') then
    raise exception 'opening figures that were decided on take no further lines';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger opening_lines_kept after insert on review.opening_lines
  referencing new table as entered
  for each statement execute function review.keep_opening_lines();
--> statement-breakpoint
create trigger opening_lines_never_changed before update or delete or truncate
  on review.opening_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Read by reports: what of a unit, or of one in a place, is in opening figures that were approved.
create view review.opening_lines_published as
  select s.county_code, s.year, l.village_code, l.unit_id, l.product_name, l.grams, l.cents
  from review.opening_lines l join review.opening_statements s on s.id = l.statement_id
  where s.state = 'approved';
