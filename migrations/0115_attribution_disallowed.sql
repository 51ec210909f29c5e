-- 不予认定 (§8): a line of which an official has upheld a flag counts for nothing, whatever is
-- received, paid or corrected of it later. What it had counted is reversed in the same act.
alter table attribution.recognition_lines
  add column disallowed_by uuid,
  add constraint recognition_lines_disallowed check (disallowed_by is null
    or (recognised_cents = 0 and recognised_grams = 0));
--> statement-breakpoint
create function attribution.keep_disallowed() returns trigger language plpgsql as $$
begin
  raise exception 'a line that was disallowed stays so';
end $$;
--> statement-breakpoint
create trigger recognition_lines_disallowed_once before update
  on attribution.recognition_lines for each row
  when (old.disallowed_by is not null and new.disallowed_by is distinct from old.disallowed_by)
  execute function attribution.keep_disallowed();
--> statement-breakpoint
-- An order line since its first fact: what was fixed at placement, its totals so far, and the flag
-- that disallowed it.
create or replace view attribution.recognition_lines_published as
  select order_line_id, purchase_order_id, purchase_order_number, ordered_on, cooperative_id,
    supervising_county_code, channel, product_id, credit, grade, accepted_grams, accepted_cents,
    paid_cents, recognised_grams, recognised_cents, disallowed_by
  from attribution.recognition_lines;
