-- What is open of an invoice is what the books owe: a payment or a move that waits for its answer
-- takes nothing off until the other side has confirmed it (§7.5).
create or replace function billing.refresh_open(of_invoice uuid) returns void language plpgsql as $$
declare
  invoice record;
begin
  select i.unit_id, i.cooperative_id, i.supervising_county_code, i.issued_on, m.balance_cents
    into invoice
    from billing.invoices i join billing.invoice_money m on m.invoice_id = i.id
    where i.id = of_invoice;
  if invoice.balance_cents > 0 then
    insert into billing.open_invoices as kept (invoice_id, unit_id, cooperative_id,
      supervising_county_code, open_cents, issued_on)
    values (of_invoice, invoice.unit_id, invoice.cooperative_id, invoice.supervising_county_code,
      invoice.balance_cents, invoice.issued_on)
    on conflict (invoice_id) do update set open_cents = excluded.open_cents
      where kept.open_cents <> excluded.open_cents;
  else
    delete from billing.open_invoices where invoice_id = of_invoice;
  end if;
  if invoice.balance_cents < 0 then
    insert into billing.due_back_invoices
      (invoice_id, unit_id, cooperative_id, supervising_county_code)
    values (of_invoice, invoice.unit_id, invoice.cooperative_id, invoice.supervising_county_code)
    on conflict (invoice_id) do nothing;
  else
    delete from billing.due_back_invoices where invoice_id = of_invoice;
  end if;
  if invoice.balance_cents > 0 or not exists (
    select from billing.closed_invoices closed where closed.invoice_id = of_invoice
  ) then
    delete from billing.paid_invoices where invoice_id = of_invoice;
  else
    insert into billing.paid_invoices as kept
      (invoice_id, unit_id, supervising_county_code, counts_from, paid_on)
    select invoice_id, unit_id, supervising_county_code,
      coalesce(billing.last_acceptance(invoice_id), issued_on), paid_on
    from billing.closed_invoices closed where closed.invoice_id = of_invoice
    on conflict (invoice_id) do update set paid_on = excluded.paid_on
      where kept.paid_on <> excluded.paid_on;
  end if;
end
$$;
--> statement-breakpoint
update billing.open_invoices o set open_cents = m.balance_cents
from billing.invoice_money m
where m.invoice_id = o.invoice_id and o.open_cents <> m.balance_cents;
