-- The median of offers comparable with a product, where there are several (§5.1). Read by orders.
create view catalogue.comparable_prices_published as
  select products.id as product_id, median.median_cents_per_jin
  from catalogue.products
  join catalogue.produce_medians median
    on median.category = products.category and median.produce_key = products.produce_key
  where median.offers > 1;
