-- Reminders of money due (§7.2): an invoice is spoken of once before the day it is due and once
-- after, however many servers look for it and however often they start.
create table billing.due_reminders (
  invoice_id uuid not null references billing.invoices,
  kind text not null check (kind in ('due_soon', 'overdue')),
  reminded_at timestamptz not null,
  primary key (invoice_id, kind)
);
--> statement-breakpoint
create trigger due_reminders_append_only before update or delete or truncate
  on billing.due_reminders
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- When a seller last asked a buyer for late money; each time stands in the audit log.
create table billing.payment_requests (
  cooperative_id uuid not null references organisations.cooperatives,
  unit_id uuid not null references organisations.units,
  requested_at timestamptz not null,
  primary key (cooperative_id, unit_id)
);
