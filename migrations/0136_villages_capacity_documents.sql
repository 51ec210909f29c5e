-- The document by which a village declared what it can grow (§8); none of what was declared before.
alter table villages.village_capacities add column file_id uuid references evidence.files;
--> statement-breakpoint
create index village_capacities_file on villages.village_capacities (file_id)
  where file_id is not null;
