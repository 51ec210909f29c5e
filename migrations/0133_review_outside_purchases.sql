-- 场外采购 (§3.11): what a unit bought outside, a line each. Of grade B it counts once its documents
-- were entered and a second person of the village's county approved it; of grade C it is a
-- declaration, which is listed and never counts. Lines of one unit, seller and number are one
-- purchase. What was bought is never changed: what was entered wrongly is withdrawn and entered anew.
create table review.outside_purchases (
  id uuid primary key,
  purchase_id uuid not null,
  grade text not null check (grade in ('B', 'C')),
  state text not null check (state in
    ('draft', 'submitted', 'returned', 'approved', 'reversed', 'withdrawn', 'declared')),
  unit_id uuid not null references organisations.units,
  channel text not null check (channel in ('canteen', 'contractor', 'union', 'staff', 'other')),
  -- a cooperative, or where the seller is none that is registered, an id made of its name and code
  seller_id uuid not null,
  seller_name text not null check (seller_name <> ''),
  seller_credit_code text,
  village_code text collate "C" not null check (village_code ~ '^\d{12}$'),
  county_code text not null generated always as (left(village_code, 6)) stored,
  -- made of the product's name and category
  goods_id uuid not null,
  product_name text not null check (product_name <> ''),
  category text not null,
  grams bigint not null check (grams between 1 and 1000000000000),
  cents bigint not null check (cents between 1 and 100000000000),
  purchased_on date not null,
  paid_on date not null,
  -- of the order or invoice elsewhere; '' where there is none
  number text not null,
  remark text not null,
  invoice_file_id uuid references evidence.files,
  payment_file_id uuid references evidence.files,
  weigh_file_id uuid references evidence.files,
  entered_by uuid not null references accounts.people,
  entered_for uuid not null references organisations.organisations,
  entered_at timestamptz not null,
  submitted_by uuid references accounts.people,
  submitted_at timestamptz,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  reason text not null default '',
  -- what it was held against when it was approved, the shape of Likeness in shared/review
  likenesses jsonb not null default '[]',
  reversed_by uuid references accounts.people,
  reversed_at timestamptz,
  reversal_reason text not null default '',
  check ((grade = 'C') = (state = 'declared') or state = 'withdrawn'),
  check (state not in ('submitted', 'returned', 'approved', 'reversed') or
    (submitted_by is not null and submitted_at is not null and invoice_file_id is not null
      and payment_file_id is not null and weigh_file_id is not null)),
  check (state not in ('returned', 'approved', 'reversed')
    or (decided_by is not null and decided_at is not null)),
  -- two persons (§11.2)
  check (state not in ('approved', 'reversed')
    or (decided_by <> entered_by and decided_by <> submitted_by)),
  check ((state = 'reversed') = (reversed_by is not null and reversed_at is not null
    and reversal_reason <> '')),
  check (reversed_by <> decided_by)
);
--> statement-breakpoint
create index outside_purchases_newest on review.outside_purchases (entered_at, id);
--> statement-breakpoint
create index outside_purchases_county
  on review.outside_purchases (county_code text_pattern_ops, entered_at, id);
--> statement-breakpoint
create index outside_purchases_unit on review.outside_purchases (unit_id, entered_at, id);
--> statement-breakpoint
create index outside_purchases_waiting on review.outside_purchases (county_code text_pattern_ops)
  where state = 'submitted';
--> statement-breakpoint
create index outside_purchases_purchase on review.outside_purchases (purchase_id, id);
--> statement-breakpoint
create index outside_purchases_day on review.outside_purchases (unit_id, purchased_on);
--> statement-breakpoint
create index outside_purchases_number on review.outside_purchases (number) where number <> '';
--> statement-breakpoint
create index outside_purchases_goods on review.outside_purchases (goods_id);
--> statement-breakpoint
create index outside_purchases_invoice_file on review.outside_purchases (invoice_file_id)
  where invoice_file_id is not null;
--> statement-breakpoint
create index outside_purchases_payment_file on review.outside_purchases (payment_file_id)
  where payment_file_id is not null;
--> statement-breakpoint
create index outside_purchases_weigh_file on review.outside_purchases (weigh_file_id)
  where weigh_file_id is not null;
--> statement-breakpoint
create function review.keep_outside_purchase() returns trigger language plpgsql as $$
declare
  decisions constant text[] := array['state', 'submitted_by', 'submitted_at', 'decided_by',
    'decided_at', 'reason', 'likenesses', 'reversed_by', 'reversed_at', 'reversal_reason',
    'invoice_file_id', 'payment_file_id', 'weigh_file_id', 'county_code'];
  -- what is generated is not known here yet
  reversal constant text[] := array['state', 'reversed_by', 'reversed_at', 'reversal_reason',
    'county_code'];
begin
  if to_jsonb(new) - decisions <> to_jsonb(old) - decisions
    or old.state in ('withdrawn', 'reversed')
    or old.state = 'approved'
      and (new.state <> 'reversed' or to_jsonb(new) - reversal <> to_jsonb(old) - reversal)
    then raise exception 'what was bought stays, and what was approved stays or is taken back';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger outside_purchases_kept before update on review.outside_purchases
  for each row execute function review.keep_outside_purchase();
--> statement-breakpoint
create trigger outside_purchases_never_removed before delete or truncate
  on review.outside_purchases
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Read by reports, exchange: what stands behind a line of the ledger of grade B, and what is declared.
create view review.outside_purchases_published as
  select id, purchase_id, grade, state, unit_id, seller_id, seller_name, seller_credit_code,
    village_code, county_code, goods_id, product_name, number, grams, cents, purchased_on,
    paid_on
  from review.outside_purchases;
