-- A bank reference stands once for money in one direction between two sides, whatever the kind of
-- document (§7.2): compared without gaps, width and case (§2.7).
create function billing.reference_key(reference text) returns text
  language sql immutable parallel safe as $$
  select upper(regexp_replace(normalize(reference, NFKC), '\s', '', 'g'))
$$;
--> statement-breakpoint
create index payments_reference_of_pair on billing.payments
  (unit_id, cooperative_id, billing.reference_key(bank_reference)) where state <> 'rejected';
--> statement-breakpoint
create index refunds_reference_of_pair on billing.refunds
  (unit_id, cooperative_id, billing.reference_key(bank_reference)) where state <> 'rejected';
--> statement-breakpoint
create index misdirected_payments_reference_of_pair on billing.misdirected_payments
  (unit_id, cooperative_id, billing.reference_key(bank_reference)) where state <> 'rejected';
