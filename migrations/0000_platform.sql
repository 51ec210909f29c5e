create schema platform;
--> statement-breakpoint
-- Refuses every change of an append-only table, whoever asks (domain.md §3.4).
create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only: % refused', tg_table_name, tg_op using errcode = '42501';
end $$;
--> statement-breakpoint
-- The first answer to each keyed request (§5.5); the primary key makes rivals wait for it.
create table platform.idempotency_keys (
  actor_id uuid not null,
  key text not null check (length(key) between 8 and 200),
  endpoint text not null,
  request_hash text not null,
  status smallint,
  response text,
  created_at timestamptz not null,
  primary key (actor_id, key)
);
--> statement-breakpoint
create index idempotency_keys_created_at on platform.idempotency_keys (created_at);
--> statement-breakpoint
-- What happened, for whoever wants to know; written in the transaction that made it happen.
create table platform.outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  subject_type text not null,
  subject_id uuid not null,
  payload jsonb not null,
  created_at timestamptz not null,
  -- A listener that failed is called again later; the others are not held up.
  attempts smallint not null default 0,
  available_at timestamptz not null default '-infinity',
  last_error text
);
--> statement-breakpoint
-- Document numbers: each process takes a hundred at a time, so numbers never cost a lock.
create sequence platform.document_numbers increment by 100 start with 100;
