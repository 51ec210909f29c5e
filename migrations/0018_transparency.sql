create schema transparency;
--> statement-breakpoint
-- The transparency log of the nation (§4.5): one row since the first start, locked by whoever adds
-- entries or signs. Its name is fixed, for whoever follows the log knows it by that.
create table transparency.logs (
  is_only boolean primary key default true check (is_only),
  origin text not null check (origin ~ '^[^\s+]+$'),
  started_at timestamptz not null
);
--> statement-breakpoint
-- Public keys, of which the last is current. The private ones are files that never come here.
create table transparency.signing_keys (
  key_id text primary key check (key_id ~ '^[0-9a-f]{8}$'),
  -- 32 bytes of Ed25519 as base64
  public_key text not null unique,
  valid_from timestamptz not null,
  retired_at timestamptz check (retired_at >= valid_from)
);
--> statement-breakpoint
create unique index signing_keys_current on transparency.signing_keys ((true))
  where retired_at is null;
--> statement-breakpoint
-- Which entries the leaves are: so many of a county's, one after the other, from an index on.
create table transparency.runs (
  first_index bigint primary key check (first_index >= 0),
  county_code text collate "C" not null check (county_code ~ '^\d{6}$'),
  first_number bigint not null check (first_number > 0),
  entries bigint not null check (entries > 0),
  -- whether the leaves also hold an SM3 digest
  has_sm3 boolean not null,
  unique (county_code, first_number)
);
--> statement-breakpoint
create trigger runs_append_only before update or delete or truncate on transparency.runs
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The Merkle tree in tiles (C2SP tlog-tiles): up to 256 hashes of 32 bytes one after the other.
create table transparency.tiles (
  level smallint not null check (level between 0 and 7),
  number bigint not null check (number >= 0),
  hashes bytea not null
    check (octet_length(hashes) % 32 = 0 and octet_length(hashes) between 32 and 8192),
  primary key (level, number)
);
--> statement-breakpoint
-- Hashes do not compress.
alter table transparency.tiles alter column hashes set storage external;
--> statement-breakpoint
-- A tile grows at its end until it is full, and changes in no other way.
create function transparency.refuse_rewriting() returns trigger language plpgsql as $$
begin
  if new.level <> old.level or new.number <> old.number
      or left(encode(new.hashes, 'hex'), octet_length(old.hashes) * 2) <> encode(old.hashes, 'hex')
  then
    raise exception 'what a tile of the log holds is never rewritten' using errcode = '42501';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger tiles_only_grow before update on transparency.tiles
  for each row execute function transparency.refuse_rewriting();
--> statement-breakpoint
create trigger tiles_stay before delete or truncate on transparency.tiles
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Heads of the log as they were signed and published.
create table transparency.checkpoints (
  size bigint not null check (size >= 0),
  key_id text not null references transparency.signing_keys,
  published_at timestamptz not null,
  -- the text that is signed, and the line of the signature (C2SP tlog-checkpoint)
  body text not null,
  signature_line text not null,
  primary key (size, key_id)
);
--> statement-breakpoint
create index checkpoints_newest on transparency.checkpoints (published_at desc, size desc);
--> statement-breakpoint
create trigger checkpoints_append_only before update or delete or truncate
  on transparency.checkpoints
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- What witnesses signed of them (C2SP tlog-cosignature).
create table transparency.cosignatures (
  size bigint not null,
  key_id text not null,
  -- the witness's key as it was configured
  witness_key text not null,
  signed_at timestamptz not null,
  signature_line text not null,
  primary key (witness_key, size, key_id),
  foreign key (size, key_id) references transparency.checkpoints
);
--> statement-breakpoint
create index cosignatures_checkpoint on transparency.cosignatures (size, key_id);
--> statement-breakpoint
create trigger cosignatures_append_only before update or delete or truncate
  on transparency.cosignatures
  for each statement execute function platform.refuse_change();
