create schema points;
--> statement-breakpoint
-- 积分账 (§7.7): the points that a cooperative keeps with the households of a village. A ledger of
-- its own, in which no money stands. Its sums are kept beside its entries; whoever writes into it
-- holds this row, so that one act follows the other.
create table points.books (
  id uuid primary key,
  cooperative_id uuid not null references organisations.cooperatives,
  village_code text collate "C" not null check (village_code ~ '^\d{12}$'),
  county_code text not null generated always as (left(village_code, 6)) stored,
  opened_by uuid not null references accounts.people,
  opened_at timestamptz not null,
  entries integer not null default 0 check (entries >= 0),
  households integer not null default 0 check (households >= 0),
  points bigint not null default 0 check (points >= 0),
  unique (cooperative_id, village_code)
);
--> statement-breakpoint
create index books_newest on points.books (opened_at, id);
--> statement-breakpoint
create index books_county on points.books (county_code text_pattern_ops, opened_at, id);
--> statement-breakpoint
create index books_cooperative on points.books (cooperative_id, opened_at, id);
--> statement-breakpoint
-- What a deed earns, as it was decided; by the deed, or by the kilogram brought to a lot. A rule
-- never changes: it ends, and another begins.
create table points.rules (
  id uuid primary key,
  book_id uuid not null references points.books,
  basis text not null check (basis in ('deed', 'kilogram')),
  deed text not null check (deed <> ''),
  points integer not null check (points between 1 and 100000),
  decided_by text not null check (decided_by <> ''),
  valid_from date not null,
  valid_to date,
  added_by uuid not null references accounts.people,
  added_at timestamptz not null,
  ended_by uuid references accounts.people,
  check (valid_to >= valid_from),
  check ((valid_to is null) = (ended_by is null))
);
--> statement-breakpoint
create index rules_book on points.rules (book_id, added_at, id);
--> statement-breakpoint
-- Goods that the cooperative sets aside for points. Stocked is all that was ever set aside.
create table points.rewards (
  id uuid primary key,
  book_id uuid not null references points.books,
  name text not null check (name <> ''),
  points integer not null check (points between 1 and 1000000),
  stocked_count integer not null check (stocked_count >= 0),
  stock_count integer not null check (stock_count >= 0),
  added_by uuid not null references accounts.people,
  added_at timestamptz not null
);
--> statement-breakpoint
create index rewards_book on points.rewards (book_id, added_at, id);
--> statement-breakpoint
-- A household by its number in the village, written as settlements compare it; no name stands here.
create table points.households (
  book_id uuid not null references points.books,
  household_key text collate "C" not null check (household_key <> ''),
  points bigint not null check (points >= 0),
  primary key (book_id, household_key)
);
--> statement-breakpoint
-- What households brought to a lot that the cooperative sells for all of them.
create table points.pooled_lots (
  lot_id uuid primary key references catalogue.lots,
  grams bigint not null check (grams >= 0)
);
--> statement-breakpoint
create table points.entries (
  id uuid primary key,
  book_id uuid not null references points.books,
  -- without gaps in its book
  number integer not null check (number > 0),
  kind text not null check (kind in ('award', 'contribution', 'redemption', 'reversal')),
  household_key text collate "C" not null,
  points bigint not null,
  occurred_on date not null,
  rule_id uuid references points.rules,
  lot_id uuid references catalogue.lots,
  grams bigint check (grams between 1 and 1000000000000),
  reward_id uuid references points.rewards,
  count integer check (count between 1 and 1000),
  -- the deed or the goods as they were called
  matter text not null,
  -- why it was reversed
  reason text not null default '',
  reverses_id uuid unique references points.entries,
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  unique (book_id, number),
  check ((kind = 'reversal') = (reverses_id is not null and reason <> '')),
  check (kind <> 'award' or (points > 0 and rule_id is not null and lot_id is null)),
  check (kind <> 'contribution' or (points >= 0 and lot_id is not null and grams is not null)),
  check (kind <> 'redemption' or (points < 0 and reward_id is not null and count is not null)),
  check ((lot_id is null) = (grams is null)),
  check ((reward_id is null) = (count is null))
);
--> statement-breakpoint
create index entries_household on points.entries (book_id, household_key, number);
--> statement-breakpoint
create index entries_award on points.entries (rule_id, household_key, occurred_on)
  where kind = 'award';
--> statement-breakpoint
create index entries_lot on points.entries (book_id, lot_id) where lot_id is not null;
--> statement-breakpoint
create index entries_reward on points.entries (reward_id) where reward_id is not null;
--> statement-breakpoint
create trigger entries_append_only before update or delete or truncate on points.entries
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create function points.keep_rule() returns trigger language plpgsql as $$
begin
  if old.valid_to is not null
    or to_jsonb(new) - array['valid_to', 'ended_by'] <> to_jsonb(old) - array['valid_to', 'ended_by']
    then raise exception 'a rule stays as it was decided, and ends once';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger rules_kept before update on points.rules
  for each row execute function points.keep_rule();
--> statement-breakpoint
create trigger rules_never_removed before delete or truncate on points.rules
  for each statement execute function platform.refuse_change();
