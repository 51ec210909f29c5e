-- In which step an import failed: it is resumed there, and what it did by then can be taken back.
alter table exchange.imports add column failed_in text
  check (failed_in in ('checking', 'applying', 'undoing'));
--> statement-breakpoint
-- Undoing is one step for all rows, so one that failed there was applied as a whole.
update exchange.imports set failed_in = case
    when exists (select from exchange.import_rows
      where import_id = imports.id and outcome is null) then 'checking'
    when applied_at is not null then 'undoing'
    else 'applying' end
where state = 'failed';
--> statement-breakpoint
alter table exchange.imports add constraint imports_failed_somewhere
  check ((state = 'failed') = (failed_in is not null));
