-- What the cells of a row were read as, by field: shown beside them before anything is done.
-- Rows that were checked before have nothing to show.
alter table exchange.import_rows add column understood jsonb not null default '{}';
