-- Long exports (§9): of which units, in which months, a file holds entries (§11.6), so that it is
-- handed out no more once its maker may not read all of them: a unit was moved to another parent,
-- or was never a member of the group after all. Null: of a place. A file of units from before this
-- does not know whose it is, and is withdrawn.
alter table exchange.exports add column held_units jsonb;
--> statement-breakpoint
-- The bytes that an organisation's files take.
create index exports_kept on exchange.exports (organisation_id) include (byte_size)
  where state = 'ready';
