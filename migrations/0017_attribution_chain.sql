-- An entry of the ledger with everything its hash covers, and its hash: for who must recompute it
-- or hold it elsewhere.
create view attribution.chained_entries_published as
  select county_code, number, month, recognised_on, ordered_on, village_code, order_line_id,
    purchase_order_id, cooperative_id, product_id, category, channel, direct_unit_id, help_unit_id,
    direct_paired, help_paired, eligible, grade, grams, cents, cause_type, cause_id, cause_line_id,
    corrects_number, actor_id, rule_version, posted_at, previous_hash, hash
  from attribution.ledger_entries;
--> statement-breakpoint
-- The end of each county's chain; where it can be seen, all entries up to it can be.
create view attribution.ledger_heads_published as
  select county_code, last_number, last_hash from attribution.ledger_heads;
