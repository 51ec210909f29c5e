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
-- Takes a key for the request that comes first, with its answer where that is already known. A
-- rival that holds the key makes this wait for its commit. False: the key was taken before.
create function platform.take_key(actor_id uuid, key text, endpoint text, request_hash text,
  at timestamptz, status integer default null, response text default null)
returns boolean language plpgsql as $$
begin
  insert into platform.idempotency_keys
    (actor_id, key, endpoint, request_hash, status, response, created_at)
  values (take_key.actor_id, take_key.key, take_key.endpoint, take_key.request_hash,
    take_key.status, take_key.response, take_key.at)
  on conflict do nothing;
  return found;
end $$;
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
-- Publishes an event in the transaction that made it true; it is relayed after the commit only.
create function platform.publish_event(topic text, subject_type text, subject_id uuid,
  payload jsonb, at timestamptz)
returns void language plpgsql as $$
begin
  insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
  values (topic, subject_type, subject_id, payload, at);
end $$;
--> statement-breakpoint
-- Refuses to write what was decided on something that has changed since it was read. Everything
-- the transaction wrote is undone; whoever began it reads and decides anew.
create function platform.refuse_stale(what text) returns void language plpgsql as $$
begin
  raise exception 'the % changed since it was read', what using errcode = '40001';
end $$;
--> statement-breakpoint
create sequence platform.document_numbers;
--> statement-breakpoint
-- A document number such as `PO261122-000123`: two letters, the day of the act, and a running
-- number that never repeats. No transaction holds the sequence: a number costs no lock, and what
-- is undone leaves a gap.
create function platform.document_number(prefix text, on_day date) returns text language sql as $$
  select prefix || to_char(on_day, 'YYMMDD') || '-'
    || to_char(nextval('platform.document_numbers'), 'FM999999999000000')
$$;
