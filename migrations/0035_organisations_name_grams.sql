-- The directory finds what is written within a name by the single characters and pairs of characters
-- of names, for there are no words in them; and credit codes by how they begin.
create function organisations.name_grams(name text) returns text[] language sql immutable strict
  parallel safe as $$
  select array(
    select distinct substr(key, place, size)
    from (select organisations.name_key(name) as key) named, generate_series(1, length(key)) place,
      (values (1), (2)) as gram(size)
    where place + size - 1 <= length(key) order by 1)
$$;
--> statement-breakpoint
create index organisations_name_grams on organisations.organisations
  using gin (organisations.name_grams(name)) with (fastupdate = off);
--> statement-breakpoint
create index organisations_credit_code_begins
  on organisations.organisations (credit_code text_pattern_ops);
--> statement-breakpoint
drop index organisations.organisations_credit_code;
--> statement-breakpoint
analyze organisations.organisations;
