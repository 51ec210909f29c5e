-- Webhooks: where an organisation's own programs are told what happened (Standard Webhooks 1.0). An
-- endpoint is bound as a key of the open API is: it is told what the person who saved it last may
-- know in the roles they had then, as long as they hold them (domain.md §11.4).
create table exchange.webhook_endpoints (
  id uuid primary key,
  organisation_id uuid not null,
  organisation_kind text not null,
  person_id uuid not null references accounts.people,
  roles text[] not null check (cardinality(roles) > 0),
  division_code text,
  saved_at timestamptz not null,
  url text not null check (length(url) between 1 and 2000),
  description text not null check (length(description) <= 200),
  events text[] not null check (cardinality(events) > 0),
  state text not null check (state in ('active', 'paused', 'disabled')),
  disabled_for text check (disabled_for in ('failing', 'gone')),
  -- which of its secrets signs: they are derived from the program's own, and none is kept
  secret_number integer not null default 1,
  -- when the secret before ceased to be the only one; it signs as well for a day
  rotated_at timestamptz,
  -- since when nothing has arrived, and how many turns in a row have failed
  failing_since timestamptz,
  failures integer not null default 0,
  -- not worked on before: a server has it in hand, or it rests after a failure
  available_at timestamptz not null,
  created_at timestamptz not null,
  check ((state = 'disabled') = (disabled_for is not null)),
  check ((failing_since is null) = (failures = 0))
);
--> statement-breakpoint
create index webhook_endpoints_organisation on exchange.webhook_endpoints (organisation_id, id);
--> statement-breakpoint
-- Offices and the platform are told of what is not their own: they are looked through for it.
create index webhook_endpoints_overseers on exchange.webhook_endpoints (organisation_kind)
  where organisation_kind in ('authority', 'platform');
--> statement-breakpoint
-- What one endpoint is to be told; kept for thirty days, arrived or not.
create table exchange.webhook_deliveries (
  id uuid primary key,
  endpoint_id uuid not null references exchange.webhook_endpoints on delete cascade,
  event text not null,
  -- the bytes that are signed and sent, the same at every attempt
  payload text not null,
  created_at timestamptz not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  -- of one that waits: when it is tried next, or is free again if its server died
  next_attempt_at timestamptz not null,
  attempts integer not null default 0,
  -- how often it was tried again since it was made or replayed
  retries integer not null default 0
);
--> statement-breakpoint
create index webhook_deliveries_newest on exchange.webhook_deliveries (endpoint_id, created_at, id);
--> statement-breakpoint
create index webhook_deliveries_by_state on exchange.webhook_deliveries
  (endpoint_id, state, created_at, id);
--> statement-breakpoint
create index webhook_deliveries_waiting on exchange.webhook_deliveries
  (endpoint_id, next_attempt_at, id) where state = 'waiting';
--> statement-breakpoint
create index webhook_deliveries_oldest on exchange.webhook_deliveries (created_at);
--> statement-breakpoint
-- What came of each attempt; of the answer only its status is kept.
create table exchange.webhook_attempts (
  delivery_id uuid not null references exchange.webhook_deliveries on delete cascade,
  number integer not null,
  attempted_at timestamptz not null,
  status integer,
  fault text,
  duration_ms integer not null,
  primary key (delivery_id, number),
  check (status is not null or fault is not null)
);
--> statement-breakpoint
-- Whether an endpoint may be told anything today (§11.4).
create function exchange.is_entitled(endpoint exchange.webhook_endpoints) returns boolean
language sql stable
return accounts.holds_since((endpoint).person_id, (endpoint).organisation_id, (endpoint).roles,
    (endpoint).saved_at)
  and not exists (select from organisations.cooperatives_published cooperative
    where cooperative.organisation_id = (endpoint).organisation_id
      and cooperative.state = 'suspended');
