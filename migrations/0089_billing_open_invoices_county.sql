-- What is open of a county or of a larger place, without the rest of the country.
create index open_invoices_county
  on billing.open_invoices (supervising_county_code text_pattern_ops);
