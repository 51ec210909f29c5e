-- What counts of purchases outside (grade B, §3.11) is few among the entries, and is summed and
-- listed by itself.
create index ledger_entries_outside on attribution.ledger_entries (county_code, month, number)
  where grade = 'B';
