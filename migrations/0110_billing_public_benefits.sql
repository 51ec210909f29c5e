-- What everybody is told of the money that reached households (§3.14): figures of the year as they
-- stood at the end of a month, written once that month is over and never again, so that what is
-- asked on two days differs by nothing, or by what at least five households received or gave back.
create table billing.public_benefits (
  -- '' is the nation: the villages that are stated, all together
  village_code text collate "C" not null check (village_code ~ '^(\d{12})?$'),
  -- the last month of the year that they cover
  month text collate "C" not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  households bigint not null,
  household_cents bigint not null,
  -- what of orders and lots reached households and collectives, of what was paid for goods
  order_cents bigint not null,
  paid_cents bigint not null,
  median_cents bigint,
  primary key (village_code, month)
);
--> statement-breakpoint
create trigger public_benefits_append_only before update or delete or truncate
  on billing.public_benefits for each statement execute function platform.refuse_change();
--> statement-breakpoint
create view billing.public_benefits_published as
  select village_code, month, households, household_cents, order_cents, paid_cents, median_cents
  from billing.public_benefits;
--> statement-breakpoint
-- What counts, and in which month it began to: as it was recorded, or as its county confirmed it.
create view billing.counted_settlements as
  select s.village_code collate "C" as village_code, s.recipient_kind,
    s.household_key collate "C" as household_key, s.amount_cents, s.purchase_order_id, s.settled_on,
    s.cooperative_id,
    to_char(greatest(s.recorded_at, f.decided_at) at time zone 'Asia/Shanghai', 'YYYY-MM')
      as counted_month
  from billing.settlements s left join billing.settlement_confirmations f
    on f.settlement_id = coalesce(s.reverses_id, s.id)
  where s.purchase_order_id is not null or f.state = 'confirmed';
--> statement-breakpoint
-- The households of a village, or of a county, in the order of what they received: of those that
-- count the middle one is found by its place, without sorting the others.
drop index billing.household_sums_period;
--> statement-breakpoint
create index household_sums_village on billing.household_sums (period, village_code, cents)
  where cents > 0;
--> statement-breakpoint
alter table billing.household_sums
  add column county_code text collate "C" not null
    generated always as (left(village_code, 6)) stored;
--> statement-breakpoint
create index household_sums_county on billing.household_sums (period, county_code, cents)
  where cents > 0;
--> statement-breakpoint
-- Read by reports: what each household received in a month, quarter or year, without saying which.
create or replace view billing.household_amounts_published as
  select village_code, period, cents, county_code from billing.household_sums where cents > 0;
--> statement-breakpoint
-- Read by reports, exchange: what counts. A reversal counts where what it takes back does. The
-- unit is the order's, where there is one.
create or replace view billing.settlements_published as
  select id, purchase_order_id, village_code, recipient_kind, household_key as household_number,
    amount_cents, settled_on, unit_id, cooperative_id
  from billing.settlements
  where purchase_order_id is not null
    or exists (select from billing.settlement_confirmations
      where settlement_id = coalesce(settlements.reverses_id, settlements.id)
        and state = 'confirmed');
