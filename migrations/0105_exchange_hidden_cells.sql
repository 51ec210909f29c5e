-- What was left out of a sheet because its program hides it or filters it out (§2.7).
alter table exchange.imports
  add column hidden_rows integer not null default 0 check (hidden_rows >= 0),
  add column hidden_columns integer not null default 0 check (hidden_columns >= 0);
