-- The units of a place by name: an office lists those it supervises without reading all others.
create index organisations_units_place
  on organisations.organisations (division_code collate "C", name, id)
  where kind = 'unit';
