-- An older invoice is called by its code and its number, 数电发票 by 20 digits (§7.4).
alter table billing.invoices drop constraint invoices_number_check;
--> statement-breakpoint
alter table billing.invoices add constraint invoices_number_format
  check (number ~ '^(\d{20}|(\d{10}|\d{12}) \d{8})$') not valid;
--> statement-breakpoint
alter table billing.invoices validate constraint invoices_number_format;
