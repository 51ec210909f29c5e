-- A seal is the SHA-256 over a row as it was written. Triggers refuse to change what was posted,
-- and whoever owns the database can put them aside; then a seal tells `cunji verify` that a byte
-- was changed (§4.1). Columns without a value are left out, so that one may be added later.
create function platform.seal_of(content jsonb) returns bytea language sql immutable parallel safe
as $$
  select sha256(convert_to(coalesce(jsonb_object_agg(key, value), '{}')::text, 'UTF8'))
  from jsonb_each(content) where value <> 'null'
$$;
--> statement-breakpoint
-- What a table's seals do not cover: the seal itself, and what is generated from the rest.
create function platform.unsealed_columns(sealed regclass) returns text[] language sql stable as $$
  select array_agg(attname::text order by attnum) from pg_attribute
  where attrelid = sealed and attnum > 0 and (attname = 'seal' or attgenerated <> '')
$$;
--> statement-breakpoint
-- Instants and bytes are written as text in one way, whatever the session's own settings are.
create function platform.write_seal() returns trigger language plpgsql
  set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  new.seal := platform.seal_of(to_jsonb(new) - tg_argv);
  return new;
end $$;
--> statement-breakpoint
-- Seals a table's rows from now on, those that are there as they stand. Called again for a table
-- that gets a column with a default, it writes its seals anew. The trigger's name comes after those
-- of the guards that compare a whole row with what it was.
create procedure platform.seal_rows(sealed regclass) language plpgsql
  set timezone = 'UTC' set bytea_output = 'hex' as $$
declare
  unsealed text[];
begin
  execute format('alter table %s add column if not exists seal bytea', sealed);
  unsealed := platform.unsealed_columns(sealed);
  execute format('alter table %s disable trigger user', sealed);
  execute format('update %s r set seal = platform.seal_of(to_jsonb(r) - %L::text[])',
    sealed, unsealed);
  execute format('alter table %s enable trigger user', sealed);
  execute format('create or replace trigger write_seal before insert or update on %s
    for each row execute function platform.write_seal(%s)', sealed,
    (select string_agg(quote_literal(name), ', ') from unnest(unsealed) as name));
end $$;
--> statement-breakpoint
-- The first row that is not what it was when it was written; none where all are.
create function platform.broken_seal() returns table (relation text, key text)
  language plpgsql stable set timezone = 'UTC' set bytea_output = 'hex' as $$
declare
  sealed regclass;
begin
  for sealed in select tgrelid::regclass from pg_trigger
    where tgfoid = 'platform.write_seal'::regproc order by tgrelid::regclass::text
  loop
    return query execute format(
      'select %L, (select string_agg(value, '', '') from jsonb_each_text(to_jsonb(r))
        where key = any(%L)) from %s r
        where seal is distinct from platform.seal_of(to_jsonb(r) - %L::text[]) limit 1',
      sealed, (select array_agg(attname::text) from pg_index
        join pg_attribute on attrelid = indrelid and attnum = any (indkey)
        where indrelid = sealed and indisprimary),
      sealed, platform.unsealed_columns(sealed));
    if found then return; end if;
  end loop;
end $$;
--> statement-breakpoint
-- All that refuses to be changed: but the ledger's entries, which their chain covers (§4.1), and
-- the log's tiles, which are recomputed from these (§4.5).
do $$
declare
  kept regclass;
begin
  for kept in select distinct tgrelid::regclass from pg_trigger
    where tgfoid = 'platform.refuse_change'::regproc and tgrelid not in
      ('attribution.ledger_entries'::regclass, 'transparency.tiles'::regclass)
  loop
    call platform.seal_rows(kept);
  end loop;
end $$;
