-- Goods that a unit did not find, asked of those who deliver to it.
create table catalogue.wanted_goods (
  id uuid primary key,
  unit_id uuid not null references organisations.units,
  goods text not null,
  grams bigint not null check (grams > 0),
  needed_on date not null,
  remarks text not null default '',
  -- The codes of where it is delivered, and of all divisions above it.
  place_codes text[] not null,
  requested_by uuid not null references accounts.people,
  requested_at timestamptz not null,
  withdrawn_at timestamptz
);
--> statement-breakpoint
create index wanted_goods_unit on catalogue.wanted_goods (unit_id, requested_at desc, id desc);
--> statement-breakpoint
create index wanted_goods_open on catalogue.wanted_goods (requested_at desc, id desc)
  where withdrawn_at is null;
--> statement-breakpoint
-- What a seller answers: one of its products, or without one "not now".
create table catalogue.wanted_goods_answers (
  wanted_id uuid not null references catalogue.wanted_goods,
  cooperative_id uuid not null references organisations.cooperatives,
  product_id uuid references catalogue.products,
  answered_by uuid not null references accounts.people,
  answered_at timestamptz not null,
  primary key (wanted_id, cooperative_id)
);
--> statement-breakpoint
create index wanted_goods_answers_product on catalogue.wanted_goods_answers (product_id)
  where product_id is not null;
