-- Read by reports, exchange, review: when an entry was posted tells what the ledger stated at the end
-- of an earlier day.
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
    hash, category, purchase_order_id, posted_at
  from attribution.ledger_entries;
