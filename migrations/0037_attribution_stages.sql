-- What was ordered, shipped, accepted, invoiced and paid, by the month of each stage's own day (§3.1),
-- below each county, city, province and in the nation (''), so that a question about a place reads a
-- few rows and not its documents. Two counties add to one row, and acts of one county do: so whoever
-- acts only appends to `unfolded_stages`, and `fold_stages` adds that up. A row and what is not
-- folded yet together equal the documents at every instant.
create table attribution.stage_sums (
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6})?$'),
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  stage text collate "C" not null
    check (stage in ('ordered', 'shipped', 'accepted', 'invoiced', 'paid')),
  cents bigint not null,
  grams bigint not null,
  primary key (node_code, period, stage)
);
--> statement-breakpoint
create table attribution.unfolded_stages (
  id bigint generated always as identity primary key,
  county_code text collate "C" not null check (county_code ~ '^\d{6}$'),
  month text collate "C" not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  stage text collate "C" not null,
  cents bigint not null,
  grams bigint not null
);
--> statement-breakpoint
-- Called by the domain that holds the document: in the act that moves a stage, by how much.
create function attribution.move_stage(stage text, county_code text, on_day date, cents bigint,
  grams bigint) returns void language sql as $$
  insert into attribution.unfolded_stages (county_code, month, stage, cents, grams)
  values (county_code, to_char(on_day, 'YYYY-MM'), stage, cents, grams)
$$;
--> statement-breakpoint
-- Adds the oldest moves, at most so many, to the sums, and says how many there were. One does so at
-- a time; whoever comes meanwhile has nothing to do.
create function attribution.fold_stages(most integer) returns integer language plpgsql as $$
declare
  folded integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('attribution.fold_stages')) then
    return 0;
  end if;
  with taken as (
    delete from attribution.unfolded_stages where id in (
      select id from attribution.unfolded_stages order by id limit most)
    returning *
  ), added as (
    insert into attribution.stage_sums as kept (node_code, period, stage, cents, grams)
    select node.code, period, stage, sum(cents), sum(grams)
    from taken cross join lateral (values (''), (left(county_code, 2)), (left(county_code, 4)),
        (county_code)) as node(code)
      cross join unnest(attribution.periods_of(month)) as period
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (node_code, period, stage)
      do update set cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams
  )
  select count(*) into folded from taken;
  return folded;
end
$$;
--> statement-breakpoint
create function attribution.move_stages_of_facts() returns trigger language plpgsql as $$
begin
  perform attribution.move_stage(
      case when f.kind in ('acceptance', 'return') then 'accepted' else 'paid' end,
      l.supervising_county_code, f.occurred_on, sum(f.cents)::bigint,
      coalesce(sum(f.grams) filter (where f.kind in ('acceptance', 'return')), 0)::bigint)
    from reported f join attribution.recognition_lines l using (order_line_id)
    group by f.kind, l.supervising_county_code, f.occurred_on;
  return null;
end
$$;
--> statement-breakpoint
create trigger recognition_facts_stages after insert on attribution.recognition_facts
  referencing new table as reported
  for each statement execute function attribution.move_stages_of_facts();
--> statement-breakpoint
select attribution.move_stage(
    case when f.kind in ('acceptance', 'return') then 'accepted' else 'paid' end,
    l.supervising_county_code, f.occurred_on, sum(f.cents)::bigint,
    coalesce(sum(f.grams) filter (where f.kind in ('acceptance', 'return')), 0)::bigint)
  from attribution.recognition_facts f join attribution.recognition_lines l using (order_line_id)
  group by f.kind, l.supervising_county_code, f.occurred_on;
--> statement-breakpoint
-- Sums of the stages without the moves of the view below; both together are the truth.
create view attribution.stage_sums_published as
  select node_code, period, stage, cents, grams from attribution.stage_sums;
--> statement-breakpoint
create view attribution.unfolded_stages_published as
  select node.code as node_code, period, stage, cents, grams
  from attribution.unfolded_stages
    cross join lateral (values (''), (left(county_code, 2)), (left(county_code, 4)),
      (county_code)) as node(code)
    cross join unnest(attribution.periods_of(month)) as period;
