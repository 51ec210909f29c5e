-- A month that is closed stays closed (§4.2).
create trigger periods_append_only before update or delete or truncate on attribution.periods
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Whatever posts: a month takes no entry once it, or a later one of its county, is closed.
create function attribution.refuse_closed_month() returns trigger language plpgsql as $$
begin
  if exists (select from posted p join attribution.periods c on c.county_code = p.county_code
      and c.month >= p.month and c.state = 'closed') then
    raise exception 'a closed month takes no entries' using errcode = '23514';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger ledger_entries_open_month after insert on attribution.ledger_entries
  referencing new table as posted
  for each statement execute function attribution.refuse_closed_month();
--> statement-breakpoint
-- The month that an entry concerns: the earliest one of its own day and of the entries that it
-- corrects, one after the other.
create function attribution.concerned_month(county text, corrected bigint, day date) returns text
language sql stable as $$
  with recursive earlier as (
    select e.corrects_number, least(e.month, to_char(e.recognised_on, 'YYYY-MM')) as month
    from attribution.ledger_entries e where e.county_code = county and e.number = corrected
    union all
    select e.corrects_number, least(e.month, to_char(e.recognised_on, 'YYYY-MM'))
    from earlier join attribution.ledger_entries e
      on e.county_code = county and e.number = earlier.corrects_number
  )
  select least(to_char(day, 'YYYY-MM'), (select min(month) from earlier))
$$;
--> statement-breakpoint
create index ledger_entries_corrections on attribution.ledger_entries (county_code, month, number)
  where corrects_number is not null
    or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1);
--> statement-breakpoint
-- An entry of the ledger as it was posted. `counted` says whether it belongs in totals,
-- `has_direct_unit` and `has_help_unit` whether any unit is credited in that way, `is_adjustment`
-- whether it adjusts an earlier period (§4.2), which `adjusts_month` names.
create or replace view attribution.ledger_entries_published as
  select county_code, number, month, recognised_on, ordered_on, village_code, order_line_id,
    cooperative_id, product_id, channel, direct_unit_id, help_unit_id, direct_paired,
    help_paired, counted, grade, grams, cents, cause_type, corrects_number,
    direct_unit_id is not null as has_direct_unit, help_unit_id is not null as has_help_unit,
    (corrects_number is not null
        or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1))
      and attribution.concerned_month(county_code, corrects_number, recognised_on) < month
      as is_adjustment,
    case when corrects_number is not null
        or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1)
      then nullif(attribution.concerned_month(county_code, corrects_number, recognised_on), month)
      end as adjusts_month,
    hash
  from attribution.ledger_entries;
