-- Whoever sent goods away does not accept them as well (§11.2); of older shipments it is not known.
alter table deliveries.shipments add column dispatched_by uuid references accounts.people;
