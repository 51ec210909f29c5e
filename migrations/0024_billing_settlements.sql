-- 结算 (§3.14): without an order a settlement counts for nothing until the county of its village
-- has confirmed it with a document.
create table billing.settlement_confirmations (
  settlement_id uuid primary key references billing.settlements,
  -- of the settlement, so that what waits in a county is found along one index
  county_code text not null,
  state text not null check (state in ('waiting', 'confirmed', 'rejected', 'withdrawn')),
  document_name text,
  document_file_id uuid references evidence.files,
  reason text not null default '',
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check ((state = 'waiting') = (decided_at is null)),
  -- nobody decided on what counted already when this rule came into force
  check (state <> 'confirmed' or (decided_by is null) = (document_file_id is null))
);
--> statement-breakpoint
create index settlement_confirmations_waiting
  on billing.settlement_confirmations (county_code text_pattern_ops) where state = 'waiting';
--> statement-breakpoint
create index settlement_confirmations_document
  on billing.settlement_confirmations (document_file_id) where document_file_id is not null;
--> statement-breakpoint
-- What stood in the figures stays there: a new rule moves nothing that was stated before it.
insert into billing.settlement_confirmations
  (settlement_id, county_code, state, document_name, decided_at)
select id, left(village_code, 6), 'confirmed', '本规则施行前的登记', recorded_at
from billing.settlements where purchase_order_id is null and reverses_id is null;
--> statement-breakpoint
-- Officials see what was settled in their villages. A household is its number in the village,
-- however it was written: 012, １２ and 12 are one.
alter table billing.settlements
  add column county_code text generated always as (left(village_code, 6)) stored,
  add column household_key text generated always as (ltrim(upper(regexp_replace(
    normalize(household_number, NFKC), '[\s-]', '', 'g')), '0')) stored;
--> statement-breakpoint
create index settlements_of_county
  on billing.settlements (county_code text_pattern_ops, settled_on, id);
--> statement-breakpoint
-- Read by reports, exchange: what counts. A reversal counts where what it takes back does.
create or replace view billing.settlements_published as
  select id, purchase_order_id, village_code, recipient_kind, household_key as household_number,
    amount_cents, settled_on
  from billing.settlements
  where purchase_order_id is not null
    or exists (select from billing.settlement_confirmations
      where settlement_id = coalesce(settlements.reverses_id, settlements.id)
        and state = 'confirmed');
