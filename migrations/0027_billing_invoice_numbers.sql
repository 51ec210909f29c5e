-- A number is its seller's: a stranger who enters it first takes it from nobody (§7.4). The same
-- number of two sellers is shown on both.
alter table billing.invoices add constraint invoices_number_of_seller
  unique (cooperative_id, number);
--> statement-breakpoint
alter table billing.invoices drop constraint invoices_number_key;
--> statement-breakpoint
create index invoices_number on billing.invoices (number);
